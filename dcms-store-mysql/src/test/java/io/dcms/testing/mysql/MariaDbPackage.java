package io.dcms.testing.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** MariaDB's server and client from the packages of the system, which get installed on Debian where they are missing. */
final class MariaDbPackage implements ServerPrograms {
    private static final Duration SET_UP = Duration.ofMinutes(2);
    private static final Duration INSTALLATION = Duration.ofMinutes(10);
    /** These bring programs, but no service that would start. */
    private static final String PACKAGES = "mariadb-server-core mariadb-client-core";
    private static final List<String> PROGRAMS = List.of("mariadbd", "mariadb-install-db", "mariadb");

    private MariaDbPackage() {
    }

    /**
     * The programs of the system.
     *
     * @throws AssertionError if they are missing and can't be installed, with what to do
     */
    static MariaDbPackage installed() throws IOException, InterruptedException {
        if (!complete()) {
            install();
        }
        return new MariaDbPackage();
    }

    /** The command line client {@code mariadb}. */
    static String client() throws IOException, InterruptedException {
        installed();
        return path("mariadb").orElseThrow();
    }

    /** By force also where no name server knows this host, which is of no account here. */
    @Override
    public void makeData(Path data) throws IOException, InterruptedException {
        Program.run(SET_UP, path("mariadb-install-db").orElseThrow(), "--no-defaults", ServerPrograms.runAsUs(),
                "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db", "--force",
                "--innodb-log-file-size=16M").orFail();
    }

    @Override
    public List<String> server(Path data) {
        return List.of(path("mariadbd").orElseThrow(), "--no-defaults", "--datadir=" + data, "--innodb-log-file-size=16M",
                "--aria-pagecache-buffer-size=8M", "--debug-no-sync");
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    private static void install() throws IOException, InterruptedException {
        if (path("apt-get").isEmpty()) {
            throw new AssertionError("these tests need MariaDB: install its server and its client (on Debian: " + PACKAGES + ")");
        }
        Program.Ended ended = Program.run(INSTALLATION, "sh", "-c", "export DEBIAN_FRONTEND=noninteractive && apt-get update"
                + " && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends " + PACKAGES);
        if (!complete()) {
            throw new AssertionError("these tests need MariaDB, and it can't be installed: as root, apt-get install " + PACKAGES
                    + "\n" + ended);
        }
    }

    private static boolean complete() {
        return PROGRAMS.stream().allMatch(program -> path(program).isPresent());
    }

    /** Where a program is; an ordinary user's {@code PATH} lacks the folders of servers. */
    private static Optional<String> path(String program) {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
                .map(folder -> Path.of(folder, program)).filter(Files::isExecutable).map(Path::toString).findFirst();
    }
}
