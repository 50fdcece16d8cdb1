package io.dcms.testing.mysql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real server with data of its own, on a port of 127.0.0.1 that it keeps. What was committed survives a {@link #kill}, though
 * not a power failure. It is small: 32 MB of buffers. When this JVM ends in any way, the server and its data are gone.
 *
 * <p>Its administrator is {@code root} with the password {@code root}; there are no other accounts.
 *
 * <p>For one thread at a time. Closing it kills it.
 */
public final class DatabaseServer implements AutoCloseable {
    private static final String ADMINISTRATOR = "root";
    private static final String PASSWORD = "root";
    /** Only ends what would hang: far beyond what the slowest machine needs. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LOG_TAIL = 6_000;

    private final ServerKind kind;
    private final ServerPrograms programs;
    private final List<String> options;
    private final Path folder;
    private final Guard guard;
    private final DatabaseAccess administrator;
    private Process process;

    private DatabaseServer(ServerKind kind, List<String> options) throws IOException, InterruptedException {
        this.kind = kind;
        this.programs = kind.programs();
        this.options = options;
        this.folder = Files.createTempDirectory("dcms-database-");
        this.guard = Guard.over(folder);
        this.administrator = DatabaseAccess.local(freePort(), ADMINISTRATOR, PASSWORD);
    }

    /**
     * Makes a server and starts it.
     *
     * @param options further options of the server, such as {@code --max-allowed-packet=1M}
     * @throws AssertionError if the server does not start, with the end of its log
     */
    public static DatabaseServer start(ServerKind kind, String... options) throws IOException, InterruptedException {
        DatabaseServer server = new DatabaseServer(kind, List.of(options));
        try {
            server.setUp();
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    /** How to reach it as its administrator. It stays the same for as long as the server lives. */
    public DatabaseAccess administrator() {
        return administrator;
    }

    /** Where its data, its log and its socket are. */
    Path folder() {
        return folder;
    }

    /** The process id of the server that runs. */
    public long pid() {
        return process.pid();
    }

    /**
     * Starts a server that was stopped or killed, on the same port with the same data, and waits until it answers.
     *
     * @throws AssertionError if it does not, with the end of its log
     */
    public void start() throws IOException, InterruptedException {
        launch();
        awaitAnswer(administrator);
    }

    /** Stops it in order. */
    public void stop() throws IOException, InterruptedException {
        signal("TERM");
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the server did not stop:\n" + logTail());
        }
    }

    /** Kills it with {@code kill -9}, frozen or not, and waits for its end. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops all its threads where they are: connections stay open, nothing is answered any more. */
    public void freeze() throws Exception {
        signal("STOP");
        await("the server froze", () -> threads().stream().allMatch(DatabaseServer::isFrozen));
    }

    /** Lets it go on after {@link #freeze}. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    @Override
    public void close() throws IOException {
        guard.release();
    }

    private void setUp() throws IOException, InterruptedException {
        FreshData.into(folder.resolve("data"), kind, programs);
        launch();
        DatabaseAccess open = administrator.as(ADMINISTRATOR, "");
        awaitAnswer(open);
        secure(open);
    }

    /** Leaves one account, with a password. */
    private static void secure(DatabaseAccess open) {
        for (List<String> account : open.rows("select user, host from mysql.user where user = '' or user = 'root'")) {
            String quoted = "'" + account.get(0) + "'@'" + account.get(1) + "'";
            if (!quoted.equals("'root'@'localhost'")) {
                open.execute("drop user " + quoted);
            }
        }
        open.execute("set password for root@localhost = password('" + PASSWORD + "')");
    }

    /** The shell notes its process id, which becomes the server's, before there is a server: the guard misses none. */
    private void launch() throws IOException {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the server runs already, as process " + process.pid());
        }
        List<String> command = new ArrayList<>(List.of("sh", "-c", "echo $$ >\"$0\" && exec \"$@\"",
                folder.resolve(Guard.PID_FILE).toString()));
        command.addAll(programs.server(folder.resolve("data")));
        command.addAll(List.of(ServerPrograms.runAsUs(), "--bind-address=127.0.0.1", "--port=" + administrator.port(),
                "--socket=" + folder.resolve("socket"), "--pid-file=" + folder.resolve("server.pid"), "--tmpdir=" + folder,
                "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--skip-sync-frm",
                "--performance-schema=OFF"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(programs.environment());
        process = builder.start();
    }

    private void awaitAnswer(DatabaseAccess access) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!answers(access)) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("the server does not start; the end of its log:\n" + logTail());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean answers(DatabaseAccess access) {
        try (Connection connection = access.connect("")) {
            return connection.isValid(0);
        } catch (SQLException e) {
            return false;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        Program.run(PATIENCE, "sh", "-c", "kill -" + name + " " + process.pid()).orFail();
    }

    private List<Path> threads() throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
            return threads.toList();
        }
    }

    /** False too of one that has ended since it was listed: a look at those that are left will tell. */
    private static boolean isFrozen(Path thread) {
        try {
            return Files.readString(thread.resolve("stat")).contains(") T ");
        } catch (IOException e) {
            return false;
        }
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("waited " + PATIENCE.toSeconds() + " s in vain that " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    private String logTail() throws IOException {
        String log = Files.readString(log());
        return log.substring(Math.max(0, log.length() - LOG_TAIL));
    }

    /** Below those that the system gives to outgoing connections: it must still be free when the server starts again. */
    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free port of 127.0.0.1 from 20000 to 31999");
    }
}
