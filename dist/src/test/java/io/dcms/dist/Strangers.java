package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Path;

/** Plugins as strangers write them. Each has a private class {@code util.Version} that tells who it belongs to. */
final class Strangers {
    private final UnpackedTarball dcms;
    private final Path folder;

    /** @param folder where they are built, in folders of their own */
    Strangers(UnpackedTarball dcms, Path folder) {
        this.dcms = dcms;
        this.folder = folder;
    }

    /** What the other jars need: the same class name in each, another text. */
    Path dependency(String owner, Path jar) throws IOException {
        return empty("dependency-of-" + owner).source("util.Version", """
                package util;
                public class Version { public static String text() { return "version for %s"; } }
                """.formatted(owner)).compile().write(jar);
    }

    /**
     * The store {@code props}. Its {@code db} is {@code <user>:<password>@<path>} of a properties file with the keys
     * {@code <job id>.<field>}; it appends its reports to {@code <path>.runs}.
     */
    StrangerJar store(Path dependency) throws IOException {
        return empty("store").needs(dependency).provides("store.JobStore", "props.PropsFactory").source("props.PropsFactory", """
                package props;

                import io.dcms.api.*;
                import io.dcms.spi.*;
                import io.dcms.spi.store.*;
                import java.io.*;
                import java.nio.file.*;
                import java.util.*;

                public class PropsFactory implements JobStoreFactory {
                    public String name() { return "props"; }

                    public JobStore create(PluginContext context) throws ConfigException {
                        String db = context.settings().required("db", "user:password@path");
                        Path file = Path.of(db.substring(db.lastIndexOf('@') + 1));
                        return new Props(file, context.settings().text("mark", "plain"));
                    }
                }

                class Props implements JobStore {
                    private final Path file;
                    private final String mark;

                    Props(Path file, String mark) {
                        this.file = file;
                        this.mark = mark;
                    }

                    public List<Job> jobs(String host) throws IOException {
                        Properties all = new Properties();
                        try (Reader in = Files.newBufferedReader(file)) {
                            all.load(in);
                        }
                        List<Job> jobs = new ArrayList<>();
                        for (String key : new TreeSet<>(all.stringPropertyNames())) {
                            if (key.endsWith(".name")) {
                                String id = key.substring(0, key.length() - 5);
                                jobs.add(Job.builder(Long.parseLong(id), all.getProperty(key))
                                        .executor(all.getProperty(id + ".executor")).signature(all.getProperty(id + ".signature"))
                                        .runner(all.getProperty(id + ".runner")).schedule(all.getProperty(id + ".schedule"))
                                        .hook(all.getProperty(id + ".hook", "")).msgFilter(all.getProperty(id + ".filter", ""))
                                        .build());
                            }
                        }
                        return jobs;
                    }

                    public void record(Task task) throws IOException {
                        Files.writeString(Path.of(file + ".runs"), task.taskId() + " " + task.status() + " " + task.reason() + " "
                                + mark + " " + util.Version.text() + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    }

                    public void check() { }

                    public void close() throws IOException {
                        Files.writeString(Path.of(file + ".closed"), "");
                    }
                }
                """).compile();
    }

    /**
     * The store {@code moody}: jobs from a properties file as {@link #store} has them. It waits as long as {@code <path>.mood}
     * says {@code hang}, and fails while that says {@code fail}.
     */
    StrangerJar moodyStore() throws IOException {
        return empty("moody").provides("store.JobStore", "moody.MoodyFactory").source("moody.MoodyFactory", """
                package moody;

                import io.dcms.api.*;
                import io.dcms.spi.*;
                import io.dcms.spi.store.*;
                import java.io.*;
                import java.nio.file.*;
                import java.util.*;

                public class MoodyFactory implements JobStoreFactory {
                    public String name() { return "moody"; }

                    public JobStore create(PluginContext context) throws ConfigException {
                        return new Moody(Path.of(context.settings().required("db", "a path")));
                    }
                }

                class Moody implements JobStore {
                    private final Path file;

                    Moody(Path file) { this.file = file; }

                    public List<Job> jobs(String host) throws IOException {
                        answer();
                        Properties all = new Properties();
                        try (Reader in = Files.newBufferedReader(file)) {
                            all.load(in);
                        }
                        List<Job> jobs = new ArrayList<>();
                        for (String key : new TreeSet<>(all.stringPropertyNames())) {
                            if (key.endsWith(".name")) {
                                String id = key.substring(0, key.length() - 5);
                                jobs.add(Job.builder(Long.parseLong(id), all.getProperty(key))
                                        .executor(all.getProperty(id + ".executor")).signature(all.getProperty(id + ".signature"))
                                        .runner(all.getProperty(id + ".runner")).schedule(all.getProperty(id + ".schedule"))
                                        .executorFlags(all.getProperty(id + ".flags")).build());
                            }
                        }
                        return jobs;
                    }

                    public void record(Task task) throws IOException { answer(); }

                    public void check() throws IOException { answer(); }

                    public void close() { }

                    private void answer() throws IOException {
                        while (mood().equals("hang")) {
                            try {
                                Thread.sleep(20);
                            } catch (InterruptedException e) {
                                throw new IOException(e);
                            }
                        }
                        if (mood().equals("fail")) {
                            throw new IOException("moody");
                        }
                    }

                    private String mood() throws IOException {
                        Path mood = Path.of(file + ".mood");
                        return Files.exists(mood) ? Files.readString(mood) : "";
                    }
                }
                """).compile();
    }

