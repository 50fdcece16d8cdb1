package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tests of a stranger's plugin, run as its author runs them: with {@code sdk/dcms-api-*-tests.jar} of the tarball, JUnit, and
 * nothing else of DCMS, in a JVM of their own.
 */
final class StrangersTests {
    /** What JUnit's console does, which is in a jar that the build has not. */
    private static final String CONSOLE = """
            import java.io.PrintWriter;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
            import org.junit.platform.launcher.core.LauncherFactory;
            import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

            class Console {
                public static void main(String[] args) throws Exception {
                    SummaryGeneratingListener listener = new SummaryGeneratingListener();
                    LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                            .selectors(DiscoverySelectors.selectClass(Class.forName(args[0]))).build(), listener);
                    listener.getSummary().printFailuresTo(new PrintWriter(System.out, true));
                    System.out.println(listener.getSummary().getTestsSucceededCount() + " of "
                            + listener.getSummary().getTestsFoundCount() + " pass");
                }
            }
            """;
    private static final Pattern JUNIT = Pattern.compile("(junit|opentest4j|apiguardian|jspecify).*\\.jar");
    private static final Pattern RESULT = Pattern.compile("^(\\d+) of (\\d+) pass$", Pattern.MULTILINE);

    private final UnpackedTarball dcms;
    private final Path folder;

    /** @param folder empty, for classes and outputs */
    StrangersTests(UnpackedTarball dcms, Path folder) {
        this.dcms = dcms;
        this.folder = folder;
    }

    /**
     * Fails unless all tests of a class pass, and they are at least so many.
     *
     * @param plugin the jar under test
     * @param test   the source of the test
     */
    void assertPass(Path plugin, Path test, String testClass, int least) throws Exception {
        String classPath = String.join(File.pathSeparator, plugin.toString(), theOne("lib", "dcms-api-*.jar"),
                theOne("sdk", "dcms-api-*-tests.jar"), junit(), Files.createDirectories(folder.resolve("classes")).toString());
        Path console = Files.writeString(folder.resolve("Console.java"), CONSOLE);
        Finished javac = run("javac", "-proc:none", "-cp", classPath, "-d", folder.resolve("classes").toString(), test.toString(),
                console.toString());
        assertEquals(0, javac.exit(), javac::toString);
        Finished tests = run("java", "-cp", classPath, "Console", testClass);
        Matcher result = RESULT.matcher(tests.out());
        assertTrue(result.find(), tests::toString);
        assertEquals(result.group(2), result.group(1), tests::toString);
        assertTrue(Integer.parseInt(result.group(1)) >= least, tests::toString);
    }

    private Finished run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(UnpackedTarball.javaHome().resolve("bin/" + program).toString()));
        command.addAll(Arrays.asList(arguments));
        return Finished.run(new ProcessBuilder(command), folder);
    }

    private String theOne(String place, String pattern) throws Exception {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(dcms.path(place), pattern)) {
            return jars.iterator().next().toString();
        }
    }

    /** The jars of JUnit that this test runs on. The launcher is no dependency: the build's plugin for tests has brought it. */
    private static String junit() throws Exception {
        Path launcher = Path.of(Class.forName("org.junit.platform.launcher.core.LauncherFactory").getProtectionDomain().getCodeSource()
                .getLocation().toURI());
        return Stream.concat(Stream.of(launcher), Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of).filter(path -> JUNIT.matcher(path.getFileName().toString()).matches()))
                .map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
