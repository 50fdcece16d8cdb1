package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the tarball, and that only its source decides what is in it. */
final class TarballIT {
    private static final String TOP = UnpackedTarball.topFolder();
    private static final String VERSION = TOP.replace("dcms-", "");

    @TempDir
    Path temp;

    @Test
    void holdsThisAndNothingElse() throws Exception {
        Set<String> expected = new TreeSet<>();
        for (String name : List.of("", "README.md", "bench/", "bench/dcms-bench", "bench/dcms-bench-VERSION.jar", "bench/ideal.c", "bin/", "bin/dcms", "bin/dcms-agent", "bin/dcms-prepare", "conf/", "conf/dcms.conf",
                "conf/jobs.json", "docs/", "docs/agent.md", "docs/command-line.md", "docs/fleet.md", "docs/images/", "docs/images/job.png",
                "docs/images/machines.png", "docs/images/now.png", "docs/images/run-phone.png", "docs/index.md",
                "docs/install-on-a-fleet.md", "docs/jobs.md", "docs/limits.md", "docs/monitoring.md",
                "docs/move-from-crontab.md", "docs/operations.md", "docs/performance.md", "docs/rest.md", "docs/security.md", "docs/write-a-plugin.md",
                "docs/zh.md",
                "lib/", "lib/launch.sh", "lib/dcms-api-VERSION.jar", "lib/dcms-runtime-VERSION.jar",
                "lib/dcms-store-mysql-VERSION.jar", "lib/mysql-connector-j-26.10.0.jar", "lib/dcms-hook-http-VERSION.jar",
                "lib/dcms-filter-keyword-VERSION.jar", "monitoring/", "monitoring/alerts.yml", "monitoring/dashboard.json",
                "sdk/", "sdk/dcms-api-VERSION-tests.jar", "sql/", "sql/agent.sql", "sql/grants.sql", "sql/upgrade.sql", "systemd/", "systemd/dcms-agent.service")) {
            expected.add(TOP + "/" + name.replace("VERSION", VERSION));
        }
        List<String> names = entries().stream().map(Entry::name).toList();
        assertEquals(expected, new TreeSet<>(names));
        assertEquals(expected.size(), names.size(), () -> "an entry twice: " + names);
    }

    @Test
    void belongsToRootWithModesThatNoUmaskHasTouched() throws Exception {
        for (Entry entry : entries()) {
            assertEquals("0/0", entry.owner(), entry.name());
            assertEquals(expectedMode(entry.name()), entry.mode(), entry.name());
        }
    }

    /** The time of the build would make two builds of one source differ. */
    @Test
    void carriesOneFixedTime() throws Exception {
        Set<String> times = new TreeSet<>();
        entries().forEach(entry -> times.add(entry.time()));
        assertEquals(Set.of("2026-01-01 00:00"), times);
    }

    @Test
    void isTheTreeThatTheBuildLeftUnpacked() throws Exception {
        UnpackedTarball unpacked = UnpackedTarball.in(temp);
        Path tree = UnpackedTarball.tarball().resolveSibling("dcms");
        assertEquals(digests(unpacked.home()), digests(tree));
        assertTrue(Files.isExecutable(tree.resolve("bin/dcms")));
    }

    private static String expectedMode(String name) {
        if (name.endsWith("/")) {
            return "drwxr-xr-x";
        }
        return name.startsWith(TOP + "/bin/") || name.endsWith("/dcms-bench") ? "-rwxr-xr-x" : "-rw-r--r--";
    }

    private List<Entry> entries() throws IOException, InterruptedException {
        ProcessBuilder tar = new ProcessBuilder("tar", "--numeric-owner", "-tvzf", UnpackedTarball.tarball().toString());
        tar.environment().put("TZ", "UTC");
        Finished listing = Finished.run(tar, temp);
        assertEquals(0, listing.exit(), () -> "tar: " + listing);
        return listing.out().lines().map(Entry::of).toList();
    }

    /** What a folder holds: paths below it, and a digest of each file's bytes. */
    private static TreeMap<String, Integer> digests(Path folder) throws IOException {
        TreeMap<String, Integer> digests = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                digests.put(folder.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    /** A line of {@code tar -tv}: mode, owner, size, date, time, name. */
    private record Entry(String mode, String owner, String time, String name) {

        static Entry of(String line) {
            String[] fields = line.split(" +", 6);
            return new Entry(fields[0], fields[1], fields[3] + " " + fields[4], fields[5]);
        }
    }
}
