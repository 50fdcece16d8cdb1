package io.dcms.runtime.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.schedule.TaskView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a reader is told, look by look. */
class EventStreamTest {

    private static final JobView ONE = job(1, "* * * * *");
    private static final JobView TWO = job(2, "* * * * *");
    private static final JobView THREE = job(3, "* * * * *");

    private final FakeControl control = new FakeControl();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final EventStream stream = new EventStream(control, InstantSource.fixed(RestBench.NOON), out);

    @BeforeEach
    void nothingIsThere() {
        show(List.of(), List.of(), List.of());
    }

    private static JobView job(long id, String schedule) {
        return Snapshots.job(TestJobs.planned(id, schedule));
    }

    private void show(List<JobView> jobs, List<TaskView> active, List<TaskView> ended) {
        Snapshot snapshot = Snapshots.of(jobs, active, ended);
        control.snapshot = () -> snapshot;
    }

    private static TaskView running(String id) {
        return Snapshots.task(id, TaskStatus.RUNNING, "", true);
    }

    private static TaskView ended(String id) {
        return Snapshots.task(id, TaskStatus.FAILED, "what it has printed", false);
    }

    /** An event as one line: its name, and what matters of its data. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (String event : out.toString(UTF_8).split("\n\n")) {
            if (!event.isEmpty()) {
                String[] lines = event.split("\n");
                assertEquals(2, lines.length, event);
                told.add(lines[0].substring("event: ".length()) + brief(RestBench.object(lines[1].substring("data: ".length()))));
            }
        }
        out.reset();
        return told;
    }

    private static String brief(JsonObject data) {
        StringBuilder brief = new StringBuilder();
        data.members().forEach((name, value) -> {
            if (value instanceof JsonArray array && !array.elements().isEmpty()) {
                brief.append(' ').append(name).append(array.elements().stream().map(EventStreamTest::id).toList());
            } else if (value instanceof JsonBoolean flag && name.equals("more") && flag.value()) {
                brief.append(" more");
            }
        });
        return brief.toString();
    }

    private static String id(JsonValue value) {
        if (value instanceof JsonObject object) {
            return object.members().containsKey("task_id") ? ((JsonString) object.members().get("task_id")).value()
                    : id(object.members().get("id"));
        }
        return value instanceof JsonNumber number ? Long.toString(number.longValue()) : ((JsonString) value).value();
    }

    private List<String> look() throws IOException {
        stream.look();
        return told();
    }

    @Test
    void theFirstEventSaysWhoTalksAndWhatTimeItIsThere() throws IOException {
        stream.hello("abc");
        assertEquals("event: hello\ndata: {\"now\":1714564800000,\"zone\":\"Europe/Berlin\",\"host\":\"host-1\",\"version\":\"0.1.0\","
                + "\"id\":\"abc\"}\n\n", out.toString(UTF_8));
    }

    @Test
    void atFirstEverythingIsToldAlsoThatThereIsNothing() throws IOException {
        assertEquals(List.of("jobs", "tasks", "health"), look());
        assertEquals(List.of(), look());
    }

    @Test
    void thenOnlyWhatIsAnother() throws IOException {
        show(List.of(ONE, TWO), List.of(running("9-1")), List.of(ended("8-1")));
        assertEquals(List.of("jobs changed[1, 2]", "tasks active[9-1] ended[8-1]", "health"), look());
        assertEquals(List.of(), look());

        show(List.of(ONE, job(2, "0 * * * *")), List.of(running("9-1")), List.of(ended("8-1")));
        assertEquals(List.of("jobs changed[2]"), look());
        show(List.of(THREE), List.of(running("9-1")), List.of(ended("8-1")));
        assertEquals(List.of("jobs changed[3] gone[1, 2]"), look());
        show(List.of(ONE, THREE), List.of(running("9-1")), List.of(ended("8-1")));
        assertEquals(List.of("jobs changed[1]"), look());
        show(List.of(), List.of(running("9-1")), List.of(ended("8-1")));
        assertEquals(List.of("jobs gone[1, 3]"), look());
    }

    @Test
    void aViewThatWasMadeAnewAndSaysTheSameIsNoNews() throws IOException {
        show(List.of(ONE), List.of(running("9-1")), List.of());
        look();
        JobView same = new JobView(ONE.job(), ONE.disabled(), ONE.problem(), ONE.plan(), 0, 0, 0, 0, "", 0, 0, ONE.lastStatus(), 0,
                ONE.nextFire(), 0);
        show(List.of(same), List.of(running("9-1")), List.of());
        assertEquals(List.of(), look());
    }

    @Test
    void manyJobsComeInPieces() throws IOException {
        show(LongStream.rangeClosed(1, 201).mapToObj(id -> job(id, "* * * * *")).toList(), List.of(), List.of());
        List<String> told = look();
        assertTrue(told.get(0).matches("jobs changed\\[1, .*, 100] more"), told.get(0));
        assertTrue(told.get(1).matches("jobs changed\\[101, .*, 200] more"), told.get(1));
        assertEquals("jobs changed[201]", told.get(2));
        assertEquals(5, told.size());
    }

    @Test
    void aTaskIsToldWhenItBeginsWhenItIsAnotherAndOnceWhenItHasEnded() throws IOException {
        look();
        show(List.of(), List.of(Snapshots.task("9-1", TaskStatus.READY, "", true)), List.of());
        assertEquals(List.of("tasks active[9-1]"), look());
        show(List.of(), List.of(running("9-1")), List.of());
        assertEquals(List.of("tasks active[9-1]"), look());
        show(List.of(), List.of(), List.of(ended("9-1")));
        assertEquals(List.of("tasks ended[9-1]"), look());
        show(List.of(), List.of(running("10-1")), List.of(ended("9-1")));
        assertEquals(List.of("tasks active[10-1]"), look());
        show(List.of(), List.of(), List.of(ended("11-1"), ended("10-1"), ended("9-1")));
        assertEquals(List.of("tasks ended[11-1, 10-1]"), look());
    }

    /** More have ended since than are remembered. */
    @Test
    void whatIsForgottenIsNotWaitedFor() throws IOException {
        show(List.of(), List.of(), List.of(ended("1-1")));
        look();
        show(List.of(), List.of(), List.of(ended("4-1"), ended("3-1")));
        assertEquals(List.of("tasks ended[4-1, 3-1]"), look());
    }

