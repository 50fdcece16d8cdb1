package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large fleet's database: 10,000 jobs on this agent's host, and a thousand other hosts that share them. */
@NeedsRoot
final class DatabaseScaleIT {
    private static final int JOBS = 10_000;
    private static final int OTHER_HOSTS = 1_000;
    private static final int JOBS_A_HOST = 50;

    @TempDir
    Path temp;

    @Test
    void aHostsTenThousandJobsAreInForceAndOneMoreIsFound() throws Exception {
        try (Database database = SharedServers.standard().newDatabase(SqlScript.shipped("agent.sql"))) {
            DatabaseSite site = DatabaseSite.in(temp, database);
            Path program = site.site().program("quick.sh", "#!/bin/sh\necho quick\n");
            fill(database, program);
            try (RunningAgent agent = site.start("-probe_time=1")) {
                Rest rest = agent.readyRest();
                assertEquals((long) JOBS, PlainJson.object(rest.get("/health").json().get("data")).get("jobs"));

                site.jobs(JobSpec.of(JOBS + 1, "one more", program).with("create_at", 1L));
                agent.await("it was found", () -> rest.get("/jobs/" + (JOBS + 1)).status() == 200);
                assertEquals("2", site.awaitEnd(agent, rest.run(JOBS + 1)).get("status"));

                database.execute("delete from dcms_agent2job where host = '" + DatabaseSite.HOST + "' and job_id = 1");
                agent.await("it was gone", () -> rest.get("/jobs/1").status() == 404);
            }
        }
    }

    private static void fill(Database database, Path program) throws Exception {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            String signature = JobSpec.md5(program);
            try (PreparedStatement job = connection.prepareStatement("insert into dcms_cronjob"
                    + " (id, name, executor, signature, runner, schedule, create_at) values (?, ?, ?, ?, ?, ?, 1700000000)")) {
                for (int id = 1; id <= JOBS; id++) {
                    job.setInt(1, id);
                    job.setString(2, "job " + id);
                    job.setString(3, program.toString());
                    job.setString(4, signature);
                    job.setString(5, JobSpec.RUNNER);
                    job.setString(6, JobSpec.NEVER);
                    job.addBatch();
                }
                job.executeBatch();
            }
            try (PreparedStatement place = connection.prepareStatement("insert into dcms_agent2job (host, job_id) values (?, ?)")) {
                for (int id = 1; id <= JOBS; id++) {
                    place.setString(1, DatabaseSite.HOST);
                    place.setInt(2, id);
                    place.addBatch();
                }
                for (int n = 0; n < OTHER_HOSTS * JOBS_A_HOST; n++) {
                    place.setString(1, "web" + n / JOBS_A_HOST);
                    place.setInt(2, n % JOBS + 1);
                    place.addBatch();
                }
                place.executeBatch();
            }
            connection.commit();
        }
    }
}
