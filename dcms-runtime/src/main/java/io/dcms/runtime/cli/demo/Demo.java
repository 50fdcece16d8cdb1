package io.dcms.runtime.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;

/**
 * The demo: prepares, starts the agent, tells what happens, and cleans up. Run it on the main thread.
 *
 * @param home    the folder that holds {@code bin/} and {@code lib/}
 * @param wanted  the folder to use; empty = a new one
 * @param port    the agent's port; 0 = a free one
 * @param seconds when it ends by itself; 0 = never
 */
public record Demo(Path home, Optional<Path> wanted, int port, long seconds, PrintStream out, PrintStream err) {

    private static final long LOOK_MILLIS = 300;
    /** What an agent needs to start, rounded up generously: a story that it misses would come a turn later. */
    private static final int HEAD_START_SECONDS = 3;
    private static final int LAST_WORDS = 15;

    /** Runs to the end. @return the exit status: 0 ended as asked, 1 it can't run here, or its agent died */
    public int run() {
        StopRequest stop = StopRequest.listen();
        try (Receiver receiver = Receiver.start()) {
            String runner = runner();
            DemoFolder folder = DemoFolder.make(wanted);
            requireReachable(folder, runner);
            folder.fill(runner, receiver.url(), Instant.now().getEpochSecond() + HEAD_START_SECONDS);
            return withAgent(folder, runner, receiver, stop);
        } catch (FileSystemException e) {
            return failed(e.getFile() + ": " + Optional.ofNullable(e.getReason()).orElse(e.getClass().getSimpleName()));
        } catch (IOException e) {
            return failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private int withAgent(DemoFolder folder, String runner, Receiver receiver, StopRequest stop)
            throws IOException, InterruptedException {
        int agentPort = port == 0 ? freePort() : port;
        String url = "http://127.0.0.1:" + agentPort;
        Style style = Style.ofThisTerminal();
        Account account = new Account(out, style, new Words(folder.path().toString()), url, LocalTime::now);
        Screen screen;
        boolean died;
        try (RunningAgent agent = RunningAgent.start(home, folder, agentPort)) {
            screen = new Screen(out, style, folder, url, agent.pid());
            screen.header(runner);
            died = !follow(agent, new Watch(new AgentApi(url), receiver, account), account, screen, stop);
            if (died) {
                tellDeath(agent);
            }
        }
        if (!died) {
            screen.farewell(account.summary());
        }
        return died ? 1 : 0;
    }

    /** Tells what happens until somebody wants it to end, or nobody reads any more. @return false if the agent died before */
    private boolean follow(RunningAgent agent, Watch watch, Account account, Screen screen, StopRequest stop)
            throws InterruptedException {
        long begin = System.nanoTime();
        boolean complete = false;
        while (!stop.await(LOOK_MILLIS) && !out.checkError() && !timeIsOver(begin)) {
            if (!agent.isAlive()) {
                // Ctrl-C reaches the agent too, and may do so first.
                return stop.await(LOOK_MILLIS);
            }
            try {
                watch.look();
            } catch (IOException e) {
                continue; // it is starting, or has just died
            }
            if (account.complete() && !complete) {
                complete = true;
                screen.tryNext(account.lastTask(Story.BACKUP));
            }
        }
        return true;
    }

    private boolean timeIsOver(long begin) {
        return seconds > 0 && System.nanoTime() - begin >= Duration.ofSeconds(seconds).toNanos();
    }

    private void tellDeath(RunningAgent agent) throws IOException {
        err.println("dcms demo: the agent has ended by itself with status " + agent.exitStatus()
                + "; what it was running goes on without it. Its last words:");
        agent.lastWords(LAST_WORDS).forEach(line -> err.println("  " + line));
    }

    /** Who runs the jobs: root never does. */
    private static String runner() throws IOException, InterruptedException {
        if (!isRoot()) {
            return System.getProperty("user.name");
        }
        int status = new ProcessBuilder("id", "-u", "nobody").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (status != 0) {
            throw new IOException("jobs never run as root, and this machine has no user nobody to run them as: "
                    + "run the demo as an ordinary user");
        }
        return "nobody";
    }

    private static void requireReachable(DemoFolder folder, String runner) throws IOException {
        Optional<Path> barrier = isRoot() ? folder.barrier() : Optional.empty();
        if (barrier.isPresent()) {
            throw new IOException("the user " + runner + " can't reach " + folder.path() + ", since " + barrier.get()
                    + " is closed to others: give another --dir");
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private int failed(String problem) {
        err.println("dcms demo: " + problem);
        return 1;
    }
}
