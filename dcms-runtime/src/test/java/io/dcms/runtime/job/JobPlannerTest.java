package io.dcms.runtime.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class JobPlannerTest {

    /** What each filter was asked to compile, as {@code name<expression>}. */
    private final List<String> compiled = new ArrayList<>();
    private final JobPlanner planner = new JobPlanner(new FakePlugins(), ZoneId.of("Asia/Tokyo"));

    private static Job.Builder good() {
        return TestJobs.job(7, "0 3 * * *");
    }

    private String refusal(Job.Builder job) {
        return assertThrows(BadJobException.class, () -> planner.plan(job.build())).getMessage();
    }

    @Test
    void aGoodJobIsPlannedAsAWhole() throws Exception {
        PlannedJob planned = planner.plan(good().executorFlags("-a 'b c'").hook(" http://host/a b ").msgFilter("x|y")
                .options("{\"retries\":2}").build());
        assertEquals(List.of("-a", "b c"), planned.arguments());
        assertEquals(Optional.of(URI.create("http://host/a%20b")), planned.hook());
        assertTrue(planned.filter().isPresent());
        assertEquals(2, planned.options().retries());
        assertEquals(ZoneId.of("Asia/Tokyo"), planned.zone());
        assertEquals(Optional.of(Instant.parse("2026-01-01T18:00:00Z")), planned.nextFire(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void theJobsOwnZoneComesBeforeTheMachines() throws Exception {
        assertEquals(ZoneId.of("Europe/Paris"),
                planner.plan(good().options("{\"timezone\":\"Europe/Paris\"}").build()).zone());
    }

    @Test
    void aRebootJobIsDueAtTheMachinesStartAndKeepsItsTimesKeyWhateverElseItSays() throws Exception {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Job.Builder job = good().schedule("@reboot");
        assertEquals(Optional.empty(), planner.plan(job.build()).nextFire(Instant.EPOCH), "nobody said when that was");
        PlannedJob planned = started(start).plan(job.build());
        assertEquals(Optional.of(start), planned.boot());
        assertEquals(Optional.of(start), planned.nextFire(Instant.EPOCH));
        assertEquals(List.of(), planned.warnings());
        assertTrue(planned.isOfEarlierBoot(start.minusSeconds(1)));
        assertFalse(planned.isOfEarlierBoot(start));
        PlannedJob later = started(start.plusSeconds(99)).plan(job.schedule(" @Reboot ").createAt(5).executorFlags("-x")
                .options("{\"jitter\":60,\"timezone\":\"UTC\"}").build());
        assertTrue(planned.firesLike(later));
        PlannedJob daily = started(start).plan(good().build());
        assertEquals(Optional.empty(), daily.boot());
        assertFalse(daily.firesLike(planned));
        assertFalse(daily.isOfEarlierBoot(Instant.EPOCH));
    }

    private static JobPlanner started(Instant start) {
        return new JobPlanner(new JobPlannerTest().new FakePlugins(), ZoneId.of("Asia/Tokyo"), Optional.of(start));
    }

    @Test
    void emptyTextsMeanNone() throws Exception {
        PlannedJob planned = planner.plan(good().executorFlags(" ").hook(" ").msgFilter(" \n").build());
        assertEquals(List.of(), planned.arguments());
        assertEquals(Optional.empty(), planned.hook());
        assertEquals(Optional.empty(), planned.filter());
        assertEquals(List.of(), compiled);
    }

    private static Stream<Arguments> badJobs() {
        return Stream.of(
                bad("id 0", job -> Job.builder(0, "x").executor("/x").runner("u").schedule("@daily"), "id: 0: give a whole number"),
                bad("id -1", job -> Job.builder(-1, "x").executor("/x").runner("u").schedule("@daily"), "id: -1: "),
                bad("no name", job -> Job.builder(1, "").executor("/x").runner("u").schedule("@daily"), "name: it is empty"),
                bad("a blank name", job -> Job.builder(1, " \t").executor("/x").runner("u").schedule("@daily"), "name: it is empty"),
                bad("no executor", job -> job.executor(""), "executor: \"\": give the absolute path"),
                bad("relative executor", job -> job.executor("bin/x"), "executor: \"bin/x\": give the absolute path"),
                bad("NUL in executor", job -> job.executor("/x\0"), "executor: "),
                bad("no runner", job -> job.runner(""), "runner: it is empty"),
                bad("a blank runner", job -> job.runner("  "), "runner: it is empty"),
                bad("root", job -> job.runner("root"), "runner: \"root\": give an ordinary user"),
                bad("colon in runner", job -> job.runner("a:b"), "runner: \"a:b\": no user can have this name"),
                bad("newline in runner", job -> job.runner("a\n"), "runner: ;no user can have this name"),
                bad("negative timeout", job -> job.timeout(-1), "timeout: -1: give seconds, 0 = never"),
                bad("open quote", job -> job.executorFlags("a 'b"), "executor_flags: the single quote at character 3"),
                bad("bad schedule", job -> job.schedule("0 24 * * *"), "schedule: ;24"),
                bad("no schedule", job -> job.schedule(""), "schedule: "),
                bad("hook without scheme", job -> job.hook("host/path"), "hook: it is no URI;no scheme"),
                bad("bad escape in hook", job -> job.hook("http://host/%zz"), "hook: it is no URI"),
                bad("unknown hook", job -> job.hook("ftp://host/"), "hook: there is no hook \"ftp\""),
                bad("hook that its plugin refuses", job -> job.hook("picky://host/"), "hook: picky says no to picky://host/"),
                bad("hook plugin with a defect", job -> job.hook("broken://host/"), "hook: its plugin failed: ;the defect"),
                bad("hook plugin without a class", job -> job.hook("torn://host/"), "hook: its plugin failed: ;a.missing.Type"),
                bad("bad filter", job -> job.msgFilter("picky:a"), "msg_filter: picky says no to a"),
                bad("filter with a defect", job -> job.msgFilter("broken:a"), "msg_filter: the plugin of \"broken\" failed: ;the defect"),
                bad("filter without a class", job -> job.msgFilter("torn:a"), "msg_filter: the plugin of \"torn\" failed: ;a.missing.Type"),
                bad("bad options", job -> job.options("[1]"), "options: ;a JSON object is expected"),
                bad("create_at beyond all time", job -> job.createAt(Long.MAX_VALUE), "create_at: 9223372036854775807: give unix seconds"),
                bad("create_at before all time", job -> job.createAt(Long.MIN_VALUE), "create_at: -9223372036854775808"),
                bad("what the store could not read", job -> job.defect("timeout_trigger 9 is neither"), "timeout_trigger 9 is neither"));
    }

    private static Arguments bad(String what, UnaryOperator<Job.Builder> change, String essentials) {
        return Arguments.of(what, change, essentials);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badJobs")
    void refuses(String what, UnaryOperator<Job.Builder> change, String essentials) {
        String message = refusal(change.apply(good()));
        for (String part : essentials.split(";")) {
            assertTrue(message.contains(part), () -> message + " should say <" + part + ">");
        }
        assertTrue(!message.contains("; "), () -> "only one thing is wrong: " + message);
    }

    @Test
    void saysAllThatIsWrongAtOnceInTheOrderOfTheFields() {
        String message = refusal(Job.builder(0, "").executor("x").runner("root").timeout(-5).executorFlags("\"").schedule("x")
                .hook("x").msgFilter("picky:x").options("{\"a\":1,\"jitter\":-1}").defect("the store's own words"));
        assertEquals(List.of("the store's own words", "id", "name", "executor", "runner", "timeout", "executor_flags", "schedule",
                "hook", "msg_filter", "options", "options.jitter"),
                Stream.of(message.split("; ")).map(problem -> problem.replaceFirst(": .*", "")).toList());
    }

    /** A prefix means a filter only where there is one of that name: old jobs have keywords such as {@code ERROR:}. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '\1', value = {
        "a|b => keyword<a|b>",
        "keyword:a|b => keyword<a|b>",
        "regex:a.*b => regex<a.*b>",
        "regex: a => regex< a>",
        "regex:a:b => regex<a:b>",
        "ERROR:|FATAL: => keyword<ERROR:|FATAL:>",
        ":a => keyword<:a>",
        "a|regex:b => keyword<a|regex:b>",
        "REGEX:a => keyword<REGEX:a>"})
    void findsTheFilterByItsPrefix(String msgFilter, String expected) throws Exception {
        planner.plan(good().msgFilter(msgFilter).build());
        assertEquals(List.of(expected), compiled);
    }

    @Test
    void aPrefixAloneIsNoFilter() throws Exception {
        assertEquals(Optional.empty(), planner.plan(good().msgFilter("regex: ").build()).filter());
    }

    @Test
    void theSchemeOfAHookHasNoCase() throws Exception {
        assertEquals("HTTP://host/", planner.plan(good().hook("HTTP://host/").build()).hook().orElseThrow().toString());
    }

    @Test
    void firesLikeAnotherWhoseTimesAreTheSame() {
        PlannedJob job = TestJobs.planned(good().createAt(5));
        assertTrue(job.firesLike(TestJobs.planned(good().createAt(6).executorFlags("x").timeout(9).options("{\"retries\":1}"))));
        assertTrue(!job.firesLike(TestJobs.planned(good().createAt(5).schedule("1 3 * * *"))));
        assertTrue(!job.firesLike(TestJobs.planned(good().createAt(5).options("{\"timezone\":\"Asia/Tokyo\"}"))));
        assertTrue(!job.firesLike(TestJobs.planned(good().createAt(5).options("{\"jitter\":1}"))));
        assertTrue(job.firesLike(TestJobs.planned(good().createAt(5).options("{\"timezone\":\"Z\"}"))), "UTC by another way");
    }

    @Test
    void anIntervalFiresElsewhereWhenItsAnchorMoves() {
        for (String every : List.of("@every 7m", " @EVERY 7m ", "@Every 7m")) {
            PlannedJob job = TestJobs.planned(good().schedule(every).createAt(5));
            assertTrue(job.firesLike(TestJobs.planned(good().schedule(every).createAt(5))), every);
            assertTrue(!job.firesLike(TestJobs.planned(good().schedule(every).createAt(6))), every);
        }
    }

    /** The filters {@code keyword} and {@code regex}, the hook {@code http}, and a picky, a broken and a torn one of each. */
    private final class FakePlugins implements Plugins {

        @Override
        public TaskHook hook(String scheme) throws ConfigException {
            return switch (scheme) {
                case "http" -> (event, target) -> { };
                case "picky" -> new FakeHook() {
                    @Override
                    public void validate(URI target) throws ConfigException {
                        throw new ConfigException("picky says no to " + target);
                    }
                };
                case "broken" -> new FakeHook() {
                    @Override
                    public void validate(URI target) {
                        throw new IllegalStateException("the defect");
                    }
                };
                case "torn" -> new FakeHook() {
                    @Override
                    public void validate(URI target) {
                        throw new NoClassDefFoundError("a.missing.Type");
                    }
                };
                default -> throw new ConfigException("there is no hook \"" + scheme + "\"");
            };
        }

        @Override
        public boolean hasFilter(String name) {
            return List.of("keyword", "regex", "picky", "broken", "torn").contains(name);
        }

        @Override
        public OutputFilter filter(String name) {
            return expression -> {
                switch (name) {
                    case "picky" -> throw new ConfigException("picky says no to " + expression);
                    case "broken" -> throw new IllegalStateException("the defect");
                    case "torn" -> throw new NoClassDefFoundError("a.missing.Type");
                    default -> compiled.add(name + "<" + expression + ">");
                }
                return () -> null;
            };
        }
    }

    @Test
    void warnsOfAnExpectationThatNobodyIsToldOf() {
        Job.Builder job = TestJobs.job(7, "@daily").options("{\"expect_within\":60}");
        assertEquals(List.of("options.expect_within: there is no hook that could be told: give the job one"),
                TestJobs.planned(job).warnings());
        assertEquals(List.of(), TestJobs.planned(job.hook("http://hook/")).warnings());
        assertEquals(List.of(), TestJobs.planned(7, "@daily", "{\"expect_within\":0}").warnings());
    }

    private abstract static class FakeHook implements TaskHook {
        @Override
        public void deliver(io.dcms.api.TaskEvent event, URI target) {
        }
    }
}
