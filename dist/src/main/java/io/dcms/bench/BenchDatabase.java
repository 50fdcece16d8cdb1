package io.dcms.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The database of the measured agents, with the tables of {@code sql/agent.sql}: on a MariaDB of its own, whose data goes with it, or
 * an empty one that was lent, which is empty again afterwards. A server of its own is as it comes: each commit is on the disk.
 */
final class BenchDatabase implements AutoCloseable {

    /** The name under which agents ask for their jobs. */
    static final String HOST = "bench";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String TABLES = "dcms_cronjob, dcms_agent2job, dcms_crontask_log, dcms_agent";

    private final String url;
    private final Optional<Process> server;
    private final Connection connection;
    private long own;

    private BenchDatabase(String url, Optional<Process> server) throws Exception {
        this.url = url;
        this.server = server;
        this.connection = connect();
    }

    /** @param lent the JDBC URL of an empty database; empty to start a server */
    static BenchDatabase open(Workspace workspace, String lent) throws Exception {
        BenchDatabase database = lent.isEmpty() ? startServer(workspace) : new BenchDatabase(lent, Optional.empty());
        try {
            database.makeTables();
            return database;
        } catch (Exception e) {
            database.closeServer();
            throw e;
        }
    }

    private static BenchDatabase startServer(Workspace workspace) throws Exception {
        Path data = workspace.path("database");
        Path log = workspace.path("database.log");
        String user = "--user=" + System.getProperty("user.name");
        Process maker = new ProcessBuilder(program("mariadb-install-db"), "--no-defaults", user, "--datadir=" + data,
                "--auth-root-authentication-method=normal", "--skip-test-db", "--force")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        if (maker.waitFor() != 0) {
            throw new BenchFailure("mariadb-install-db can't make data for a server: " + Files.readString(log).strip());
        }
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        int port = freePort();
        Process server = new ProcessBuilder(program("mariadbd"), "--no-defaults", user, "--datadir=" + data, "--bind-address=127.0.0.1",
                "--port=" + port, "--socket=" + data.resolve("socket"), "--pid-file=" + data.resolve("pid"), "--skip-name-resolve",
                "--init-file=" + accounts(workspace, password)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).redirectInput(Path.of("/dev/null").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        try {
            return new BenchDatabase("jdbc:mysql://127.0.0.1:" + port + "/dcms?user=bench&password=" + password, Optional.of(server));
        } catch (Exception e) {
            server.destroyForcibly().waitFor();
            throw new BenchFailure("the database server does not start: " + e.getMessage() + "\n" + Files.readString(log).strip());
        }
    }

    /** Run before anybody is let in: nobody else on the machine ever gets into a server that may be root's. */
    private static Path accounts(Workspace workspace, String password) throws IOException {
        Path file = Files.createFile(workspace.path("accounts.sql"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, "delete from mysql.global_priv where user in ('', 'root');\nflush privileges;\ncreate database dcms;\n"
                + "create user bench@'127.0.0.1' identified by '" + password + "';\ngrant all on *.* to bench@'127.0.0.1';\n");
    }

    private static String program(String name) throws BenchFailure {
        return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")).map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable).map(Path::toString).findFirst().orElseThrow(() -> new BenchFailure("there is no " + name
                        + " on PATH: install MariaDB's server, or give --db the JDBC URL of an empty database"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Connection connect() throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return DriverManager.getConnection(url);
            } catch (SQLException e) {
                if (server.isEmpty() || !server.get().isAlive() || System.nanoTime() > end) {
                    throw new BenchFailure("the database can't be reached: " + e.getMessage());
                }
                Thread.sleep(20);
            }
        }
    }

    private void makeTables() throws Exception {
        if (number("select count(*) from information_schema.tables where table_schema = database()") > 0) {
            throw new BenchFailure("--db: this database has tables already: give an empty one, it is emptied afterwards");
        }
        String script = Files.readAllLines(Bench.home().resolve("sql/agent.sql")).stream().filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
        for (String statement : script.split(";\\s*(\n|$)")) {
            if (!statement.isBlank() && !statement.strip().matches("(?s)(create database|use) .*")) {
                execute(statement);
            }
        }
    }

    /** Its JDBC URL, with user and password. */
    String url() {
        return url;
    }

    /** How many statements everybody but this object has run on the server so far. */
    long statements() throws SQLException {
        try (Statement statement = statement(); ResultSet row = statement.executeQuery("show global status like 'Questions'")) {
            row.next();
            return row.getLong(2) - own;
        }
    }

    /** CPU seconds of a server of its own so far; {@code NaN} of one that was lent. */
    double cpuSeconds() throws IOException {
        return server.isPresent() ? ProcessFigures.of(server.get().pid()).cpuSeconds() : Double.NaN;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = statement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query answers. */
    long number(String sql) throws SQLException {
        try (Statement statement = statement(); ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** These jobs, and no others, on {@link #HOST}; and no runs. */
    void setJobs(List<BenchJob> jobs) throws SQLException {
        for (String table : List.of("dcms_cronjob", "dcms_agent2job", "dcms_crontask_log")) {
            execute("truncate table " + table);
        }
        connection.setAutoCommit(false);
        try (PreparedStatement job = connection.prepareStatement("insert into dcms_cronjob (id, name, executor, signature, runner, schedule,"
                + " create_at) values (?, ?, ?, ?, ?, ?, 1700000000)");
             PreparedStatement place = connection.prepareStatement("insert into dcms_agent2job (host, job_id) values (?, ?)")) {
            for (BenchJob each : jobs) {
                add(job, each.id(), each.name(), each.program().toString(), each.signature(), each.user(), each.schedule());
                add(place, HOST, each.id());
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        own += 3L + 2L * jobs.size();
    }

    private static void add(PreparedStatement statement, Object... values) throws SQLException {
        for (int at = 0; at < values.length; at++) {
            statement.setObject(at + 1, values[at]);
        }
        statement.executeUpdate();
    }

    private Statement statement() throws SQLException {
        own++;
        return connection.createStatement();
    }

    @Override
    public void close() throws Exception {
        if (server.isEmpty()) {
            execute("drop table " + TABLES);
        }
        closeServer();
    }

    private void closeServer() throws Exception {
        connection.close();
        if (server.isPresent()) {
            server.get().destroy();
            if (!server.get().waitFor(30, TimeUnit.SECONDS)) {
                server.get().destroyForcibly().waitFor();
            }
        }
    }
}
