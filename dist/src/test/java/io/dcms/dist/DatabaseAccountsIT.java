package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents that may do in the database what {@code grants.sql} grants, and nothing besides. */
@NeedsRoot
final class DatabaseAccountsIT {
    private static final String PASSWORD = "ge:h@e/im";

    @TempDir
    Path temp;
    private DatabaseAccess server;
    private Database database;
    private String agentName;
    private String editorName;
    private DatabaseSite site;
    private Path program;

    @BeforeEach
    void grant() throws Exception {
        server = SharedServers.standard();
        database = server.newDatabase(SqlScript.shipped("agent.sql"));
        agentName = database.name().replace("dcms_test", "a");
        editorName = database.name().replace("dcms_test", "e");
        for (String name : List.of(agentName, editorName)) {
            server.execute("create user '" + name + "'@'%' identified by '" + PASSWORD + "'");
        }
        String grants = SqlScript.shipped("grants.sql").text().replace("'dcms';", "'" + agentName + "';")
                .replace("'dcms_editor';", "'" + editorName + "';");
        database.run(new SqlScript(grants));
        site = DatabaseSite.in(temp, database);
        program = site.site().program("quick.sh", "#!/bin/sh\necho quick $1\n");
    }

    @AfterEach
    void revoke() {
        server.execute("drop user '" + agentName + "'@'%'", "drop user '" + editorName + "'@'%'");
        database.close();
    }

    @Test
    void anAgentRunsAndReportsAndPrunesAndEditsNothing() throws Exception {
        site.jobs(JobSpec.of(1, "quick", program).with("options", Map.of("jitter", 1)));
        try (RunningAgent agent = site.startAs(server.as(agentName, PASSWORD))) {
            Rest rest = agent.readyRest();
            Map<String, String> row = site.awaitEnd(agent, rest.run(1));
            assertEquals("2", row.get("status"));
            assertEquals(1, PlainJson.objects(rest.get("/jobs/1/tasks").data()).size());
            agent.await("it was announced", () -> database.rows("select host from dcms_agent").equals(List.of(List.of(DatabaseSite.HOST))));
            assertEquals(200, rest.get("/fleet/jobs").status());
            assertEquals(200, rest.get("/fleet/failures").status());

            Rest.Answer refused = rest.send("PUT", "/jobs/1", "{\"schedule\": \"@hourly\"}");
            assertEquals(503, refused.status());
            assertTrue(refused.message().contains("grants.sql"), refused::body);
            assertEquals(JobSpec.NEVER, rest.job(1).get("schedule"));
        }
    }

    @Test
    void anEditorCreatesChangesRunsAndRemovesAJob() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>(JobSpec.of(1, "\u6570\u636e \ud83d\ude80", program).fields());
        fields.remove("id");
        fields.put("options", Map.of("env", Map.of("SECRET", "s3cret")));
        try (RunningAgent agent = site.startAs(server.as(editorName, PASSWORD))) {
            Rest rest = agent.readyRest();
            Rest.Answer created = rest.send("POST", "/jobs", PlainJson.text(fields));
            assertEquals(201, created.status(), created::body);
            long id = (Long) PlainJson.object(created.json().get("data")).get("id");
            assertEquals("quick\n", site.awaitEnd(agent, rest.run(id)).get("message"));

            // As GET shows it, with one field of it changed.
            Map<String, Object> shown = rest.job(id);
            shown.put("executor_flags", "again");
            assertEquals(200, rest.send("PUT", "/jobs/" + id, PlainJson.text(shown)).status());
            assertEquals("quick again\n", site.awaitEnd(agent, rest.run(id)).get("message"));
            assertEquals(List.of(List.of("{\"env\":{\"SECRET\":\"s3cret\"}}", DatabaseSite.HOST)), database.rows(
                    "select options, host from dcms_cronjob j join dcms_agent2job a on a.job_id = j.id where j.id = " + id));
            assertEquals(409, rest.send("POST", "/jobs", PlainJson.text(fields)).status());

            assertEquals(200, rest.send("DELETE", "/jobs/" + id + "?forget=true").status());
            assertEquals(404, rest.get("/jobs/" + id).status());
            assertEquals(List.of(), database.rows("select id from dcms_cronjob"));
            assertEquals(2, site.rowsOf(id).size(), "what ran stays recorded");
        }
    }
}
