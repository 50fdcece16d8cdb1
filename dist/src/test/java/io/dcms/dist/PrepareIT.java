package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/dcms-prepare}: the archive by which the agent starts faster. */
@OnItsOwnJavaToo
@OnNewestJdkToo
final class PrepareIT {

    @TempDir
    Path temp;

    private UnpackedTarball dcms;

    @BeforeEach
    void unpack() throws Exception {
        dcms = UnpackedTarball.in(temp);
    }

    @Test
    void theAgentTakesItsClassesFromTheArchive() throws Exception {
        assertFalse(isFromArchive(usage("-Xlog:class+load")));
        Finished made = prepare();
        assertEquals(0, made.exit(), made::toString);
        assertEquals("", made.err());
        assertTrue(isFromArchive(usage("-Xlog:class+load")));
    }

    /** The agent runs what is in it, as root. */
    @Test
    void onlyWhoseFolderItIsCanWriteIt() throws Exception {
        ProcessBuilder loose = dcms.command(Path.of("/bin/sh"), "-c", "umask 0; exec " + dcms.path("bin/dcms-prepare"));
        assertEquals(0, dcms.run(loose).exit());
        List<Path> made = archives();
        assertEquals(2, made.size(), made::toString);
        for (Path file : made) {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            assertFalse(attributes.permissions().contains(PosixFilePermission.GROUP_WRITE), file::toString);
            assertFalse(attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE), file::toString);
            assertEquals(Files.getOwner(dcms.path("lib")), attributes.owner());
        }
    }

    /** As after an upgrade in place, or with a plugin more. Java 25.0.3 took the classes from the archive all the same. */
    @Test
    void oneOfOtherJarsIsPassedOverWithoutAWord() throws Exception {
        prepare();
        String without = usage("");
        Path jar = jars().get(0);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertEquals(without, usage(""));
        assertFalse(isFromArchive(usage("-Xlog:class+load")));
        assertEquals(0, prepare().exit());
        assertTrue(isFromArchive(usage("-Xlog:class+load")));
    }

    /** Java 17 was ended by half an archive before it had begun. */
    @Test
    void halfAnArchiveIsPassedOverWithoutAWord() throws Exception {
        String without = usage("");
        prepare();
        Path archive = archives().get(0);
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }
        assertEquals(without, usage(""));
    }

    @Test
    void whatIsNoArchiveIsPassedOverWithoutAWord() throws Exception {
        String without = usage("");
        for (String name : List.of("lib/dcms-agent.jsa", "lib/dcms-agent.aot")) {
            Path archive = Files.writeString(dcms.path(name), "nonsense");
            assertEquals(without, usage(""));
            dcms.describeArchive(archive);
            assertEquals(without, usage(""));
        }
    }

    private Finished prepare() throws Exception {
        return dcms.run(dcms.command(dcms.path("bin/dcms-prepare")));
    }

    /** What the agent prints of its flags, and on both streams whatever its JVM has to say. */
    private String usage(String options) throws Exception {
        ProcessBuilder command = dcms.command(dcms.path("bin/dcms-agent"), "-h");
        command.environment().put("DCMS_JAVA_OPTS", options);
        Finished run = dcms.run(command);
        assertEquals(0, run.exit(), run::toString);
        return run.out() + run.err();
    }

    private static boolean isFromArchive(String loaded) {
        return loaded.lines().anyMatch(line -> line.contains(" io.dcms.runtime.Main source: shared objects file"));
    }

    private List<Path> archives() throws IOException {
        return files(name -> name.startsWith("dcms-agent."));
    }

    private List<Path> jars() throws IOException {
        return files(name -> name.endsWith(".jar"));
    }

    private List<Path> files(java.util.function.Predicate<String> wanted) throws IOException {
        try (Stream<Path> files = Files.list(dcms.path("lib"))) {
            return files.filter(file -> wanted.test(file.getFileName().toString())).sorted().toList();
        }
    }
}
