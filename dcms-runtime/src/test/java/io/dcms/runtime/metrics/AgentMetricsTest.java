package io.dcms.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.JobView.LastStatus;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.schedule.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AgentMetricsTest {

    private static final Instant NOW = Instant.parse("2024-05-01T12:00:00Z");

    private final List<JobView> jobs = new ArrayList<>();
    private final List<TaskView> active = new ArrayList<>();
    private Optional<Duration> compared = Optional.of(Duration.ofSeconds(30));
    private final RunCounts counts = new RunCounts(new ToldReports(new ArrayList<>()), null, Set.of(), () -> NOW, () -> 0);
    private final AgentMetrics metrics = new AgentMetrics(counts, new Known(), () -> NOW);

    /** What the others know. */
    private final class Known implements Sources {
        @Override
        public Snapshot snapshot() {
            return Snapshots.of(jobs, active, List.of());
        }

        @Override
        public Way toStore() {
            return new Way(3, Duration.ofMillis(61_500), 40, 2);
        }

        @Override
        public Way toHooks() {
            return new Way(1, Duration.ofSeconds(5), 10, 4);
        }

        @Override
        public long toJournal() {
            return 6;
        }

        @Override
        public boolean journalWorks() {
            return false;
        }

        @Override
        public long journalBytes() {
            return 4096;
        }

        @Override
        public boolean ledgerWorks() {
            return false;
        }

        @Override
        public Jobs jobs() {
            return new Jobs(true, compared.map(Duration::getSeconds).map(Duration::ofSeconds), compared, 5);
        }

        @Override
        public ProcessUsage process() {
            return new ProcessUsage(1_714_560_000.25, 1.5, 100, 200, 20, 1024, Double.NaN);
        }

        @Override
        public String version() {
            return "1.2.3";
        }
    }

    private Set<String> lines() {
        return metrics.text().lines().collect(Collectors.toSet());
    }

    private static JobView ran(JobView job, long success, long error, long timeout, long skipped, long lastSuccess, long lastError) {
        return new JobView(job.job(), job.disabled(), job.problem(), job.plan(), success, error, timeout, skipped, "1-7", lastSuccess,
                lastError, LastStatus.KILLED, 1_714_560_000, Optional.of(Instant.ofEpochSecond(1_714_564_900)), 1_714_563_000);
    }

    @Test
    void tellsWhatTheOthersKnow() {
        Set<String> lines = lines();
        assertTrue(lines.containsAll(List.of(
                "dcms_build_info{version=\"1.2.3\",java=\"" + Runtime.version() + "\"} 1",
                "dcms_store_up 1", "dcms_store_failures_total{operation=\"read\"} 5", "dcms_store_failures_total{operation=\"report\"} 2",
                "dcms_jobs_age_seconds 30", "dcms_jobs_compared_timestamp_seconds " + (NOW.getEpochSecond() - 30),
                "dcms_reports_waiting{to=\"store\"} 3", "dcms_reports_waiting{to=\"hook\"} 1", "dcms_reports_waiting{to=\"journal\"} 6",
                "dcms_reports_oldest_age_seconds{to=\"store\"} 61.5", "dcms_reports_oldest_age_seconds{to=\"hook\"} 5",
                "dcms_reports_delivered_total{to=\"store\"} 40", "dcms_reports_delivered_total{to=\"hook\"} 10",
                "dcms_hook_failures_total 4", "dcms_journal_bytes 4096", "dcms_journal_writable 0", "dcms_ledger_writable 0",
                "process_start_time_seconds 1.71456000025E9", "process_cpu_seconds_total 1.5", "process_open_fds 20")),
                metrics::text);
    }

    @Test
    void whatIsNotKnownHasItsTypeAndNoSample() {
        compared = Optional.empty();
        Set<String> lines = lines();
        assertTrue(lines.contains("# TYPE dcms_jobs_age_seconds gauge"));
        assertTrue(lines.contains("# TYPE process_threads gauge"));
        assertFalse(metrics.text().contains("\ndcms_jobs_age_seconds "));
        assertFalse(metrics.text().contains("\nprocess_threads "));
    }

    @Test
    void aJobIsEnabledDisabledOrBad() {
        jobs.add(Snapshots.job(TestJobs.planned(1, "* * * * *")));
        jobs.add(Snapshots.job(TestJobs.planned(2, "* * * * *")));
        jobs.add(Snapshots.job(TestJobs.planned(TestJobs.job(3, "* * * * *").disabled(true))));
        jobs.add(Snapshots.bad(TestJobs.job(4, "x").disabled(true).build(), "no schedule"));
        active.add(Snapshots.task("1-7", TaskStatus.READY, "", true));
        active.add(Snapshots.task("2-7", TaskStatus.RUNNING, "", true));
        active.add(Snapshots.task("3-7", TaskStatus.TIMEOUT, "", true));
        assertTrue(lines().containsAll(List.of("dcms_jobs{state=\"enabled\"} 2", "dcms_jobs{state=\"disabled\"} 1",
                "dcms_jobs{state=\"bad\"} 1", "dcms_tasks{state=\"running\"} 2", "dcms_tasks{state=\"waiting\"} 1")), metrics::text);
    }

    @Test
    void aJobHasWhatRestShowsOfIt() {
        JobView named = Snapshots.job(TestJobs.planned(TestJobs.job(7, "* * * * *").name("nightly \"backup\"")));
        jobs.add(ran(named, 5, 2, 1, 9, 1_714_564_000, 1_714_563_000));
        jobs.add(Snapshots.job(TestJobs.planned(8, "@reboot")));
        String seven = "{job_id=\"7\",job_name=\"nightly \\\"backup\\\"\"";
        Set<String> lines = lines();
        assertTrue(lines.containsAll(List.of("dcms_job_runs_total" + seven + ",status=\"success\"} 5",
                "dcms_job_runs_total" + seven + ",status=\"error\"} 2", "dcms_job_runs_total" + seven + ",status=\"timeout\"} 1",
                "dcms_job_skips_total" + seven + "} 9", "dcms_job_last_status" + seven + "} 4",
                "dcms_job_last_end_timestamp_seconds" + seven + "} 1714564000",
                "dcms_job_last_success_timestamp_seconds" + seven + "} 1714564000",
                "dcms_job_next_fire_timestamp_seconds" + seven + "} 1714564900")), metrics::text);
        assertEquals(4, lines.stream().filter(line -> line.contains("job_id=\"8\"")).count(), "what has not happened has no sample");
    }

    @Test
    void tellsWhichJobsAreOverdueOfThoseThatCanBe() {
        JobView owing = Snapshots.job(TestJobs.planned(7, "* * * * *", "{\"expect_within\":60}"));
        jobs.add(ran(owing, 0, 0, 0, 0, 0, 0));
        jobs.add(Snapshots.job(TestJobs.planned(8, "* * * * *", "{\"expect_within\":60}")));
        jobs.add(Snapshots.job(TestJobs.planned(9, "* * * * *")));
        Set<String> lines = lines();
        assertTrue(lines.containsAll(List.of("dcms_jobs_overdue 1", "dcms_job_overdue{job_id=\"7\",job_name=\"job-7\"} 1",
                "dcms_job_overdue{job_id=\"8\",job_name=\"job-8\"} 0", "dcms_overdues_total 0")), metrics::text);
        assertFalse(metrics.text().contains("dcms_job_overdue{job_id=\"9\""));
    }

    @Test
    void moreJobsThanAFleetCanBearHaveNoSeriesOfTheirOwn() {
        for (long id = 1; id <= AgentMetrics.MOST_JOBS; id++) {
            jobs.add(Snapshots.job(TestJobs.planned(id, "* * * * *")));
        }
        assertTrue(lines().contains("dcms_job_series_left_out 0"));
        assertTrue(metrics.text().contains("job_id=\"500\""));
        jobs.add(Snapshots.job(TestJobs.planned(501, "* * * * *")));
        assertTrue(lines().contains("dcms_job_series_left_out 501"));
        assertTrue(lines().contains("dcms_jobs{state=\"enabled\"} 501"));
        assertFalse(metrics.text().contains("job_id="));
        assertTrue(lines().contains("# TYPE dcms_job_runs_total counter"));
    }

    @Test
    void noSampleIsThereTwiceAndEachIsWithItsFamily() {
        jobs.add(ran(Snapshots.job(TestJobs.planned(7, "* * * * *")), 1, 1, 1, 1, 1, 1));
        List<String> samples = metrics.text().lines().filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
        assertEquals(samples.size(), Set.copyOf(samples).size());
        String family = "";
        for (String line : metrics.text().lines().toList()) {
            family = line.startsWith("# TYPE ") ? line.split(" ")[2] : family;
            assertTrue(line.startsWith("#") || line.startsWith(family), line);
        }
    }
}