    @Test
    void whatTasksHavePrintedIsNotSent() throws IOException {
        show(List.of(), List.of(running("9-1")), List.of(ended("8-1")));
        stream.look();
        assertFalse(out.toString(UTF_8).contains("output"), out.toString(UTF_8));
        assertTrue(out.toString(UTF_8).contains("\"reason\":\"exit status 1\""), out.toString(UTF_8));
    }

    @Test
    void aStormIsToldInPartAndCounted() throws IOException {
        show(List.of(), IntStream.range(0, 503).mapToObj(i -> running(i + "-1")).toList(), List.of());
        stream.look();
        assertTrue(out.toString(UTF_8).contains("\"active_more\":3,"), out.toString(UTF_8));
        assertTrue(out.toString(UTF_8).contains("\"499-1\"") && !out.toString(UTF_8).contains("\"500-1\""));
    }

    @Test
    void healthIsToldWhenItIsAnotherAndWithEachBeat() throws IOException {
        look();
        control.health = new Control.Health(true, true, List.of(), 0, "store", Optional.of(Duration.ofSeconds(8)));
        assertEquals(List.of(), look(), "that time goes by is no news");
        control.health = new Control.Health(true, true, List.of("the store is away"), 3, "store", Optional.of(Duration.ofSeconds(9)));
        assertEquals(List.of("health problems[the store is away]"), look());
        stream.beat();
        assertEquals(List.of("health problems[the store is away]"), told());
    }

    @Test
    void noNameEndsAnEvent() throws IOException {
        Supplier<String> hostile = () -> "a\n\nevent: hello\ndata: {}\n\n\r\r\u2028</script>";
        JobView view = Snapshots.job(TestJobs.planned(TestJobs.job(7, "* * * * *").executorFlags("x")));
        show(List.of(new JobView(view.job().toBuilder().createUser(hostile.get()).build(), false, hostile.get(), view.plan(), 0, 0, 0, 0,
                hostile.get(), 0, 0, view.lastStatus(), 0, view.nextFire(), 0)), List.of(), List.of());
        assertEquals(List.of("jobs changed[7]", "tasks", "health"), look());
        stream.look();
        assertFalse(out.toString(UTF_8).contains("\r"));
    }
}