    /** The hook {@code slog}: {@code slog:/path} appends a line to that file. */
    StrangerJar hook(Path dependency) throws IOException {
        return empty("hook").needs(dependency).provides("hook.TaskHook", "slog.SlogFactory").source("slog.SlogFactory", """
                package slog;

                import io.dcms.spi.*;
                import io.dcms.spi.hook.*;
                import java.nio.file.*;

                public class SlogFactory implements TaskHookFactory {
                    public String name() { return "slog"; }

                    public TaskHook create(PluginContext context) {
                        return (event, target) -> Files.writeString(Path.of(target.getPath()), event.task().taskId() + " "
                                + event.jobName() + " " + event.task().status() + " " + util.Version.text() + "\\n",
                                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    }
                }
                """).compile();
    }

    /** The filter {@code regex}: a line of the output that an expression is found in. */
    StrangerJar filter() throws IOException {
        return empty("filter").provides("filter.OutputFilter", "regex.RegexFactory").source("regex.RegexFactory", """
                package regex;

                import io.dcms.spi.*;
                import io.dcms.spi.filter.*;
                import java.io.ByteArrayOutputStream;
                import java.nio.charset.StandardCharsets;
                import java.util.Optional;
                import java.util.regex.*;

                public class RegexFactory implements OutputFilterFactory {
                    public String name() { return "regex"; }

                    public OutputFilter create(PluginContext context) {
                        return RegexFactory::compile;
                    }

                    private static CompiledFilter compile(String expression) throws ConfigException {
                        try {
                            Pattern pattern = Pattern.compile(expression);
                            return () -> new Whole(pattern);
                        } catch (PatternSyntaxException e) {
                            throw new ConfigException("regex", expression, "a regular expression: " + e.getDescription());
                        }
                    }

                    private static class Whole implements OutputScanner {
                        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
                        private final Pattern pattern;

                        Whole(Pattern pattern) { this.pattern = pattern; }

                        public void feed(byte[] buffer, int from, int length) { all.write(buffer, from, length); }

                        public Optional<FilterHit> hit() { return Optional.empty(); }

                        public Optional<FilterHit> finish() {
                            String text = all.toString(StandardCharsets.ISO_8859_1);
                            Matcher matcher = pattern.matcher(text);
                            return matcher.find() ? Optional.of(new FilterHit(matcher.group(),
                                    1 + text.substring(0, matcher.start()).chars().filter(c -> c == 10).count(), matcher.start()))
                                    : Optional.empty();
                        }
                    }
                }
                """).compile();
    }

    /** A hook of this name whose class has this member too; {@code broken.Base} is its superclass. */
    StrangerJar brokenHook(String name, String member) throws IOException {
        return empty("broken-" + name).provides("hook.TaskHook", "broken.Hook")
                .source("broken.Base", "package broken; public class Base { }")
                .source("broken.Hook", """
                        package broken;
                        public class Hook extends Base implements io.dcms.spi.hook.TaskHookFactory {
                            %s
                            public String name() { return "%s"; }
                            public io.dcms.spi.hook.TaskHook create(io.dcms.spi.PluginContext context) {
                                return (event, target) -> { };
                            }
                        }
                        """.formatted(member, name)).compile();
    }

    StrangerJar empty(String name) throws IOException {
        return new StrangerJar(dcms, folder.resolve(name));
    }
}
