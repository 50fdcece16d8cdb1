package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovePlanTest {

    private static final CrontabSource ANN = CrontabSource.ofUser("ann");
    private static final CrontabSource PACK = CrontabSource.ofSystem("pack");

    private static Machine machine(boolean mailer) {
        return machine(mailer, "Etc/UTC");
    }

    private static Machine machine(boolean mailer, String agentZone) {
        return new Machine("web1", ZoneId.of("Etc/UTC"), ZoneId.of(agentZone), Instant.parse("2026-11-23T10:00:00Z"), "/imported",
                MovePlanTest::obstacle, mailer,
                Map.of(), program -> !program.contains("missing"));
    }

    private static Optional<Machine.Obstacle> obstacle(String user) {
        return switch (user) {
            case "root" -> Optional.of(new Machine.Obstacle("never as root", false));
            case "gone" -> Optional.of(new Machine.Obstacle("there is no user \"gone\"", true));
            default -> Optional.empty();
        };
    }

    private static MovePlan plan(CrontabSource source, String text, Map<String, JobScript.Origin> there) {
        return MovePlan.of(text, source, machine(true), there, Set.of());
    }

    private static Move only(CrontabSource source, String text, boolean mailer) {
        List<Move> moves = MovePlan.of(text, source, machine(mailer), Map.of(), Set.of()).moves();
        return moves.get(moves.size() - 1);
    }

    /** The scripts as they are there after a plan has been applied. */
    private static Map<String, JobScript.Origin> applied(MovePlan plan) {
        Map<String, JobScript.Origin> there = new TreeMap<>();
        for (Move move : plan.moves()) {
            Move.Job job = move.job().orElseThrow();
            there.put(job.script().substring("/imported/".length()), JobScript.read(job.text()).orElseThrow());
        }
        return there;
    }

    private static List<String> scripts(MovePlan plan) {
        List<String> scripts = new ArrayList<>();
        plan.moves().forEach(move -> scripts.add(move.job().map(job -> job.script().substring("/imported/".length())).orElse("-")));
        return scripts;
    }

    /** What is named of a line, and what is not. A / stands for the end of a line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "MAILTO=\"\"/@daily x            | true  | ~~",
        "@daily x                        | true  | what it prints is not mailed to ann: a hook",
        "MAILTO=ops@example.org/@daily x | true  | what it prints is not mailed to ops@example.org (MAILTO)",
        "MAILTO=ops@example.org/@daily x | false | ~~",
        "TZ=Asia/Tokyo/@daily x          | false | ~~",
        "CRON_TZ=Asia/Tokyo/@daily x     | false | CRON_TZ: its times are those of Asia/Tokyo",
        "CRON_TZ=Etc/UTC/@daily x        | false | ~~",
        "SHELL=bash/@daily x             | false | SHELL=bash is no path",
        "SHELL=/bin/missing/@daily x     | false | SHELL=/bin/missing is not on this machine",
        "DCMS_X=1/@daily x               | false | DCMS_X: variables whose names begin with DCMS_ are the agent's",
        "*/60 * * * * x                  | false | schedule: ~*/60 * * * *~ is written as ~0 * * * *~"})
    void namesEachDifference(String text, boolean mailer, String difference) {
        Move move = only(ANN, text.replaceAll("/(?=[@*])", "\n") + "\n", mailer);

        assertEquals(difference.isEmpty() ? Move.Kind.AS_IT_IS : Move.Kind.WITH_DIFFERENCES, move.kind(), move::toString);
        assertTrue(difference.isEmpty() || move.differences().get(0).startsWith(difference.replace('~', '"')), move::toString);
    }

    @Test
    void aZoneThatIsNoneStays() {
        assertTrue(only(ANN, "CRON_TZ=Nowhere\n@daily x\n", false).reason().startsWith("CRON_TZ=Nowhere is no zone"));
    }

    /** An agent with TZ in its environment would read the times otherwise. */
    @Test
    void schedulesNameTheZoneOfCronWhereTheAgentHasAnother() {
        Machine machine = machine(false, "Asia/Tokyo");
        MovePlan plan = MovePlan.of("@daily x\n@reboot y\n", ANN, machine, Map.of(), Set.of());

        assertEquals(List.of(Optional.of("Etc/UTC"), Optional.empty()),
                plan.moves().stream().map(move -> move.job().orElseThrow().timezone()).toList());
        assertTrue(MovePlan.forEveryLine(machine).stream().anyMatch(text -> text.startsWith("its times are those of Etc/UTC")));
    }

    @Test
    void aLineThatCronRefusesHoldsTheWholeFileBack() {
        List<Move> moves = plan(ANN, "@daily x\n61 * * * * y\n", Map.of()).moves();

        assertEquals(List.of(Move.Kind.STAYS, Move.Kind.STAYS), moves.stream().map(Move::kind).toList());
        assertTrue(moves.get(0).reason().startsWith("cron refuses line 2, and Debian's cron ignores the whole file"), moves.get(0)::reason);
        assertEquals(2, moves.get(1).number());
        assertTrue(moves.get(1).reason().contains("61"), moves.get(1)::reason);
    }

    @Test
    void anUnknownUserHoldsASystemCrontabBackButRootHoldsOnlyItsLine() {
        assertEquals("--", String.join("", scripts(plan(PACK, "@daily bob x\n@daily gone y\n", Map.of()))));
        assertEquals(List.of("pack-x", "-"), scripts(plan(PACK, "@daily bob x\n@daily root y\n", Map.of())));
    }

    @Test
    void namesAreOfTheHostTheFileAndTheTitleAndNumbered() {
        MovePlan plan = plan(PACK, "# nightly\n@daily bob x\n@daily bob /bin/y 1\n@hourly bob /bin/y 1\n", Map.of());

        assertEquals(List.of("web1 pack: nightly", "web1 pack: y 1", "web1 pack: y 1 (2)"),
                plan.moves().stream().map(move -> move.job().orElseThrow().name()).toList());
        assertEquals(List.of("pack-nightly", "pack-y-1", "pack-y-1-2"), scripts(plan));
    }

    /** What becomes of the scripts a, b, ... of the first crontab when it has become the second. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "0 3 * * * a/0 4 * * * b       | 0 4 * * * b/0 3 * * * a       | ann-b ann-a      | ~~          | another order",
        "0 3 * * * a 1                 | 0 5 * * * a 1                 | ann-a-1          | ~~          | another time",
        "0 3 * * * a 1                 | 0 3 * * * a 2                 | ann-a-1          | ~~          | another argument of its only "
        + "program",
        "0 3 * * * a 1                 | #0 3 * * * a 1/0 3 * * * a 2  | ann-a-2          | ann-a-1     | commented out, so moved",
        "0 3 * * * a 1                 | # 0 3 * * * a 1/0 4 * * * a 1 | ann-a-1-2        | ann-a-1     | the same",
        "0 3 * * * a/0 3 * * * a       | 0 3 * * * a                   | ann-a            | ann-a-2     | one of two",
        "0 3 * * * a/0 4 * * * a       | 0 4 * * * a                   | ann-a-2          | ann-a       | the first of two",
        "0 3 * * * a 1/0 4 * * * a 2   | 0 3 * * * a 3/0 4 * * * a 4   | ann-a-3 ann-a-4  | ann-a-1 ann-a-2 | nobody knows which is which",
        "# tea/0 3 * * * a             | # tea/0 3 * * * b             | ann-tea            | ~~          | the title says which it is",
        "0 3 * * * a                   | 0 3 * * * b                   | ann-b            | ann-a       | another program"})
    void scriptsStayWithTheirLines(String before, String after, String scripts, String gone, String why) {
        Map<String, JobScript.Origin> there = applied(plan(ANN, before.replace('/', '\n') + "\n", Map.of()));
        MovePlan plan = plan(ANN, after.replace('/', '\n') + "\n", there);

        assertEquals(scripts, String.join(" ", scripts(plan)), why);
        assertEquals(gone, String.join(" ", plan.gone().stream().map(MovePlan.Gone::name).toList()), why);
    }

    @Test
    void scriptsOfAnotherCrontabAreLeftAlone() {
        Map<String, JobScript.Origin> there = applied(plan(CrontabSource.ofSystem("ann"), "@daily bob x\n", Map.of()));
        MovePlan plan = plan(ANN, "@daily x\n", there);

        assertEquals(Set.of("ann-x"), there.keySet());
        assertEquals(List.of("ann-x-2"), scripts(plan));
        assertEquals(List.of(), plan.gone());
    }

    @Test
    void repeatedItIsTheSamePlan() {
        String text = "# one\n@daily x\n@daily y\n@daily y\n@hourly y\n0 3 * * * 备份\n".repeat(6);
        MovePlan plan = plan(ANN, text, Map.of());

        assertEquals(plan.moves(), plan(ANN, text, applied(plan)).moves());
        assertEquals(30, applied(plan).size());
    }
}
