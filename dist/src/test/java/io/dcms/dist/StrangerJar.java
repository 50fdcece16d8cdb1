package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** A jar as a stranger makes it: sources compiled against {@code lib/dcms-api-*.jar} of the tarball and nothing else of DCMS. */
final class StrangerJar {
    private final Path folder;
    private final Path classes;
    private final List<Path> classPath = new ArrayList<>();
    private final List<String> sources = new ArrayList<>();

    /** @param folder empty, for sources and classes */
    StrangerJar(UnpackedTarball dcms, Path folder) throws IOException {
        this.folder = folder;
        this.classes = Files.createDirectories(folder.resolve("classes"));
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(dcms.path("lib"), "dcms-api-*.jar")) {
            jars.forEach(classPath::add);
        }
        assertEquals(1, classPath.size(), classPath::toString);
    }

    /** Compiles against this jar too, without taking it along. */
    StrangerJar needs(Path jar) {
        classPath.add(jar);
        return this;
    }

    /** A class by its full name. */
    StrangerJar source(String className, String source) throws IOException {
        Path file = folder.resolve("sources").resolve(className.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        sources.add(Files.writeString(file, source).toString());
        return this;
    }

    /** Says that this class is a factory of {@code store.JobStore}, {@code hook.TaskHook} or {@code filter.OutputFilter}. */
    StrangerJar provides(String kind, String className) throws IOException {
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.dcms.spi." + kind + "Factory"), className + "\n",
                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return this;
    }

    /** Compiles what there is so far. */
    StrangerJar compile() {
        String path = classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
        List<String> arguments = new ArrayList<>(List.of("--release", "17", "-proc:none", "-cp", path));
        arguments.addAll(List.of("-d", classes.toString()));
        arguments.addAll(sources);
        run("javac", arguments.toArray(String[]::new));
        return this;
    }

    /** The compiled class file of a class. */
    Path classFile(String className) {
        return classes.resolve(className.replace('.', '/') + ".class");
    }

    /** Writes the jar, and answers where. */
    Path write(Path jar) throws IOException {
        Files.createDirectories(jar.getParent());
        run("jar", "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    private static void run(String tool, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int status = ToolProvider.findFirst(tool).orElseThrow().run(out, out, arguments);
        assertEquals(0, status, () -> tool + " " + Arrays.toString(arguments) + ": " + said);
    }
}
