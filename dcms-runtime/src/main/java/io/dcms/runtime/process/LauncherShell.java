package io.dcms.runtime.process;

import io.dcms.runtime.verify.Runner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The launcher that starts the runs of one user, a perl or a shell: a process that the agent keeps. Two threads: {@code
 * dcms-shell-<user>} writes to it, so that one that is stopped or slow keeps nobody else waiting, and {@code dcms-heard-<user>} reads
 * what it and what it has forked say.
 */
final class LauncherShell {

    /** A line of ours is far shorter; a task could write one without an end. */
    private static final int LONGEST_LINE = 1024;
    /**
     * So many runs are started by one command. A shell waits until the last process of a command is there, which takes long
     * where many processes want to run.
     */
    private static final int MOST_AT_ONCE = 32;
    private static final int CHUNK = 8192;
    private static final Line END = new Line("", false);

    private final Runner runner;
    private final Dialect dialect;
    private final Listener listener;
    private final Process process;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Semaphore done = new Semaphore(0);
    private final CountDownLatch left = new CountDownLatch(1);
    private final String pipe;
    private boolean closed;
    private volatile boolean heard = true;
    private volatile boolean unheeded;
    private volatile boolean hushing;
    private volatile String lastWords = "";

    private record Line(String text, boolean isRun) {
    }

    /** Hears what a shell says. The calls about one shell come one after the other but for {@code died}. */
    interface Listener {

        /** The shell or one of its supervisors has said this. Its runs' user may have said it instead. */
        void said(LauncherShell shell, String line);

        /** It is gone. Nothing more is sent to it; what its supervisors say may be heard still, or no more. */
        void died(LauncherShell shell);
    }

    /**
     * Starts it.
     *
     * @param dialect     its language
     * @param command     with the script and its argument
     * @param environment all of it
     */
    LauncherShell(Runner runner, Dialect dialect, List<String> command, Path folder, Map<String, String> environment,
                  Listener listener) throws IOException {
        this.runner = runner;
        this.dialect = dialect;
        this.listener = listener;
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
        pipe = target("/proc/" + process.pid() + "/fd/1");
        daemon("dcms-shell-", this::write);
        daemon("dcms-heard-", this::read);
        process.onExit().thenRun(this::ended);
    }

    private void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name + runner.name());
        thread.setDaemon(true);
        thread.start();
    }

    Runner runner() {
        return runner;
    }

    long pid() {
        return process.pid();
    }

    /** What it said last that was about no run: why it could not work, perhaps. */
    String lastWords() {
        return lastWords;
    }

    /** Sends a command. Returns at once. @return false if it takes none any more */
    synchronized boolean send(String command) {
        return !closed && lines.add(new Line(command, false));
    }

    /** Starts a run by this command. Returns at once. @return false if it takes none any more */
    synchronized boolean run(String command) {
        return !closed && lines.add(new Line(command, true));
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Lets it go: it ends, or takes no more, when it has done what was sent before, and its runs go on. */
    synchronized void leave() {
        send("leave");
        closed = true;
    }

    /** Whether its pipe is read. */
    boolean isHeard() {
        return heard;
    }

    /** Whether it is gone and its pipe is still read: it may be in the hands of its supervisors, or of anybody whom its user gave it. */
    boolean isHeardAfterItsEnd() {
        return heard && !process.isAlive();
    }

    /**
     * Ends the reading of its pipe, whoever holds that. Nothing but a line, or the last one who holds it, ends a read of a pipe: so it
     * gets a line, from a thread of its own, {@code dcms-hush-<user>}: who writes into a pipe waits while it is full, and a user who
     * could read it can keep it so. Returns at once.
     */
    void heedNoMore() {
        unheeded = true;
        if (!hushing) {
            hushing = true;
            daemon("dcms-hush-", this::hush);
        }
    }

    private void hush() {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (isOurEnd(descriptor)) {
                    writeLine(descriptor);
                    return;
                }
            }
        } catch (IOException e) {
            System.getLogger(LauncherShell.class.getName()).log(System.Logger.Level.DEBUG, "the pipe of the launcher shell of "
                    + runner.name() + " can't be written", e);
        } finally {
            hushing = false;
        }
    }

    private void writeLine(Path descriptor) throws IOException {
        try (FileChannel end = FileChannel.open(descriptor, StandardOpenOption.WRITE)) {
            // Else the reading has ended by itself, and what was opened may be any other file of the agent's by now.
            if (isOurEnd(descriptor)) {
                end.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        }
    }

    private boolean isOurEnd(Path descriptor) {
        return !pipe.isEmpty() && target(descriptor.toString()).equals(pipe);
    }

    /** @return empty if it can't be told */
    private static String target(String link) {
        try {
            return Files.readSymbolicLink(Path.of(link)).toString();
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until it is gone. @return false if it still is there */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return process.waitFor(nanos, TimeUnit.NANOSECONDS);
    }

    /** Waits until it is gone, or at least says nothing more: it stays for its runs. @return false if it still is there */
    boolean awaitLeft(long nanos) throws InterruptedException {
        return left.await(nanos, TimeUnit.NANOSECONDS);
    }

    private void ended() {
        synchronized (this) {
            closed = true;
            lines.add(END);
            done.release();
        }
        left.countDown();
        listener.died(this);
    }

    /** One command after the other; runs that have come meanwhile go into one. */
    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            for (Line line = lines.take(); line != END; line = lines.take()) {
                String text = line.isRun() ? dialect.together(withThoseAfter(line)) : line.text();
                out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (dialect.answersEachCommand()) {
                    done.acquire();
                }
            }
        } catch (IOException | InterruptedException e) {
            // It is gone, and that is told as its end.
        }
    }

    private List<String> withThoseAfter(Line first) {
        List<String> runs = new ArrayList<>(List.of(first.text()));
        while (runs.size() < MOST_AT_ONCE && lines.peek() != null && lines.peek().isRun()) {
            runs.add(lines.remove().text());
        }
        return runs;
    }

    /**
     * Has the stream to itself until it is closed: when the process ends the JDK would read into memory all that is in the pipe,
     * which is without an end if somebody goes on writing.
     */
    private void read() {
        synchronized (process.getInputStream()) {
            readLines();
        }
        heard = false;
        left.countDown();
    }

    private void readLines() {
        try (InputStream in = process.getInputStream()) {
            byte[] chunk = new byte[CHUNK];
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int length = in.read(chunk); length >= 0 && !unheeded; length = in.read(chunk)) {
                int from = 0;
                for (int at = 0; at < length; at++) {
                    if (chunk[at] == '\n') {
                        append(line, chunk, from, at);
                        heard(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                        from = at + 1;
                    }
                }
                append(line, chunk, from, length);
            }
        } catch (IOException e) {
            // It is gone.
        }
    }

    private static void append(ByteArrayOutputStream line, byte[] chunk, int from, int to) {
        line.write(chunk, from, Math.min(to - from, LONGEST_LINE - line.size()));
    }

    private void heard(String line) {
        if (line.equals(".")) {
            done.release();
            return;
        }
        try {
            if (!line.isEmpty() && (line.charAt(0) < '0' || line.charAt(0) > '9')) {
                lastWords = line;
            }
            listener.said(this, line);
        } catch (RuntimeException | Error e) {
            System.getLogger(LauncherShell.class.getName()).log(System.Logger.Level.ERROR,
                    "a defect of the agent when the launcher shell of " + runner.name() + " said \"" + line + "\"", e);
        }
    }
}
