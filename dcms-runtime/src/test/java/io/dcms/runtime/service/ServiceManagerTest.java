package io.dcms.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What systemd is told, and when. */
class ServiceManagerTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path temp;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile boolean ready;
    private volatile String status = "no jobs yet";
    private volatile Duration silence = Duration.ZERO;
    private volatile boolean deaf;
    private long now;

    private final ServiceManager.View view = new ServiceManager.View() {
        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public String status() {
            return status;
        }

        @Override
        public Duration silence() {
            return silence;
        }
    };

    private ServiceManager manager(Duration watchdog) {
        return new ServiceManager(view, Optional.of(this::send), Optional.ofNullable(watchdog), () -> now);
    }

    private void send(List<String> assignments) throws IOException {
        if (deaf) {
            throw new IOException("nobody listens");
        }
        told.add(String.join(" ", assignments));
    }

    /** What is told by looks in so long a time, each made when the one before it says. */
    private List<String> within(ServiceManager manager, Duration time) throws InterruptedException {
        told.clear();
        long end = now + time.toNanos();
        while (now < end) {
            now += manager.look().toNanos();
        }
        return List.copyOf(told);
    }

    private ServiceManager readyManager(Duration watchdog) throws InterruptedException {
        ServiceManager manager = manager(watchdog);
        ready = true;
        status = "3 jobs";
        assertEquals(List.of("READY=1 STATUS=3 jobs"), within(manager, Duration.ofNanos(1)));
        return manager;
    }

    @Test
    void saysThatItWaitsAndWhyAndThatItIsReadyOnce() throws Exception {
        ServiceManager manager = manager(null);
        assertEquals(List.of("STATUS=no jobs yet"), within(manager, MINUTE));
        status = "no jobs yet; the store\nis away";
        assertEquals(List.of("STATUS=no jobs yet; the store\\nis away"), within(manager, MINUTE));
        ready = true;
        status = "3 jobs";
        assertEquals(List.of("READY=1 STATUS=3 jobs"), within(manager, Duration.ofHours(1)));
    }

    @Test
    void saysWhatIsNewOnceAMinute() throws Exception {
        ServiceManager manager = readyManager(null);
        status = "4 jobs";
        assertEquals(List.of("STATUS=4 jobs"), within(manager, Duration.ofMinutes(5)));
    }

    @Test
    void feedsTheWatchdogAtHalfOfItsTimeAsLongAsTheTimelineLives() throws Exception {
        ServiceManager manager = readyManager(MINUTE);
        assertEquals(List.of("WATCHDOG=1 STATUS=3 jobs", "WATCHDOG=1 STATUS=3 jobs"), within(manager, MINUTE));
        silence = Duration.ofSeconds(29);
        assertEquals(2, within(manager, MINUTE).size());
        silence = Duration.ofSeconds(30);
        assertEquals(List.of(), within(manager, Duration.ofMinutes(5)));
        silence = Duration.ofSeconds(1);
        assertEquals(List.of("WATCHDOG=1 STATUS=3 jobs"), within(manager, Duration.ofSeconds(1)), "systemd has not seen to it yet");
    }

    @Test
    void doesNotFeedItBeforeItIsReady() throws Exception {
        assertEquals(List.of("STATUS=no jobs yet"), within(manager(MINUTE), Duration.ofMinutes(5)));
    }

    @Test
    void saysThatItStopsAndFeedsTheWatchdogMeanwhile() throws Exception {
        ServiceManager manager = readyManager(MINUTE);
        manager.stopping();
        assertEquals(List.of("STOPPING=1 STATUS=3 jobs"), within(manager, Duration.ofNanos(1)));
        assertEquals(List.of("WATCHDOG=1 STATUS=3 jobs"), within(manager, Duration.ofNanos(1)));
    }

    @Test
    void isNotReadyAnyMoreWhenItStopsBefore() throws Exception {
        ServiceManager manager = manager(null);
        manager.stopping();
        ready = true;
        assertEquals(List.of("STOPPING=1 STATUS=no jobs yet"), within(manager, Duration.ofHours(1)));
    }

    @Test
    void triesAgainWhatFails() throws Exception {
        ServiceManager manager = manager(MINUTE);
        deaf = true;
        ready = true;
        assertEquals(List.of(), within(manager, MINUTE));
        deaf = false;
        assertEquals(List.of("READY=1 STATUS=no jobs yet"), within(manager, Duration.ofSeconds(10)));
        deaf = true;
        assertEquals(List.of(), within(manager, MINUTE));
        deaf = false;
        assertEquals("WATCHDOG=1 STATUS=no jobs yet", within(manager, Duration.ofSeconds(10)).get(0));
    }

    @Test
    void doesAllThatOnAThreadOfItsOwn() throws Exception {
        ServiceManager manager = new ServiceManager(view, Optional.of(this::send), Optional.empty(), System::nanoTime);
        manager.start();
        Await.until("it has told that it waits", () -> told.contains("STATUS=no jobs yet"));
        ready = true;
        Await.until("it is ready", () -> told.contains("READY=1 STATUS=no jobs yet"));
        manager.stopping();
        Await.until("it stops", () -> told.contains("STOPPING=1 STATUS=no jobs yet"));
        manager.close();
        Await.until("its thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("dcms-notify")));
    }

    @Test
    void doesNothingWhereNobodyListens() {
        ServiceManager manager = ServiceManager.of(Map.of(), view, () -> now);
        manager.start();
        manager.stopping();
        manager.close();
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("dcms-notify")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            120000000  | 77 | PT2M   | ours
            120000000  |    | PT2M   | systemd may leave the pid out
            120000000  | 78 |        | a child of the one that it is for
                       | 77 |        | there is none
            0          | 77 |        | off
            -5         | 77 |        | nonsense
            2 minutes  | 77 |        | nonsense
            999999999999999999 | 77 | PT2562047H47M16.854775S | longer than anything lives
            """)
    void readsTheWatchdogsTime(String micros, String pid, Duration expected, String why) {
        Map<String, String> environment = new java.util.HashMap<>();
        Optional.ofNullable(micros).ifPresent(value -> environment.put("WATCHDOG_USEC", value));
        Optional.ofNullable(pid).ifPresent(value -> environment.put("WATCHDOG_PID", value));
        assertEquals(Optional.ofNullable(expected), ServiceManager.watchdog(environment, 77), why);
    }

    // The program

    private SystemdNotify program(String script, Duration limit) throws IOException {
        Path file = Files.writeString(temp.resolve("notify"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new SystemdNotify(file, "/run/systemd/notify", limit);
    }

    @Test
    void theProgramGetsTheSocketTheWordsAndNothingElse() throws Exception {
        Path said = temp.resolve("said");
        program("{ env; printf '%s\\n' \"$@\"; } >" + said + "\n", MINUTE).send(List.of("READY=1", "STATUS=two words; $HOME"));
        List<String> lines = new ArrayList<>(Files.readAllLines(said));
        lines.removeIf(line -> line.startsWith("PWD=") || line.startsWith("SHLVL=") || line.startsWith("_=") || line.startsWith("OLDPWD"));
        assertEquals(List.of("NOTIFY_SOCKET=/run/systemd/notify", "READY=1", "STATUS=two words; $HOME"), lines);
    }

    @Test
    void aProgramThatFailsSaysWhy() {
        IOException failure = assertThrows(IOException.class, () -> program("echo no such socket >&2; exit 3", MINUTE).send(List.of("READY=1")));
        assertEquals(temp.resolve("notify") + " ended with exit status 3: no such socket", failure.getMessage());
        assertThrows(IOException.class, () -> new SystemdNotify(temp.resolve("missing"), "/x", MINUTE).send(List.of("READY=1")));
    }

    @Test
    void aProgramThatHangsIsEnded() throws Exception {
        Path pid = temp.resolve("pid");
        SystemdNotify hanging = program("echo $$ >" + pid + ".draft; mv " + pid + ".draft " + pid + "; exec sleep 1000", Duration.ofSeconds(2));
        IOException failure = assertThrows(IOException.class, () -> hanging.send(List.of("READY=1")));
        assertEquals(temp.resolve("notify") + " has not ended within 2 s", failure.getMessage());
        if (Files.exists(pid)) {
            long number = Long.parseLong(Files.readString(pid).strip());
            Await.until("it is gone", () -> ProcessHandle.of(number).filter(ProcessHandle::isAlive).isEmpty());
        }
    }
}
