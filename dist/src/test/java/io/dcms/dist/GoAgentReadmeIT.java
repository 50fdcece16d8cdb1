package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README of the Go agent tells people to do, word by word but for the script's folder, what it waits for and the port. */
@NeedsRoot
final class GoAgentReadmeIT {

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"as people have it", "as we ship it"})
    void importTheSchemaInsertAJobPlaceItAndPostIt(String schema) throws Exception {
        SqlScript script = schema.equals("as we ship it") ? SqlScript.shipped("agent.sql") : SqlScript.goAgent();
        try (Database database = SharedServers.standard().newDatabase(script); HookReceiver receiver = new HookReceiver()) {
            AgentSite site = AgentSite.in(temp);
            Path test = site.program("test.sh", """
                    #!/bin/sh
                    echo "output failed ? sucess ? or error ?"
                    while [ ! -e %s ]; do sleep 0.1; done
                    echo "test run done"
                    """.formatted(site.path("gate")));
            // README: -db="root:root@tcp(localhost)dcms" and no slash
            ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"),
                    "-db=" + database.goDsn().replace(")/", ")"), "-dbtype=mysql", "-port=0", "-work_dir=" + site.workDir(),
                    "-quit_time=1800", "-host=localhost");
            try (RunningAgent agent = site.dcms().startAgent(command)) {
                Rest rest = agent.readyRest();
                agent.await("the next minute is some time away", () -> Instant.now().getEpochSecond() % 60 < 50);
                database.execute("insert into dcms_cronjob (name, create_user, executor, executor_flags, signature,runner, timeout,"
                        + " timeout_trigger, disabled, schedule, hook, msg_filter, create_at) values (\"jobtestname\",\"dongzerun\",\""
                        + test + "\",\"\",\"" + JobSpec.md5(test) + "\",\"" + JobSpec.RUNNER + "\",30,0,0,\"*/1 * * * *\", \""
                        + receiver.at("/") + "\",\"fatal|failed|error\",unix_timestamp())");
                database.execute("insert into dcms_agent2job (host, job_id) values ('localhost', 1)");

                Finished curl = site.dcms().run(new ProcessBuilder("curl", "-s", "-X", "POST", rest.url("/jobs/1")));
                assertEquals(Map.of("data", "Job:1 will be added async", "ret", 0L), PlainJson.parse(curl.out()));

                // Its minute is too far away for a test: it is run now, and once more at its time if that comes.
                String task = rest.run(1);
                agent.await("it ran", () -> rest.tasks().stream().anyMatch(one -> one.get("task_id").equals(task)));
                agent.await("the database says so", () -> database.rows("select status from dcms_crontask_log where task_id = '"
                        + task + "'").equals(List.of(List.of("1"))));
                site.open("gate");
                agent.await("it ended there", () -> database.rows("select job_id, host, status, message from dcms_crontask_log"
                        + " where task_id = '" + task + "'").equals(List.of(List.of("1", "localhost", "3", message(task, rest)))));
                agent.await("the hook was told", () -> !receiver.about(task).isEmpty());
                assertEquals(Map.of("status", "3", "name", "jobtestname", "id", "1"), Map.of(
                        "status", receiver.about(task).get(0).form().get("task_status"),
                        "name", receiver.about(task).get(0).form().get("job_name"),
                        "id", receiver.about(task).get(0).form().get("job_id")));
                assertTrue(receiver.about(task).get(0).form().get("msg").startsWith("host:localhost\nkeyword \"failed\""));
                Path log = Path.of(database.rows("select log_filename from dcms_crontask_log where task_id = '" + task + "'")
                        .get(0).get(0));
                assertEquals("output failed ? sucess ? or error ?\ntest run done\n", Files.readString(log));
            }
        }
    }

    /** The reason holds how long it ran. */
    private static String message(String task, Rest rest) throws Exception {
        Map<String, Object> shown = PlainJson.object(rest.get("/tasks/" + task).data());
        return shown.get("reason") + "\noutput failed ? sucess ? or error ?\ntest run done\n";
    }

    /** Not one of the README's words: the driver's own, and MySQL's, are for people who know them. */
    @Test
    void aWrongPasswordOrDatabaseIsSaidInOneLineWithoutThePassword() throws Exception {
        try (Database database = SharedServers.standard().newDatabase(SqlScript.goAgent())) {
            AgentSite site = AgentSite.in(temp);
            String dsn = database.access().as("root", "ge:h@e/im").goDsn(database.name());
            try (RunningAgent agent = site.dcms().startAgent("-db=" + dsn, "-port=0", "-work_dir=" + site.workDir())) {
                agent.awaitLog("jobs can't be read");
                String line = agent.log().lines().filter(one -> one.contains("jobs can't be read")).findFirst().orElseThrow();
                assertTrue(line.contains("Access denied for user 'root'"), line);
                assertTrue(agent.log().lines().noneMatch(one -> one.contains("ge:h") || one.startsWith("\tat ")), agent::log);
                assertEquals(503, agent.rest().get("/health").status());
            }
        }
    }
}
