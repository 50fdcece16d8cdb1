package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody moves a crontab to an agent whose jobs are in a database. */
@NeedsRoot
final class ImportToDatabaseIT {
    private static final String CRONTAB = """
            MAILTO=""
            # nightly 备份
            0 3 * * * echo "it's me"; cat%and a line
            TZ=Asia/Tokyo
            */5 * * * * exit 3
            """;

    @TempDir
    private Path temp;
    private DatabaseSite site;

    @Test
    void whatIsMovedRunsAndASecondTimeChangesNothing() throws Exception {
        try (Database database = SharedServers.standard().newDatabase(SqlScript.shipped("agent.sql"))) {
            site = DatabaseSite.in(temp, database);
            Path crontab = Files.writeString(temp.resolve("crontab"), CRONTAB);
            try (RunningAgent agent = site.start()) {
                assertMoves(agent, database, crontab);
                List<List<String>> before = rows(database);
                Files.writeString(crontab, CRONTAB.replace("0 3 * * *", "30 4 * * *"));
                assertTrue(dcms(0, agent, crontab, "--apply", "--enable").out().contains("schedule \"0 3 * * *\" becomes \"30 4 * * *\""));
                assertEquals(before.size(), rows(database).size());
                assertEquals(List.of(List.of("30 4 * * *", "0")),
                        database.rows("select schedule, disabled from dcms_cronjob where name like '%nightly%'"));
            }
        }
    }

    /** Its tables have no room for the signature and the options that a moved line needs: upgrade.sql makes it, under the agent. */
    @Test
    void theGoAgentsTablesAreUpgradedFirst() throws Exception {
        try (Database database = SharedServers.standard().newDatabase(SqlScript.goAgent())) {
            site = DatabaseSite.in(temp, database);
            Path crontab = Files.writeString(temp.resolve("crontab"), CRONTAB);
            try (RunningAgent agent = site.start()) {
                String refused = dcms(1, agent, crontab, "--apply").err();
                assertTrue(refused.contains("sql/upgrade.sql"), refused);
                assertEquals(List.of(), rows(database));

                database.run(SqlScript.shipped("upgrade.sql"));
                assertMoves(agent, database, crontab);
            }
        }
    }

    private void assertMoves(RunningAgent agent, Database database, Path crontab) throws Exception {
        Rest rest = agent.readyRest();
        assertTrue(dcms(0, agent, crontab, "--apply").out().contains("is added, disabled\n"));
        List<List<String>> before = rows(database);
        assertEquals(2, before.size());
        String again = dcms(0, agent, crontab, "--apply").out();
        assertEquals(2, again.lines().filter(line -> line.endsWith("is there already, disabled")).count(), again);
        assertEquals(before, rows(database));
        Map<String, Object> job = rest.jobs().stream().filter(one -> one.get("name").toString().endsWith(": nightly 备份")).findFirst()
                .orElseThrow();
        Map<String, String> row = site.awaitEnd(agent, rest.run((Long) job.get("id")));
        assertEquals(List.of("2", "it's me\nand a line\n"), List.of(row.get("status"), row.get("message")));
    }

    private static List<List<String>> rows(Database database) {
        return database.rows("select * from dcms_cronjob j join dcms_agent2job a on a.job_id = j.id order by j.id");
    }

    private Finished dcms(int exit, RunningAgent agent, Path crontab, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("import", "--dir", temp.resolve("imported").toString(), "--user", JobSpec.RUNNER));
        all.addAll(List.of(more));
        all.add(crontab.toString());
        ProcessBuilder command = site.site().dcms().command(site.site().dcms().path("bin/dcms"), all.toArray(String[]::new));
        command.environment().put("DCMS_URL", agent.readyRest().url(""));
        command.environment().put("TZ", "UTC");
        Finished run = site.site().dcms().run(command);
        assertEquals(exit, run.exit(), run::toString);
        return run;
    }
}
