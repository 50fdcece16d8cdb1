package io.dcms.runtime.plugin;

import io.dcms.spi.PluginFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes the jars that a stranger would make: sources compiled against the plugin contract alone, and a services file. */
public final class PluginJar {
    private static final int MAJOR_VERSION = 7;

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> entries = new TreeMap<>();
    private final List<Path> needed = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private final Map<String, Integer> versions = new LinkedHashMap<>();

    /** A jar without anything in it yet. */
    public static PluginJar empty() {
        return new PluginJar();
    }

    /** A class by its full name and its whole source text. */
    public PluginJar source(String className, String source) {
        sources.put(className, source);
        return this;
    }

    /** A services file that lists these classes. */
    public PluginJar provides(Class<?> kind, String... classNames) {
        return file("META-INF/services/" + kind.getName(), String.join("\n", classNames).getBytes(StandardCharsets.UTF_8));
    }

    /** Any entry. */
    public PluginJar file(String name, byte[] content) {
        entries.put(name, content);
        return this;
    }

    /** Compiles against this jar too, without taking anything from it. */
    public PluginJar needs(Path jar) {
        needed.add(jar);
        return this;
    }

    /** Compiles this class, and leaves it out. */
    public PluginJar without(String className) {
        dropped.add(className);
        return this;
    }

    /** Marks this class as built for another Java: 61 is 17. */
    public PluginJar version(String className, int major) {
        versions.put(className, major);
        return this;
    }

    /** Writes it, and answers where. */
    public Path write(Path jar) {
        Map<String, byte[]> content = new TreeMap<>(entries);
        compile().forEach((name, bytes) -> {
            if (!dropped.contains(name)) {
                content.put(name.replace('.', '/') + ".class", patched(name, bytes));
            }
        });
        try {
            Files.createDirectories(jar.getParent());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                    out.putNextEntry(new JarEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    private byte[] patched(String name, byte[] bytes) {
        if (versions.containsKey(name)) {
            bytes[MAJOR_VERSION] = versions.get(name).byteValue();
        }
        return bytes;
    }

    private Map<String, byte[]> compile() {
        if (sources.isEmpty()) {
            return Map.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Memory memory = new Memory(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8));
        List<Source> units = sources.entrySet().stream().map(one -> new Source(one.getKey(), one.getValue())).toList();
        List<String> options = List.of("--release", "17", "-proc:none", "-classpath", classPath());
        if (!compiler.getTask(null, memory, null, options, null, units).call()) {
            throw new IllegalArgumentException("does not compile: " + sources);
        }
        return memory.classes();
    }

    private String classPath() {
        List<Path> jars = new ArrayList<>(needed);
        jars.add(contract());
        return jars.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator));
    }

    /** Where the plugin contract is. */
    private static Path contract() {
        try {
            return Path.of(PluginFactory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A source text. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("memory:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** A class file. */
    private static final class Output extends SimpleJavaFileObject {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Output(String className) {
            super(URI.create("memory:///" + className.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    /** Keeps class files. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, Output> outputs = new TreeMap<>();

        Memory(JavaFileManager manager) {
            super(manager);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String className, JavaFileObject.Kind kind,
                                                   FileObject sibling) {
            return outputs.computeIfAbsent(className, Output::new);
        }

        Map<String, byte[]> classes() {
            return outputs.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().bytes.toByteArray()));
        }
    }
}
