package io.dcms.runtime.plugin;

import io.dcms.runtime.text.NearestName;
import io.dcms.runtime.text.OneLine;
import io.dcms.spi.ConfigException;
import io.dcms.spi.PluginContext;
import io.dcms.spi.PluginFactory;
import io.dcms.spi.filter.OutputFilterFactory;
import io.dcms.spi.hook.TaskHookFactory;
import io.dcms.spi.store.JobStoreFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The plugins that were found, by kind and name. Broken ones are listed with their reason and never found by name. Immutable;
 * used by any thread.
 */
public final class PluginRegistry {
    private static final Comparator<Candidate> ORDER = Comparator.comparing((Candidate one) ->
                    one.kind().map(Enum::ordinal).orElse(PluginKind.values().length))
            .thenComparing(one -> one.info().name().isEmpty())
            .thenComparing(one -> one.info().name())
            .thenComparing(one -> one.info().where())
            .thenComparing(one -> one.info().provider());

    private final List<Candidate> candidates;

    private PluginRegistry(List<Candidate> found) {
        this.candidates = found.stream().map(one -> withoutRival(one, found)).sorted(ORDER).toList();
    }

    /**
     * Looks for plugins on the class path of the agent and in the folders of {@code lib}. Fails for nothing that it finds.
     *
     * @param lib the folder whose jars are on the class path and whose folders are plugins of their own; it may be absent
     */
    public static PluginRegistry discover(Path lib) {
        return discover(PluginRegistry.class.getClassLoader(), Optional.of(lib));
    }

    /** Looks on the class path alone: for an agent that was not started from an unpacked tarball. */
    public static PluginRegistry discover() {
        return discover(PluginRegistry.class.getClassLoader(), Optional.empty());
    }

    static PluginRegistry discover(ClassLoader classPath, Optional<Path> lib) {
        Discovery discovery = new Discovery(classPath);
        discovery.searchClassPath();
        lib.ifPresent(discovery::searchLib);
        return new PluginRegistry(discovery.candidates());
    }

    /**
     * The store of this name.
     *
     * @throws ConfigException if there is none that can be used, saying which there are, which is near and which are broken
     */
    public JobStoreFactory store(String name) throws ConfigException {
        return find(PluginKind.STORE, JobStoreFactory.class, name).orElseThrow(() -> missing(PluginKind.STORE, name));
    }

    /**
     * The hook for this URI scheme.
     *
     * @throws ConfigException if there is none that can be used, saying which there are, which is near and which are broken
     */
    public TaskHookFactory hook(String scheme) throws ConfigException {
        return find(PluginKind.HOOK, TaskHookFactory.class, scheme).orElseThrow(() -> missing(PluginKind.HOOK, scheme));
    }

    /**
     * The filter of this name; empty if there is none.
     *
     * @throws ConfigException if there are several
     */
    public Optional<OutputFilterFactory> filter(String name) throws ConfigException {
        return find(PluginKind.FILTER, OutputFilterFactory.class, name);
    }

    /** All usable hooks, by name. */
    public List<TaskHookFactory> hooks() {
        return usable(PluginKind.HOOK, TaskHookFactory.class);
    }

    /** All usable filters, by name. */
    public List<OutputFilterFactory> filters() {
        return usable(PluginKind.FILTER, OutputFilterFactory.class);
    }

    /** The names of all plugins of all kinds, also of those that share a name. */
    public Set<String> names() {
        return candidates.stream().map(one -> one.info().name()).filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Whether the name of everything that was found is known. If not, a setting for a plugin that is not there may be one for a
     * plugin that is broken, and no reason to refuse the start.
     */
    public boolean isComplete() {
        return candidates.stream().noneMatch(one -> one.info().name().isEmpty());
    }

    /** Everything that was found, by kind and name, broken ones without a name last in their kind. */
    public List<PluginInfo> plugins() {
        return candidates.stream().map(Candidate::info).toList();
    }

    /** What is wrong, a line for each problem; empty if all that was found can be used. */
    public List<String> problems() {
        return candidates.stream().map(one -> one.info().problem()).filter(problem -> !problem.isEmpty()).distinct().toList();
    }

    /**
     * Lets a factory make its product. The factory, and later every call of the product, has the plugin's class loader as the
     * thread's context class loader, since libraries look there for their parts.
     *
     * @param kind what it is to make
     * @throws ConfigException if a setting is bad
     * @throws PluginDefect    if the factory fails in a way that it may not
     */
    public <T> T create(Class<T> kind, PluginFactory<? extends T> factory, PluginContext context)
            throws ConfigException, PluginDefect {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(factory.getClass().getClassLoader());
        try {
            T product = factory.create(context);
            if (product != null) {
                return kind.cast(GuardedProduct.around(product, where(factory)));
            }
        } catch (RuntimeException | Error e) {
            throw new PluginDefect(defect(factory, "failed to make its product (" + Problem.brief(e) + ")"));
        } finally {
            thread.setContextClassLoader(before);
        }
        throw new PluginDefect(defect(factory, "made no product"));
    }

    private String defect(PluginFactory<?> factory, String reason) {
        return Problem.ofName(where(factory), factory.getClass().getName(), reason);
    }

    private String where(PluginFactory<?> factory) {
        return candidates.stream().filter(one -> one.factory().filter(factory::equals).isPresent())
                .map(one -> one.info().where()).findFirst().orElse("a plugin");
    }

    private static Candidate withoutRival(Candidate one, Collection<Candidate> found) {
        if (one.factory().isEmpty()) {
            return one;
        }
        PluginInfo info = one.info();
        List<String> places = found.stream().filter(other -> other.is(one.kind().get(), info.name()))
                .map(other -> other.info().where() + " (" + other.info().provider() + ")").sorted().toList();
        return places.size() == 1 ? one : one.refused(OneLine.of("several " + info.kind() + "s are named " + info.name() + ": "
                + String.join(" and ", places) + ": remove all but one"));
    }

    private <F extends PluginFactory<?>> Optional<F> find(PluginKind kind, Class<F> type, String name) throws ConfigException {
        Optional<Candidate> found = candidates.stream().filter(one -> one.is(kind, name)).findFirst();
        if (found.isPresent() && found.get().info().isBroken()) {
            throw new ConfigException(found.get().info().problem());
        }
        return found.flatMap(Candidate::factory).map(type::cast);
    }

    private <F extends PluginFactory<?>> List<F> usable(PluginKind kind, Class<F> type) {
        return candidates.stream().filter(one -> one.kind().filter(kind::equals).isPresent())
                .flatMap(one -> one.factory().stream()).map(type::cast).toList();
    }

    /** {@code no store is named "mysq": found file, mysql; did you mean mysql?} */
    private ConfigException missing(PluginKind kind, String name) {
        List<PluginInfo> infos = plugins().stream().filter(info -> info.kind().equals(kind.word())).toList();
        List<String> names = infos.stream().filter(info -> !info.isBroken()).map(PluginInfo::name).toList();
        List<String> broken = new ArrayList<>();
        candidates.stream().filter(one -> one.kind().isEmpty() || one.kind().get() == kind)
                .filter(one -> one.info().name().isEmpty()).forEach(one -> broken.add("; unusable: " + one.info().problem()));
        return new ConfigException("no " + kind.word() + " named \"" + OneLine.of(name) + "\": "
                + (names.isEmpty() ? "found none" : "found " + String.join(", ", names))
                + NearestName.of(name, names).map(near -> "; did you mean " + near + "?").orElse("")
                + String.join("", broken));
    }
}
