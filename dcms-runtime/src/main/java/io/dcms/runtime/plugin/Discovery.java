package io.dcms.runtime.plugin;

import io.dcms.spi.PluginFactory;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.zip.ZipFile;

/**
 * Looks for plugins. Whatever it meets, it goes on: each thing that can't be used becomes one entry with a problem. Used once,
 * by one thread.
 */
final class Discovery {
    /** So that a class loader that fails for ever ends the search of its file only. */
    private static final int FAILURES_PER_FILE = 100;

    private final ClassLoader agent;
    private final List<Candidate> candidates = new ArrayList<>();

    /** @param agent the class loader of the agent, with the jars of {@code lib/} */
    Discovery(ClassLoader agent) {
        this.agent = agent;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    /** Everything on the agent's own class path. */
    void searchClassPath() {
        for (PluginKind kind : PluginKind.values()) {
            try {
                for (URL file : Collections.list(agent.getResources(kind.services()))) {
                    searchFile(kind, file, agent, locate(file));
                }
            } catch (IOException e) {
                candidates.add(Candidate.unusable("the class path", Problem.ofJar("the class path", e)));
            }
        }
    }

    /** The plugin folders below this one; and its own jars, which are on the class path, as to whether they can be opened. */
    void searchLib(Path lib) {
        for (Path entry : list(lib)) {
            if (Files.isDirectory(entry)) {
                searchFolder(entry);
            } else if (isJar(entry)) {
                canBeOpened(entry);
            }
        }
    }

    private void searchFolder(Path folder) {
        List<Path> jars = list(folder).stream().filter(Discovery::isJar).toList();
        List<Path> readable = jars.stream().filter(this::canBeOpened).toList();
        if (jars.isEmpty() || readable.isEmpty()) {
            return;
        }
        int before = candidates.size();
        try {
            searchJars(new PluginFolder(folder.getFileName().toString(), readable, agent));
        } catch (IOException e) {
            candidates.add(Candidate.unusable(folder.toString(), Problem.ofJar(folder.toString(), e)));
        }
        if (candidates.size() == before && jars.size() == readable.size()) {
            candidates.add(Candidate.unusable(folder.toString(), folder + " holds no plugin: no jar in it has "
                    + "a META-INF/services file for a store, a hook or a filter; add the plugin's jar, or remove the folder"));
        }
    }

    private void searchJars(PluginFolder folder) throws IOException {
        for (PluginKind kind : PluginKind.values()) {
            for (URL file : Collections.list(folder.findResources(kind.services()))) {
                searchFile(kind, file, folder, locate(file));
            }
        }
    }

    private void searchFile(PluginKind kind, URL file, ClassLoader classes, String where) {
        ServiceFile view = new ServiceFile(file, classes);
        Iterator<? extends PluginFactory<?>> factories = ServiceLoader.load(kind.factory(), view).iterator();
        for (int failures = 0; failures < FAILURES_PER_FILE; ) {
            try {
                if (!factories.hasNext()) {
                    return;
                }
                candidates.add(named(kind, factories.next(), where));
            } catch (Exception | Error e) {
                // a stranger's constructor or class file: anything can come, and it must not stop the agent
                String provider = view.lastAsked();
                candidates.add(Candidate.broken(kind, provider, where, Problem.ofProvider(kind, where, provider, e)));
                failures++;
            }
        }
    }

    private static Candidate named(PluginKind kind, PluginFactory<?> factory, String where) {
        String provider = factory.getClass().getName();
        try {
            String name = factory.name();
            if (isName(name)) {
                return Candidate.usable(kind, name, factory, where);
            }
            return Candidate.broken(kind, provider, where, Problem.ofName(where, provider, "has the name \"" + name
                    + "\", and a name is lower-case letters, digits, +, . and -, beginning with a letter"));
        } catch (Exception | Error e) {
            return Candidate.broken(kind, provider, where,
                    Problem.ofName(where, provider, "failed to say its name (" + Problem.brief(e) + ")"));
        }
    }

    private static boolean isName(String name) {
        if (name == null || name.isEmpty() || !isLetter(name.charAt(0))) {
            return false;
        }
        return name.chars().allMatch(c -> isLetter(c) || c >= '0' && c <= '9' || c == '+' || c == '.' || c == '-');
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z';
    }

    private List<Path> list(Path folder) {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
                stream.forEach(entries::add);
            } catch (IOException | RuntimeException e) {
                candidates.add(Candidate.unusable(folder.toString(), Problem.ofJar(folder.toString(), e)));
            }
        }
        Collections.sort(entries);
        return entries;
    }

    private static boolean isJar(Path path) {
        return path.getFileName().toString().endsWith(".jar") && !Files.isDirectory(path);
    }

    /** A class loader skips a jar that it can't open without a word, so it is tried here. */
    private boolean canBeOpened(Path jar) {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            file.size();
            return true;
        } catch (IOException e) {
            candidates.add(Candidate.unusable(jar.toString(), Problem.ofJar(jar.toString(), e)));
            return false;
        }
    }

    /** The jar or folder that holds a services file. */
    private static String locate(URL services) {
        try {
            if (services.openConnection() instanceof JarURLConnection jar) {
                return Path.of(jar.getJarFileURL().toURI()).toString();
            }
            return Path.of(new URI(services.toString())).getParent().getParent().getParent().toString();
        } catch (IOException | URISyntaxException | RuntimeException e) {
            return services.toString();
        }
    }
}
