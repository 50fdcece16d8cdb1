package io.dcms.runtime.plugin;

import io.dcms.spi.filter.OutputFilterFactory;
import io.dcms.spi.hook.TaskHookFactory;
import io.dcms.spi.store.JobStoreFactory;

/** Sources of plugins that strangers might write. */
final class Strangers {

    private Strangers() {
    }

    static PluginJar store(String name) {
        return PluginJar.empty().provides(JobStoreFactory.class, "stranger.Store").source("stranger.Store", """
                package stranger;
                import io.dcms.api.*;
                import io.dcms.spi.*;
                import io.dcms.spi.store.*;
                import java.util.List;
                public class Store implements JobStoreFactory {
                    public String name() { return "%s"; }
                    public JobStore create(PluginContext context) throws ConfigException {
                        String db = context.settings().required("db", "a place");
                        return new JobStore() {
                            public List<Job> jobs(String host) { return List.of(Job.builder(1, db).build()); }
                            public void record(Task task) { }
                            public void check() { }
                            public void close() { }
                        };
                    }
                }
                """.formatted(name));
    }

    /** A good hook whose classes meet no other stranger's. */
    static PluginJar pigeon() {
        return PluginJar.empty().provides(TaskHookFactory.class, "good.Pigeon").source("good.Pigeon", """
                package good;
                import io.dcms.spi.*;
                import io.dcms.spi.hook.*;
                public class Pigeon implements TaskHookFactory {
                    public String name() { return "pigeon"; }
                    public TaskHook create(PluginContext context) { return (event, target) -> { }; }
                }
                """);
    }

    static PluginJar hook(String name) {
        return hook(name, "");
    }

    /** A hook whose class has these members too. */
    static PluginJar hook(String name, String members) {
        return hookThatReturns('"' + name + '"', members);
    }

    /** A hook whose {@code name()} returns this expression. */
    static PluginJar hookThatReturns(String expression, String members) {
        return PluginJar.empty().provides(TaskHookFactory.class, "stranger.Hook").source("stranger.Hook", """
                package stranger;
                import io.dcms.spi.*;
                import io.dcms.spi.hook.*;
                public class Hook implements TaskHookFactory {
                    public String name() { return %s; }
                    public TaskHook create(PluginContext context) throws ConfigException { return (event, target) -> { }; }
                    %s
                }
                """.formatted(expression, members));
    }

    static PluginJar filter(String name) {
        return PluginJar.empty().provides(OutputFilterFactory.class, "stranger.Filter").source("stranger.Filter", """
                package stranger;
                import io.dcms.spi.*;
                import io.dcms.spi.filter.*;
                import java.util.Optional;
                public class Filter implements OutputFilterFactory {
                    public String name() { return "%s"; }
                    public OutputFilter create(PluginContext context) {
                        return expression -> () -> new OutputScanner() {
                            public void feed(byte[] buffer, int from, int length) { }
                            public Optional<FilterHit> hit() { return Optional.of(new FilterHit(expression, 1, 0)); }
                        };
                    }
                }
                """.formatted(name));
    }
}
