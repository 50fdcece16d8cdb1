package io.dcms.runtime.service;

import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells systemd when the agent is ready, that it is well, what it does in a line, and that it stops. On a thread of its own,
 * {@code dcms-notify}, so that nothing of it makes the agent wait; what fails is said once and tried again. Where nobody wants
 * to hear it, it does nothing.
 */
public final class ServiceManager {

    private static final System.Logger LOG = System.getLogger(ServiceManager.class.getName());
    private static final Duration TILL_READY = Duration.ofMillis(200);
    /** Between two looks at what there is to tell, and between two tries to tell it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STATUS_PACE = Duration.ofMinutes(1);

    private final View view;
    private final Optional<Channel> channel;
    private final Optional<Duration> watchdog;
    private final LongSupplier elapsed;
    private final Semaphore wishes = new Semaphore(0);
    private volatile boolean stopping;
    private volatile boolean closed;

    // What follows belongs to the thread.
    private boolean ready;
    private boolean stopTold;
    private boolean failing;
    private boolean silent;
    private String lastStatus = "";
    /** When the last try to tell the status was made; means nothing before the first one. */
    private long statusAt;
    private boolean statusTried;

    /** What there is to tell. Asked by the thread; answers at once. */
    public interface View {

        /** Whether the agent has jobs, those of a snapshot included, and listens. */
        boolean isReady();

        /** What it does, a line. */
        String status();

        /** How long ago the owner of all jobs last gave a sign of life. */
        Duration silence();
    }

    /** Where it is told. */
    interface Channel {

        /** Sends assignments such as {@code READY=1}, all at once. Returns when they are sent. */
        void send(List<String> assignments) throws IOException, InterruptedException;
    }

    /**
     * @param channel  empty if nobody is told
     * @param watchdog systemd takes the agent for dead when it has heard nothing for so long; empty if it never does
     */
    ServiceManager(View view, Optional<Channel> channel, Optional<Duration> watchdog, LongSupplier elapsed) {
        this.view = view;
        this.channel = channel;
        this.watchdog = watchdog;
        this.elapsed = elapsed;
    }

    /**
     * Whom the environment names.
     *
     * @param elapsed nanoseconds since some moment, never going back
     */
    public static ServiceManager of(Map<String, String> environment, View view, LongSupplier elapsed) {
        String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
        Optional<Channel> channel = socket.isEmpty() ? Optional.empty() : SystemdNotify.find(socket);
        if (!socket.isEmpty() && channel.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "NOTIFY_SOCKET is set, but there is no /usr/bin/systemd-notify: systemd hears nothing of"
                    + " this agent, and stops it in the end if its unit says Type=notify: say Type=simple there");
        }
        return new ServiceManager(view, channel, watchdog(environment, ProcessHandle.current().pid()), elapsed);
    }

    /** Empty if there is none, or it is another process's. */
    static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean isOurs = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid)).equals(Long.toString(pid));
        if (micros.isEmpty() || !isOurs) {
            return Optional.empty();
        }
        if (!micros.matches("[1-9][0-9]{0,17}")) {
            LOG.log(System.Logger.Level.WARNING, "WATCHDOG_USEC is \"{0}\", which is no number of microseconds: systemd''s watchdog is not fed",
                    OneLine.of(micros));
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.multiplyExact(Math.min(Long.parseLong(micros), Long.MAX_VALUE / 1000), 1000)));
    }

    public void start() {
        if (channel.isPresent()) {
            Thread thread = new Thread(this::work, "dcms-notify");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The agent begins to stop: that is told as soon as can be. Any thread; returns at once. */
    public void stopping() {
        stopping = true;
        wishes.release();
    }

    /** Tells nothing more. Any thread; returns at once. */
    public void close() {
        closed = true;
        wishes.release();
    }

    private void work() {
        while (!closed) {
            try {
                Duration wait = look();
                if (wishes.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    wishes.drainPermits();
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "a defect of the agent: systemd hears nothing of it any more", e);
                closed = true;
            }
        }
    }

    /** Tells what there is to tell now. @return after what time there is something again, at the latest */
    Duration look() throws InterruptedException {
        if (stopping && !stopTold) {
            stopTold = tell("STOPPING=1");
            return stopTold ? pace() : shorter(pace(), PATIENCE);
        }
        if (!ready && !stopping) {
            return tellWhenReady();
        }
        if (watchdog.isPresent()) {
            return feed();
        }
        tellStatus(STATUS_PACE);
        return pace();
    }

    private Duration tellWhenReady() throws InterruptedException {
        if (view.isReady()) {
            ready = tell("READY=1");
            return ready ? pace() : PATIENCE;
        }
        tellStatus(PATIENCE);
        return TILL_READY;
    }

    private Duration feed() throws InterruptedException {
        Duration silence = view.silence();
        boolean wasSilent = silent;
        silent = silence.compareTo(pace()) >= 0;
        if (!silent) {
            return tell("WATCHDOG=1") ? pace() : shorter(pace(), PATIENCE);
        }
        // One that stops has no timeline in the end, and nobody starts it again for that.
        if (!wasSilent && !stopping) {
            LOG.log(System.Logger.Level.ERROR, "the timeline has not looked at its clock for {0} s: systemd is not told any more that the"
                    + " agent is well, and will start it again; its tasks run on", silence.toSeconds());
        }
        return shorter(pace(), PATIENCE);
    }

    /** Not more often than so, and only what is new. */
    private void tellStatus(Duration atMostEach) throws InterruptedException {
        long now = elapsed.getAsLong();
        boolean isTime = !statusTried || now - statusAt >= atMostEach.toNanos();
        if (isTime && !OneLine.of(view.status()).equals(lastStatus)) {
            tell();
        }
    }

    private boolean tell(String... assignments) throws InterruptedException {
        String status = OneLine.of(view.status());
        List<String> all = new ArrayList<>(List.of(assignments));
        all.add("STATUS=" + status);
        statusTried = true;
        statusAt = elapsed.getAsLong();
        try {
            channel.orElseThrow().send(all);
        } catch (IOException e) {
            if (!failing) {
                LOG.log(System.Logger.Level.WARNING, "systemd can''t be told how the agent does: {0}; it is tried again, and the agent works on"
                        + " meanwhile", OneLine.of(String.valueOf(e.getMessage())));
            }
            failing = true;
            return false;
        }
        if (failing) {
            LOG.log(System.Logger.Level.INFO, "systemd can be told how the agent does again");
        }
        failing = false;
        lastStatus = status;
        return true;
    }

    /** Half of the watchdog's time, as systemd recommends. */
    private Duration pace() {
        return watchdog.map(time -> time.dividedBy(2)).orElse(STATUS_PACE);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
