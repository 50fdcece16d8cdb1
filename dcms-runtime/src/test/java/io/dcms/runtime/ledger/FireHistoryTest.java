package io.dcms.runtime.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.ledger.FireHistory.Answers;
import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.FireRecord.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FireHistoryTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");
    private static final FireHistory.Limits SMALL = new FireHistory.Limits(1000, 1 << 20);

    @TempDir
    private Path workDir;
    private Instant now = NOON;

    private FireHistory history() {
        return history(SMALL);
    }

    private FireHistory history(FireHistory.Limits limits) {
        return new FireHistory(workDir, Duration.ofDays(30), () -> now, limits);
    }

    private Path folder() {
        return workDir.resolve("dcms-history");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.sorted().toList();
        }
    }

    private static Instant at(long seconds) {
        return NOON.plusSeconds(seconds);
    }

    private static FireRecord ran(long job, long seconds) {
        return FireRecord.ran(job, at(seconds), at(seconds).getEpochSecond() + "-" + job, Cause.FIRE, 0);
    }

    private static FireRecord skipped(long job, long seconds, String reason) {
        return FireRecord.skipped(job, at(seconds), 0, reason);
    }

    private static FireRecord on(long job, long seconds) {
        return FireRecord.on(job, at(seconds), "it came to this agent");
    }

    private static List<FireRecord> all(FireHistory history, long job) throws IOException {
        return history.answers(job, Instant.EPOCH, NOON.plus(Duration.ofDays(1000)), 10_000).fires();
    }

    /** Answers in short: the kind, the seconds after noon, and what tells it from others. */
    private static List<String> brief(List<FireRecord> answers) {
        return answers.stream().map(answer -> {
            String first = answer.kind() + " " + (answer.first() - NOON.getEpochSecond());
            String last = answer.last() == FireRecord.OPEN ? ".." : ".." + (answer.last() - NOON.getEpochSecond());
            return switch (answer.kind()) {
                case RAN, WITHDRAWN -> first + " " + answer.taskId().replace(answer.first() + "", "T") + " " + answer.cause() + " " + answer.attempt();
                case WAITS, SKIPPED -> first + " " + answer.attempt() + " " + answer.reason();
                case MISSED, LOST -> first + last + " " + answer.count() + " " + answer.reason();
                case OFF, REMOVED, AGENT_OFF -> first + last + " " + answer.reason();
                case ON, AGENT_ON -> first + " " + answer.reason();
            };
        }).map(String::strip).toList();
    }

    @Test
    void everyKindOfAnswerComesBackAsItWasGiven() throws Exception {
        FireHistory history = history();
        history.append(List.of(on(7, 0), ran(7, 60), skipped(7, 120, "still running: task x\n\u202e"), ran(8, 120),
                FireRecord.missed(7, at(180), at(300), 3, "the agent was away"),
                FireRecord.ran(7, at(360), at(360).getEpochSecond() + "-7-2", Cause.RETRY, 1),
                FireRecord.ran(7, at(361).plusMillis(900), at(361).getEpochSecond() + "-7", Cause.REQUEST, 0),
                FireRecord.skipped(7, at(360), 2, "retry 2 is given up"), FireRecord.waits(7, at(420), 0),
                FireRecord.off(7, at(430).plusMillis(1), "the job was disabled"), FireRecord.on(7, at(500), ""),
                FireRecord.lost(at(510).getEpochSecond(), at(520).getEpochSecond(), 42, "disk full"),
                FireRecord.removed(7, at(600))));
        assertEquals(List.of("ON 0 it came to this agent", "RAN 60 T-7 FIRE 0", "SKIPPED 120 0 still running: task x\\n\\u202e",
                "MISSED 180..300 3 the agent was away", "RAN 360 T-7-2 RETRY 1", "SKIPPED 360 2 retry 2 is given up",
                "RAN 361 T-7 REQUEST 0", "WAITS 420 0", "OFF 431..500 the job was disabled", "LOST 510..520 42 disk full",
                "OFF 600.. the job was removed"), brief(all(history, 7)));
        assertEquals(List.of("RAN 120 T-8 FIRE 0", "LOST 510..520 42 disk full"), brief(all(history, 8)));
    }

    @Test
    void isTheAgentsAlone() throws Exception {
        history().append(List.of(ran(7, 0)));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))));
    }

    @Test
    void refusesAFolderThatIsALink() throws Exception {
        Files.createSymbolicLink(folder(), Files.createDirectory(workDir.resolve("elsewhere")));
        String message = assertThrows(IOException.class, () -> history().append(List.of(ran(7, 0)))).getMessage();
        assertTrue(message.endsWith(" is not a folder, perhaps a link: the history of fires is there, remove it"), message);
    }

    @Test
    void answersAreOfTheTimeThatIsAskedForAndTheNewestIfThereAreTooMany() throws Exception {
        FireHistory history = history();
        history.append(LongStream.range(0, 100).mapToObj(minute -> ran(7, 60 * minute)).toList());
        history.tidy();
        Answers some = history.answers(7, at(600), at(1200), 100);
        assertEquals(11, some.fires().size());
        assertFalse(some.more());
        assertEquals(NOON, some.completeSince());
        Answers few = history.answers(7, at(600), at(1200), 3);
        assertEquals(List.of("RAN 1080 T-7 FIRE 0", "RAN 1140 T-7 FIRE 0", "RAN 1200 T-7 FIRE 0"), brief(few.fires()));
        assertTrue(few.more());
    }

    @Test
    void nothingIsKnownBeforeTheFirstAnswer() throws Exception {
        Answers answers = history().answers(7, at(-60), at(0), 10);
        assertEquals(new Answers(List.of(), false, false, NOON), answers);
        assertFalse(Files.exists(folder()));
    }

    /** Killed at any byte: what has its newline counts, the next agent goes on behind it, and all of its answers are there. */
    @Test
    void goesOnBehindWhatAnAgentLeftThatWasKilledAtAnyByte() throws Exception {
        history(new FireHistory.Limits(1 << 20, 1 << 20)).append(List.of(on(7, 0), ran(7, 60), skipped(7, 120, "still runnïng"),
                FireRecord.missed(7, at(180), at(300), 3, "away")));
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        List<String> answers = List.of("ON 0 it came to this agent", "RAN 60 T-7 FIRE 0", "SKIPPED 120 0 still runnïng",
                "MISSED 180..300 3 away");
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int lines = (int) new String(whole, 0, length, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
            List<String> left = answers.subList(0, Math.max(0, lines - 1));
            assertEquals(left, withoutOpen(brief(all(history(), 7))), "cut at " + length);
            FireHistory next = history(new FireHistory.Limits(1 << 20, 1 << 20));
            next.append(List.of(FireRecord.on(7, at(300), ""), ran(7, 360)));
            List<String> expected = new ArrayList<>(left);
            expected.add("RAN 360 T-7 FIRE 0");
            assertEquals(expected, brief(all(next, 7)).stream().filter(line -> !line.startsWith("OFF")).toList(), "cut at " + length);
            assertEquals(1, files().size());
        }
    }

    private static List<String> withoutOpen(List<String> answers) {
        return answers.stream().filter(line -> !line.startsWith("OFF")).toList();
    }

    @Test
    void garbageIsPassedOver() throws Exception {
        FireHistory history = history(new FireHistory.Limits(1 << 20, 1 << 20));
        history.append(List.of(on(7, 0), ran(7, 60)));
        history.tidy();
        Path file = files().get(0);
        history.close();
        byte[] zeros = new byte[200_000];
        Files.write(file, zeros, StandardOpenOption.APPEND);
        Files.writeString(file, "\n7 r\n7 r 12x\n7 z 1714564800\n7 m 5 4 1 x\n7 s 1714564800\n 7 r 1714564800\n7 r -5\n"
                + "7 r 1714564800 1 1\n- q 5\n99999999999999999999 r 1714564800\n7 t 1714564800\n\n7\n7 r 999999999999\n\u00ff\n", StandardOpenOption.APPEND);
        FireHistory next = history(new FireHistory.Limits(1 << 20, 1 << 20));
        next.append(List.of(FireRecord.on(7, at(60), ""), ran(7, 120)));
        assertEquals(List.of("ON 0 it came to this agent", "RAN 60 T-7 FIRE 0", "RAN 120 T-7 FIRE 0"), brief(all(next, 7)));
    }

    @Test
    void aFullFileIsPackedAndReadAllTheSame() throws Exception {
        FireHistory history = history();
        for (int minute = 0; minute < 200; minute++) {
            now = at(60 * minute);
            history.append(List.of(ran(7, 60 * minute)));
            history.tidy();
        }
        List<Path> files = files();
        assertTrue(files.size() > 2, files::toString);
        assertTrue(files.subList(0, files.size() - 1).stream().allMatch(file -> file.toString().endsWith(".log.gz")), files::toString);
        assertTrue(files.get(files.size() - 1).toString().endsWith(".log"));
        assertEquals(200, all(history, 7).size());
        assertEquals(10, history.answers(7, at(60 * 190), at(60 * 200), 100).fires().size());
    }

    @Test
    void eachDayHasItsFile() throws Exception {
        FireHistory history = history();
        for (int day = 0; day < 3; day++) {
            now = NOON.plus(Duration.ofDays(day));
            history.append(List.of(FireRecord.ran(7, now, now.getEpochSecond() + "-7", Cause.FIRE, 0)));
            history.tidy();
        }
        assertEquals(3, files().size());
        assertEquals(3, all(history, 7).size());
    }

    @Test
    void whatIsTooOldGoesByWholeFilesAndTheAnswerSaysSo() throws Exception {
        FireHistory history = history();
        for (int day = 0; day < 40; day++) {
            now = NOON.plus(Duration.ofDays(day));
            history.append(List.of(FireRecord.ran(7, now, now.getEpochSecond() + "-7", Cause.FIRE, 0)));
            history.tidy();
        }
        assertEquals(31, files().size());
        assertEquals(NOON.plus(Duration.ofDays(9)), history.answers(7, Instant.EPOCH, now, 100).completeSince());
    }

    @Test
    void theOldestGoWhenThereIsTooMuch() throws Exception {
        FireHistory history = history(new FireHistory.Limits(1000, 3000));
        for (int minute = 0; minute < 2000; minute++) {
            now = at(60 * minute);
            history.append(List.of(skipped(7, 60 * minute, "a reason that nobody can pack well: " + Math.sin(minute))));
            history.tidy();
        }
        long total = 0;
        for (Path file : files()) {
            total += Files.size(file);
        }
        assertTrue(total <= 3000, total + " bytes");
        Answers answers = history.answers(7, Instant.EPOCH, now, 10_000);
        assertTrue(answers.completeSince().isAfter(NOON.plusSeconds(60_000)), answers.completeSince()::toString);
        assertTrue(answers.completeSince().getEpochSecond() <= answers.fires().get(1).first());
    }

    @Test
    void aJobThatHasBeenOffForLongIsOffInAnswersOfToday() throws Exception {
        FireHistory history = history();
        history.append(List.of(on(7, 0), on(8, 0), FireRecord.off(7, at(100), "the job was disabled"), FireRecord.removed(8, at(100))));
        history.tidy();
        for (int day = 1; day < 50; day++) {
            now = NOON.plus(Duration.ofDays(day));
            history.append(List.of(FireRecord.ran(9, now, now.getEpochSecond() + "-9", Cause.FIRE, 0)));
            history.tidy();
        }
        assertEquals(List.of("OFF 100.. the job was disabled"), brief(history.answers(7, now, now, 10).fires()));
        assertFalse(history.answers(8, now, now, 10).known(), "a job that was removed is forgotten in the end");
    }

    @Test
    void eachStartSaysThatAJobIsDisabledAndItIsWrittenOnce() throws Exception {
        for (int start = 0; start < 5; start++) {
            history().append(List.of(FireRecord.off(7, at(start), "the job was disabled")));
        }
        assertEquals(List.of("OFF 0.. the job was disabled"), brief(all(history(), 7)));
        assertEquals(1, Files.readAllLines(files().get(0)).stream().filter(line -> line.startsWith("7 ")).count());
    }

    @Test
    void theNextAgentOutdoesOneThatDiedBeforeItCouldDoWhatItSaid() throws Exception {
        history().append(List.of(on(7, 0), ran(7, 60), FireRecord.waits(7, at(120), 0), skipped(7, 180, "by the first"),
                FireRecord.missed(7, at(240), at(360), 3, "by the first")));
        FireHistory next = history();
        next.append(List.of(FireRecord.on(7, at(60), ""), FireRecord.missed(7, at(120), at(300), 4, "by the second"), ran(7, 360)));
        assertEquals(List.of("ON 0 it came to this agent", "RAN 60 T-7 FIRE 0", "MISSED 120..300 4 by the second", "RAN 360 T-7 FIRE 0"),
                brief(all(next, 7)));
    }

    @Test
    void aFireThatIsRunAfterAllByTheNextAgentUnderTheSameTaskIdIsOneAnswer() throws Exception {
        history().append(List.of(on(7, 0), ran(7, 60)));
        FireHistory next = history();
        next.append(List.of(FireRecord.on(7, at(60), ""), ran(7, 60)));
        assertEquals(List.of("ON 0 it came to this agent", "RAN 60 T-7 FIRE 0"), brief(all(next, 7)));
    }

    @Test
    void aRunStaysOneWhateverIsSaidWhenItsTimeComesAgain() throws Exception {
        history().append(List.of(on(7, 0), ran(7, 60), ran(7, 120), ran(7, 180)));
        FireHistory next = history();
        next.append(List.of(on(7, 30), FireRecord.ran(7, at(60), at(60).getEpochSecond() + "-7-2", Cause.FIRE, 0),
                skipped(7, 120, "still running"), FireRecord.missed(7, at(180), at(240), 2, "too late")));
        assertEquals(List.of("ON 0 it came to this agent", "ON 30 it came to this agent", "RAN 60 T-7 FIRE 0", "RAN 60 T-7-2 FIRE 0",
                "RAN 120 T-7 FIRE 0", "SKIPPED 120 0 still running", "RAN 180 T-7 FIRE 0", "MISSED 180..240 2 too late"),
                brief(all(next, 7)));
    }

    @Test
    void aRunThatItsAgentDiedBeforeItCouldLaunchIsNone() throws Exception {
        history().append(List.of(on(7, 0), ran(7, 60), ran(7, 120)));
        FireHistory next = history();
        next.append(List.of(FireRecord.on(7, at(120), ""), withdrawn(60), skipped(7, 60, "too late"), withdrawn(120), ran(7, 120)));
        assertEquals(List.of("ON 0 it came to this agent", "SKIPPED 60 0 too late", "RAN 120 T-7 FIRE 0"), brief(all(next, 7)));
    }

    private static FireRecord withdrawn(long seconds) {
        return FireRecord.withdrawn(7, at(seconds), at(seconds).getEpochSecond() + "-7");
    }

    @Test
    void aJobThatTheNextAgentHasNotIsOffSinceTheLastOneStopped() throws Exception {
        history().append(List.of(on(7, 0), on(8, 0), ran(7, 60), FireRecord.agentOff(at(100))));
        now = at(200);
        FireHistory next = history();
        next.append(List.of(FireRecord.on(8, at(60), "")));
        assertEquals(List.of("ON 0 it came to this agent", "RAN 60 T-7 FIRE 0", "OFF 100.. the agent was stopped"), brief(all(next, 7)));
        assertEquals(List.of("ON 0 it came to this agent"), brief(all(next, 8)));
        next.append(List.of(on(7, 500)));
        assertEquals("OFF 100..500 the agent was stopped", brief(all(next, 7)).get(2));
    }

    @Test
    void aFileThatSomebodyRemovesIsBegunAnew() throws Exception {
        FireHistory history = history();
        history.append(List.of(ran(7, 0)));
        history.tidy();
        Files.delete(files().get(0));
        now = at(10);
        history.append(List.of(ran(7, 10)));
        history.tidy();
        assertEquals(List.of("RAN 10 T-7 FIRE 0"), brief(all(history, 7)));
    }

    @Test
    void aDamagedFileCostsItsOwnAnswersAndTheAnswerSaysSo() throws Exception {
        FireHistory history = history();
        for (int day = 0; day < 3; day++) {
            now = NOON.plus(Duration.ofDays(day));
            history.append(List.of(FireRecord.ran(7, now, now.getEpochSecond() + "-7", Cause.FIRE, 0)));
            history.tidy();
        }
        Path middle = files().get(1);
        Files.write(middle, Arrays.copyOf(Files.readAllBytes(middle), 12));
        Answers answers = history.answers(7, Instant.EPOCH, now, 10);
        assertEquals(2, answers.fires().size());
        assertEquals(NOON.plus(Duration.ofDays(2)), answers.completeSince());
    }

    /** Files are begun, packed and deleted while somebody reads: answers that were there at the beginning are in each answer. */
    @Test
    void readsWhileItIsWritten() throws Exception {
        FireHistory history = history();
        List<FireRecord> first = LongStream.range(0, 20).mapToObj(minute -> ran(7, 60 * minute)).toList();
        history.append(first);
        history.tidy();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                while (!done.get()) {
                    List<FireRecord> answers = all(history, 7);
                    assertEquals(first, answers.subList(0, 20));
                    for (int i = 0; i < answers.size(); i++) {
                        assertEquals(at(60 * i).getEpochSecond(), answers.get(i).first());
                    }
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        reader.start();
        for (int minute = 20; minute < 3000; minute++) {
            history.append(List.of(ran(7, 60 * minute)));
            history.tidy();
        }
        done.set(true);
        reader.join();
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
        assertEquals(3000, all(history, 7).size());
    }

    @Test
    void anAppendThatFailsCanBeRepeated() throws Exception {
        FireHistory history = history();
        Files.writeString(folder(), "in the way");
        assertThrows(IOException.class, () -> history.append(List.of(ran(7, 0))));
        Files.delete(folder());
        history.append(List.of(ran(7, 0)));
        history.tidy();
        assertEquals(List.of("RAN 0 T-7 FIRE 0"), brief(all(history, 7)));
        assertEquals(1, Files.readAllLines(files().get(0)).stream().filter(line -> line.startsWith("- o ")).count());
    }

    @Test
    void kindsThatAreNoAnswersAreNeverGiven() throws Exception {
        FireHistory history = history();
        history.append(List.of(on(7, 0), FireRecord.removed(7, at(10)), FireRecord.agentOff(at(20))));
        history.tidy();
        List<Kind> never = List.of(Kind.REMOVED, Kind.AGENT_OFF, Kind.AGENT_ON);
        assertTrue(all(history, 7).stream().noneMatch(answer -> never.contains(answer.kind())));
    }
}
