package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Debian's own cron, with crontabs of its own. RATIONALE: a cron that reads the machine's crontabs would run the machine's jobs, or
 * is there already and holds the pid file. So it is a copy of the program in which the names of files are others of the same
 * length, below {@code /run}: its code is Debian's to the byte. It logs by {@code syslog}, to {@code /dev/log} where the machine has
 * one: so its C library is a copy too, which finds a socket of ours under another name of that length, in cron's working folder.
 * What cron runs has neither of the two.
 */
final class PrivateCron implements AutoCloseable {
    private static final String PROGRAM = "usr/sbin/cron";
    private static final String SOCKET = "cron.log";
    private static final int TIME = "Nov 23 09:17:01 ".length();

    private final String id = randomLetters();
    private final Path crontabs = Path.of("/run/" + id);
    private final Path spool = Path.of("/run/" + id + "-cro");
    private final Path reboot = Path.of("/run/" + id.substring(1) + ".reboot");
    private final Path pid = Path.of("/run/" + id.substring(1) + ".pid");
    private final List<String> log = new CopyOnWriteArrayList<>();
    private ServerSocketChannel socket;
    private Process process;

    private PrivateCron() {
    }

    /**
     * Starts it.
     *
     * @param folder where the copies go
     * @param system the text of a system crontab
     * @param user   whose crontab {@code users} is
     */
    static PrivateCron start(Path folder, String system, String user, String users) throws Exception {
        PrivateCron cron = new PrivateCron();
        try {
            cron.prepare(system, user, users);
            cron.listen();
            cron.run(folder);
            return cron;
        } catch (Exception | Error e) {
            cron.close();
            throw e;
        }
    }

    private static String randomLetters() {
        StringBuilder letters = new StringBuilder();
        ThreadLocalRandom.current().ints(6, 'a', 'z' + 1).forEach(letter -> letters.append((char) letter));
        return letters.toString();
    }

    private void prepare(String system, String user, String users) throws Exception {
        Files.createDirectory(crontabs, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.createDirectory(spool, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        write(crontabs.resolve("dcms-test"), system, "rw-r--r--");
        write(Files.createDirectory(spool.resolve("crontabs")).resolve(user), users, "rw-------");
    }

    private static void write(Path file, String text, String mode) throws IOException {
        Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString(mode));
    }

    private void listen() throws IOException {
        socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        socket.bind(UnixDomainSocketAddress.of(spool.resolve(SOCKET)));
        thread(() -> {
            while (true) {
                SocketChannel connection = socket.accept();
                thread(() -> read(connection));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // it is over: cron has ended, or the test has
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Messages end with a NUL where syslog writes to a stream. */
    private void read(SocketChannel connection) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer piece = ByteBuffer.allocate(8192);
        while (connection.read(piece) >= 0) {
            text.append(StandardCharsets.ISO_8859_1.decode(piece.flip()));
            piece.clear();
            for (int end = text.indexOf("\0"); end >= 0; end = text.indexOf("\0")) {
                String line = text.substring(text.indexOf(">") + 1, end);
                log.add(line.substring(0, TIME) + "web1 " + line.substring(TIME));
                text.delete(0, end + 1);
            }
        }
    }

    private void run(Path folder) throws Exception {
        Path installed = Path.of("/" + PROGRAM);
        Path original = Files.isExecutable(installed) ? installed : DebianPackage.program("cron", PROGRAM);
        Path program = folder.resolve("cron");
        copy(original, program, List.of("/etc/cron.d", crontabs.toString(), "/etc/crontab", crontabs + "t",
                "/var/spool/cron", spool.toString(), "/run/crond.reboot", reboot.toString(), "%scrond.pid", "%s" + pid.getFileName()));
        Path library = Files.createDirectory(folder.resolve("cron-lib")).resolve("libc.so.6");
        copy(library(), library, List.of("/dev/log", SOCKET));
        // As a service has it, whatever the umask of this build.
        ProcessBuilder command = new ProcessBuilder("/bin/sh", "-c", "umask 022 && exec \"$0\" -f", program.toString())
                .directory(folder.toFile()).redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(folder.resolve("cron-said").toFile());
        command.environment().clear();
        command.environment().put("LD_LIBRARY_PATH", library.getParent().toString());
        process = command.start();
        Await.until("cron had read its crontabs", () -> Files.exists(reboot), () -> said(folder));
    }

    private String said(Path folder) {
        try {
            return ": " + Files.readString(folder.resolve("cron-said")) + log;
        } catch (IOException e) {
            return ": " + e;
        }
    }

    /** The C library of this process. */
    private static Path library() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.substring(line.indexOf('/') < 0 ? 0 : line.indexOf('/')))
                .filter(path -> path.endsWith("/libc.so.6")).map(Path::of).findFirst().orElseThrow(() -> new AssertionError("no glibc"));
    }

    /** @param names a name and what stands for it, and so on */
    private static void copy(Path from, Path to, List<String> names) throws IOException {
        String bytes = new String(Files.readAllBytes(from), StandardCharsets.ISO_8859_1);
        for (int n = 0; n < names.size(); n += 2) {
            String old = "\0" + names.get(n) + "\0";
            assertEquals(names.get(n).length(), names.get(n + 1).length(), names.get(n + 1));
            assertEquals(1, bytes.split(Pattern.quote(names.get(n) + "\0"), -1).length - 1, () -> from + ": how often it has " + old);
            bytes = bytes.replace(names.get(n) + "\0", names.get(n + 1) + "\0");
        }
        Files.write(to, bytes.getBytes(StandardCharsets.ISO_8859_1));
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** What it has logged, as syslog's files have it. */
    List<String> log() {
        return List.copyOf(log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Stops it; what it has started goes on. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
        if (socket != null) {
            socket.close();
        }
        for (Path path : List.of(crontabs, spool, reboot, pid)) {
            new ProcessBuilder("rm", "-rf", path.toString()).start().waitFor();
        }
    }
}
