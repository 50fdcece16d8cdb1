package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.job.PlannedJob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hook_on=change}: the hook hears of another outcome than the last, also over restarts. */
class HookOnChangeTest {

    private static final String NEVER = "0 0 1 1 *";

    private SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");

    private static PlannedJob changing(String more) {
        return planned(job(7, NEVER).hook("http://hook/").timeout(30).options("{\"hook_on\":\"change\"" + more + "}"));
    }

    /** One run; {@code ok}, {@code bad}, {@code killed}, {@code slow} (over its timeout, then well), {@code slowbad}. @return its id */
    private String run(String how) {
        String id = begin();
        finish(id, how);
        return id;
    }

    private String begin() {
        try {
            String id = bench.scheduler.runNow(7);
            bench.tick();
            return id;
        } catch (RunRefused e) {
            throw new AssertionError(e);
        }
    }

    private void finish(String id, String how) {
        bench.passSeconds(how.startsWith("slow") ? 40 : 1);
        if (how.equals("killed")) {
            bench.scheduler.runs().kill(id, "by ann");
        }
        bench.end(id, how.endsWith("bad") ? 1 : how.equals("killed") ? 143 : 0);
    }

    /** Each report of a run that the hook is told is {@code run number:status}; a row says why it is there. */
    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\1', nullValues = "-", value = {
            "ok ok             | -                               | a first success is what everybody takes for granted",
            "bad               | 1:FAILED                        | a first failure is not",
            "bad bad bad       | 1:FAILED                        | once",
            "bad ok ok bad     | 1:FAILED 2:SUCCESS 4:FAILED     | and when it is well again",
            "bad killed ok     | 1:FAILED 2:KILLED 3:SUCCESS     | a kill is another outcome",
            "slow slow         | 1:TIMEOUT                       | that it is over its timeout is the news, its late success is none",
            "slow ok           | 1:TIMEOUT 2:SUCCESS             | in time again",
            "slowbad ok        | 1:TIMEOUT 1:FAILED 2:SUCCESS    | what failed after all",
            "bad slow          | 1:FAILED 2:TIMEOUT              | from one to the other"})
    void tellsOnlyChanges(String runs, String told, String why) {
        bench.scheduler.put(changing(""));
        List<String> ids = new ArrayList<>();
        Arrays.stream(runs.strip().split(" ")).forEach(how -> ids.add(run(how)));
        assertEquals(told == null ? List.of() : Arrays.asList(told.strip().split(" ")), told(ids));
    }

    private List<String> told(List<String> ids) {
        return bench.toHook.stream().map(each -> (ids.indexOf(each.split(" ")[0]) + 1) + ":" + each.split(" ")[1]).toList();
    }

    /** Every pair of outcomes that an agent ends between. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {"bad bad | 1:FAILED", "ok ok | -", "bad ok | 1:FAILED 2:SUCCESS",
        "ok bad | 2:FAILED", "slow slow | 1:TIMEOUT", "killed killed | 1:KILLED"})
    void theNextAgentKnowsTheLastOutcome(String runs, String told) {
        bench.scheduler.put(changing(""));
        List<String> ids = new ArrayList<>(List.of(run(runs.split(" ")[0])));
        List<String> before = List.copyOf(bench.toHook);
        bench = bench.next("2024-05-01T13:00:00Z");
        bench.scheduler.put(changing(""));
        bench.scheduler.allThere();
        ids.add(run(runs.split(" ")[1]));
        bench.toHook.addAll(0, before);
        assertEquals(told == null ? List.of() : Arrays.asList(told.split(" ")), told(ids));
    }

    @Test
    void whatTheJournalDidNotKeepIsToldByTheNextAgent() {
        bench.keeps = false;
        bench.scheduler.put(changing(""));
        String id = run("bad");
        assertEquals(List.of(id + " FAILED"), bench.toHook);
        bench = bench.next("2024-05-01T13:00:00Z");
        bench.scheduler.put(changing(""));
        bench.found(id, 3600);
        bench.end(id, 1);
        assertEquals(List.of(id + " FAILED"), bench.toHook, "rather twice than never");
    }

    @Test
    void aChangeIsWrittenDownBeforeItsRunIsForgotten() {
        bench.scheduler.put(changing(""));
        String id = begin();
        bench.ledger.writesAtOnce = false;
        finish(id, "bad");
        while (bench.ledger.page.runs.containsKey(id)) {
            bench.ledger.write(1);
        }
        assertEquals(Map.of(7L, JobView.LastStatus.FAILED), bench.ledger.page.outcomes);
    }

    @Test
    void aFailureThatIsTriedAgainIsNoOutcomeYet() {
        bench.scheduler.put(changing(",\"retries\":1,\"retry_delay\":10"));
        String id = run("bad");
        bench.passSeconds(10);
        finish(id + "-2", "ok");
        assertEquals(List.of(), bench.toHook);
        String second = run("bad");
        bench.passSeconds(10);
        finish(second + "-2", "bad");
        assertEquals(List.of(second + "-2 FAILED"), bench.toHook, "the last try is one");
        run("bad");
        bench.passSeconds(10);
        assertEquals(1, bench.toHook.size());
    }

    @Test
    void whatCantBeTriedAgainIsAnOutcomeAtOnce() {
        bench.scheduler.put(changing(",\"retries\":1,\"retry_delay\":10"));
        bench.startsAtOnce = false;
        String refused = begin();
        bench.scheduler.runs().refused(refused, "signature: it differs");
        assertEquals(List.of(refused + " FAILED"), bench.toHook);
        bench.startsAtOnce = true;
        run("ok");
        String killed = run("killed");
        assertEquals(killed + " KILLED", bench.toHook.get(2));
    }

    @Test
    void aJobThatWasDisabledWhileItRanIsNotTriedAgainAndItsFailureIsTold() {
        bench.scheduler.put(changing(",\"retries\":1,\"retry_delay\":10"));
        String id = begin();
        bench.scheduler.disable(7);
        finish(id, "bad");
        assertEquals(List.of(id + " FAILED"), bench.toHook);
    }

    @Test
    void anEndThatIsHeardBeforeTheJobIsThereWaitsForItsRetryToo() {
        bench.scheduler.put(changing(",\"retries\":1,\"retry_delay\":10"));
        String id = begin();
        bench = bench.next("2024-05-01T12:00:30Z");
        bench.found(id, 30);
        bench.end(id, 1);
        bench.scheduler.put(changing(",\"retries\":1,\"retry_delay\":10"));
        bench.passSeconds(10);
        assertEquals(List.of(), bench.toHook);
        finish(id + "-2", "bad");
        assertEquals(List.of(id + "-2 FAILED"), bench.toHook);
    }

    @Test
    void whoOverranUnderTheLastAgentIsNoNewsToThis() {
        bench.scheduler.put(changing(""));
        String id = begin();
        bench.passSeconds(40);
        assertEquals(List.of(id + " TIMEOUT"), bench.toHook);
        bench = bench.next("2024-05-01T12:01:00Z");
        bench.scheduler.put(changing(""));
        bench.found(id, 60);
        bench.end(id, 0);
        assertEquals(List.of(), bench.toHook);
        run("ok");
        assertEquals(1, bench.toHook.size());
    }

    @Test
    void nothingIsWrittenDownOfJobsThatTellAllAndAJobThatIsGoneIsForgotten() {
        bench.scheduler.put(planned(job(7, NEVER).hook("http://hook/")));
        run("bad");
        assertEquals(Map.of(), bench.ledger.page.outcomes);
        bench.scheduler.put(changing(""));
        run("bad");
        assertEquals(Map.of(7L, JobView.LastStatus.FAILED), bench.ledger.page.outcomes);
        bench.scheduler.put(planned(job(7, NEVER).hook("http://hook/")));
        assertEquals(Map.of(7L, JobView.LastStatus.SUCCESS), bench.ledger.page.outcomes);
        bench.scheduler.put(changing(""));
        run("bad");
        bench.scheduler.remove(7);
        assertEquals(Map.of(7L, JobView.LastStatus.SUCCESS), bench.ledger.page.outcomes);
    }

    @Test
    void aJobThatWasTakenAwayWhileNoAgentWasThereIsForgotten() {
        bench.scheduler.put(changing(""));
        run("bad");
        bench = bench.next("2024-05-01T13:00:00Z");
        bench.scheduler.allThere();
        assertEquals(Map.of(), bench.ledger.page.outcomes);
    }
}
