package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent on the tables of the Go agent, in three-byte {@code utf8} and without our column, as people have them. */
@NeedsRoot
final class DatabaseIT {
    private static final int MESSAGE_BYTES = 65_535;

    @TempDir
    private static Path temp;
    private static Database database;
    private static DatabaseSite site;
    private static RunningAgent agent;
    private static Rest rest;

    @BeforeAll
    static void start() throws Exception {
        database = SharedServers.standard().newDatabase(SqlScript.goAgent());
        site = DatabaseSite.in(temp, database);
        agent = site.start("-probe_time=1");
        rest = agent.readyRest();
    }

    @AfterAll
    static void stop() {
        agent.close();
        database.close();
    }

    static Stream<Arguments> outputs() {
        return Stream.of(
                Arguments.of(10, "GBK: not UTF-8", "printf '\\326\\320\\316\\304 done\\n'", " done\n"),
                Arguments.of(11, "bytes of all kinds", "head -c 100000 /dev/urandom; printf '\\000\\377\\376 done\\n'", " done\n"),
                Arguments.of(12, "an emoji", "echo 'rocket \ud83d\ude80 done'", "rocket \ufffd done\n"),
                Arguments.of(13, "nothing but emojis", "yes '\ud83d\ude80' | head -n 40000 | tr -d '\\n'", "\ufffd"),
                Arguments.of(14, "CJK", "yes '\u6570\u636e' | head -n 40000 | tr -d '\\n'", "\u6570\u636e"),
                Arguments.of(15, "quotes and backslashes", "echo \"'; drop table x; --\\\\' %s\"", "drop table x; --\\' %s\n"),
                Arguments.of(16, "two gigabytes in one line", "head -c 2147483648 /dev/zero | tr '\\000' x; printf end", "xend"));
    }

    /** It is kept as far as the column can, and one row says how the run ended. */
    @ParameterizedTest(name = "{1}")
    @MethodSource("outputs")
    void anyOutputIsKeptAsFarAsTheColumnCan(long id, String kind, String script, String end) throws Exception {
        Path program = site.site().program("output" + id + ".sh", "#!/bin/sh\n" + script + "\n");
        site.jobs(JobSpec.of(id, kind, program));
        rest.send("POST", "/jobs/" + id).data();

        Map<String, String> row = site.awaitEnd(agent, rest.run(id));

        String message = row.get("message");
        assertTrue(message.getBytes(StandardCharsets.UTF_8).length <= MESSAGE_BYTES);
        // A task may print 1 GiB; the one that prints more is killed, and its row says so and shows how it ended.
        boolean tooMuch = id == 16;
        assertEquals(tooMuch ? "5" : "2", row.get("status"), message);
        assertTrue(tooMuch ? message.contains("log_max") && message.endsWith("xxx") : message.endsWith(end),
                () -> kind + ": " + message.substring(Math.max(0, message.length() - 200)));
    }

    @Test
    @OnItsOwnJavaToo
    @OnNewestJdkToo
    void aChangedJobIsTakenUpAndABadOneStaysAsItWas() throws Exception {
        Path good = site.site().program("good.sh", "#!/bin/sh\necho good\n");
        site.jobs(JobSpec.of(20, "changing", good));
        agent.await("it was taken up", () -> rest.get("/jobs/20").status() == 200);

        // As people do who forget create_at.
        database.execute("update dcms_cronjob set msg_filter = 'good' where id = 20");
        agent.await("its filter was taken up", () -> rest.job(20).get("msg_filter").equals("good"));
        assertEquals("3", site.awaitEnd(agent, rest.run(20)).get("status"));

        database.execute("update dcms_cronjob set runner = 'root', msg_filter = '' where id = 20");
        agent.await("the problem is said", () -> rest.job(20).get("problem").toString().contains("runner"));
        assertEquals("3", site.awaitEnd(agent, rest.run(20)).get("status"), "the last good version is in force");

        database.execute("delete from dcms_agent2job where job_id = 20");
        agent.await("it was gone", () -> rest.get("/jobs/20").status() == 404);
    }

    @Test
    @OnItsOwnJavaToo
    @OnNewestJdkToo
    void historyComesFromTheDatabase() throws Exception {
        Path good = site.site().program("history.sh", "#!/bin/sh\necho $DCMS_TASK_ID\n");
        site.jobs(JobSpec.of(21, "history", good));
        rest.send("POST", "/jobs/21").data();
        database.execute("insert into dcms_crontask_log (job_id, task_id, host, status, exec_at, message) values"
                + " (21, '1000000000-21', '" + DatabaseSite.HOST + "', 3, 1000000000, 'of the Go agent')");
        String task = rest.run(21);
        site.awaitEnd(agent, task);

        List<Map<String, Object>> history = PlainJson.objects(rest.get("/jobs/21/tasks").data());
        assertEquals(List.of(task, "1000000000-21"), history.stream().map(one -> one.get("task_id")).toList());
        assertEquals("of the Go agent", history.get(1).get("output"));
    }
}
