package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /metrics} of a live agent, and what is shipped to watch it with: judged by Prometheus's own tool. */
@NeedsRoot
final class MetricsIT {
    private static final String EACH_SECOND = "* * * * * * *";
    private static final Pattern METRIC = Pattern.compile("\\b(?:dcms|process)_[a-z_]+\\b");
    private static final Path ALERTS_TEST = Path.of("src/test/monitoring/alerts-test.yml").toAbsolutePath();

    @TempDir
    private Path temp;
    private AgentSite site;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
    }

    @Test
    @OnNewestJdkToo
    void countsWhatRestTells() throws Exception {
        Promtool promtool = Promtool.available();
        Path good = site.program("good", "#!/bin/sh\n");
        Path bad = site.program("bad", "#!/bin/sh\nexit 3\n");
        Path gate = site.waitingProgram("gate");
        try (HookReceiver receiver = new HookReceiver()) {
            site.jobs(JobSpec.of(1, "good", good),
                    JobSpec.of(2, "bad", bad).with("hook", receiver.at("/hook")),
                    JobSpec.of(3, "slow", gate).with("timeout", 1).with("timeout_trigger", 1),
                    JobSpec.of(4, "patient", gate).with("schedule", EACH_SECOND),
                    JobSpec.of(5, "a \"refused\"\\\njob 备份", good).with("signature", "0".repeat(32)),
                    JobSpec.of(6, "victim", gate),
                    JobSpec.of(7, "nonsense", good).with("schedule", "now and then"),
                    JobSpec.of(8, "off", good).with("disabled", true));
            try (RunningAgent agent = site.start()) {
                Rest rest = agent.readyRest();
                receiver.setBroken(true);
                for (long job : new long[] {1, 1, 1, 2, 2, 5}) {
                    site.awaitEnd(agent, rest.run(job));
                }
                site.awaitEnd(agent, rest.run(3));
                String victim = rest.run(6);
                agent.await("it was started", () -> !site.results(victim).isEmpty());
                rest.send("DELETE", "/tasks/" + victim).data();
                site.awaitEnd(agent, victim);
                agent.await("fires were skipped", () -> (Long) rest.job(4).get("skip_count") >= 3);
                rest.send("DELETE", "/jobs/4").data();
                agent.await("the hook failed", () -> scrape(rest).count("dcms_hook_failures_total") > 0);
                assertBusy(scrape(rest));
                receiver.setBroken(false);
                site.open("gate");
                agent.await("all is over and told", () -> isOver(rest));
                Scrape scrape = scrape(rest);
                assertTotals(scrape, rest, receiver);
                rest.jobs().forEach(job -> assertJob(scrape, job));
                assertProcess(scrape, agent);
                Finished check = promtool.run(temp, scrape.text(), "check", "metrics");
                assertEquals("", check.out() + check.err());
                assertEquals(0, check.exit());
                assertShippedFilesFit(scrape);
            }
        }
    }

    @Test
    void aRunThatIsTakenOverIsNoStartAndTheStoreThatIsGoneIsDown() throws Exception {
        site.jobs(JobSpec.of(1, "long", site.waitingProgram("gate")), JobSpec.of(2, "good", site.program("good", "#!/bin/sh\n")));
        try (RunningAgent first = site.start()) {
            Rest rest = first.readyRest();
            String task = rest.run(1);
            first.await("it was started", () -> !site.results(task).isEmpty());
            first.await("it is counted", () -> scrape(rest).count("dcms_task_starts_total") == 1);
            first.kill();
        }
        try (RunningAgent second = site.start("-probe_time=1")) {
            Rest rest = second.readyRest();
            second.await("it is taken over", () -> scrape(rest).count("dcms_task_adoptions_total") == 1);
            assertEquals(0, scrape(rest).count("dcms_task_starts_total"));
            assertEquals(1, scrape(rest).count("dcms_tasks{state=\"running\"}"));
            assertEquals(1, scrape(rest).count("dcms_store_up"));
            double compared = scrape(rest).value("dcms_jobs_compared_timestamp_seconds");
            site.jobsText("{");
            second.await("the store is down", () -> scrape(rest).count("dcms_store_up") == 0);
            assertTrue(scrape(rest).count("dcms_store_failures_total{operation=\"read\"}") > 0);
            assertEquals(compared, scrape(rest).value("dcms_jobs_compared_timestamp_seconds"), 1);
            site.jobs(JobSpec.of(2, "good", site.path("good")));
            second.await("the store is up", () -> scrape(rest).count("dcms_store_up") == 1);
            second.await("a job is gone", () -> scrape(rest).count("dcms_jobs{state=\"enabled\"}") == 1);
            site.open("gate");
            second.await("it has ended", () -> scrape(rest).count("dcms_task_ends_total{status=\"success\"}") == 1);
            assertEquals(1, scrape(rest).count("dcms_task_duration_seconds_count"));
            assertEquals(0, scrape(rest).count("dcms_task_lateness_seconds_count"));
        }
    }

    private static Scrape scrape(Rest rest) throws Exception {
        Rest.Answer answer = rest.get("/metrics");
        assertEquals(200, answer.status(), answer::body);
        assertEquals("", rest.send("HEAD", "/metrics").body());
        return new Scrape(answer.body());
    }

    private static boolean isOver(Rest rest) throws Exception {
        Object health = rest.get("/health").json().get("data");
        return rest.tasks().isEmpty() && PlainJson.object(health).get("waiting_reports").equals(0L);
    }

    private static void assertBusy(Scrape scrape) {
        assertEquals(1, scrape.count("dcms_tasks{state=\"running\"}"));
        assertEquals(2, scrape.count("dcms_reports_waiting{to=\"hook\"}"), "both ends of the bad job");
        assertTrue(scrape.value("dcms_reports_oldest_age_seconds{to=\"hook\"}") > 0);
        assertEquals(3, scrape.count("dcms_job_last_status{job_id=\"4\",job_name=\"patient\"}"));
    }

    private void assertTotals(Scrape scrape, Rest rest, HookReceiver receiver) throws Exception {
        List<Map<String, Object>> jobs = rest.jobs();
        assertEquals(8, scrape.count("dcms_task_starts_total"), "three good, two bad, one each of slow, patient and the victim");
        assertEquals(0, scrape.count("dcms_task_adoptions_total"));
        assertEquals(4, ends(scrape, "success"));
        assertEquals(3, ends(scrape, "failed"), "two bad, one refused");
        assertEquals(1, ends(scrape, "timeout"));
        assertEquals(1, ends(scrape, "killed"));
        assertEquals(sum(jobs, "success_count"), ends(scrape, "success"));
        assertEquals(sum(jobs, "error_count"), ends(scrape, "failed") + ends(scrape, "killed"));
        assertEquals(sum(jobs, "timeout_count"), ends(scrape, "timeout"));
        assertTrue(skipped(scrape, "overlap") >= 3);
        assertEquals(sum(jobs, "skip_count"), skipped(scrape, "overlap") + skipped(scrape, "missed"), "missed, if the machine stood still");
        for (String reason : List.of("disabled", "replaced", "too_many", "other")) {
            assertEquals(0, skipped(scrape, reason), reason);
        }
        assertEquals(1, scrape.count("dcms_task_lateness_seconds_count"), "one run was a fire");
        assertEquals(1, scrape.count("dcms_task_lateness_seconds_bucket{le=\"+Inf\"}"));
        assertEquals(8, scrape.count("dcms_task_duration_seconds_count"), "all that have started");
        assertTrue(scrape.value("dcms_task_duration_seconds_sum") >= 1, "one ran into its timeout of a second");
        assertEquals(5, scrape.count("dcms_jobs{state=\"enabled\"}"));
        assertEquals(2, scrape.count("dcms_jobs{state=\"disabled\"}"));
        assertEquals(1, scrape.count("dcms_jobs{state=\"bad\"}"));
        assertEquals(0, scrape.count("dcms_tasks{state=\"running\"}") + scrape.count("dcms_tasks{state=\"waiting\"}"));
        assertEquals(site.results().size(), scrape.count("dcms_reports_delivered_total{to=\"store\"}"));
        assertEquals(receiver.all().size(), scrape.count("dcms_reports_delivered_total{to=\"hook\"}"));
        assertEquals(2, receiver.all().size());
        assertEquals(receiver.refused().size(), scrape.count("dcms_hook_failures_total"));
        assertEquals(0, scrape.count("dcms_reports_waiting{to=\"store\"}") + scrape.count("dcms_reports_waiting{to=\"hook\"}"));
        assertEquals(0, scrape.value("dcms_reports_oldest_age_seconds{to=\"store\"}"));
        assertEquals(0, scrape.value("dcms_reports_oldest_age_seconds{to=\"hook\"}"));
        assertEquals(1, scrape.count("dcms_store_up"));
        assertEquals(1, scrape.count("dcms_journal_writable"));
        assertEquals(1, scrape.count("dcms_ledger_writable"));
        assertEquals(0, scrape.count("dcms_store_failures_total{operation=\"read\"}"));
        assertTrue(scrape.value("dcms_journal_bytes") > 0);
        Map<String, Object> version = PlainJson.object(rest.get("/version").data());
        assertEquals(1, scrape.count("dcms_build_info{version=\"" + version.get("version") + "\",java=\"" + version.get("java") + "\"}"));
    }

    private static long skipped(Scrape scrape, String reason) {
        return scrape.count("dcms_fires_skipped_total{reason=\"" + reason + "\"}");
    }

    private static long ends(Scrape scrape, String status) {
        return scrape.count("dcms_task_ends_total{status=\"" + status + "\"}");
    }

    private static long sum(List<Map<String, Object>> jobs, String field) {
        return jobs.stream().mapToLong(job -> (Long) job.get(field)).sum();
    }

    private static void assertJob(Scrape scrape, Map<String, Object> job) {
        String name = ((String) job.get("name")).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        String labels = "{job_id=\"" + job.get("id") + "\",job_name=\"" + name + "\"";
        for (String status : List.of("success", "error", "timeout")) {
            assertEquals(job.get(status + "_count"), scrape.count("dcms_job_runs_total" + labels + ",status=\"" + status + "\"}"));
        }
        assertEquals(job.get("skip_count"), scrape.count("dcms_job_skips_total" + labels + "}"));
        if (job.get("last_task_id").equals("")) {
            assertFalse(scrape.has("dcms_job_last_status" + labels + "}"));
            assertFalse(scrape.has("dcms_job_last_end_timestamp_seconds" + labels + "}"));
        } else {
            assertEquals(job.get("last_status"), scrape.count("dcms_job_last_status" + labels + "}"));
            assertEquals(Math.max((Long) job.get("last_success_at"), (Long) job.get("last_error_at")),
                    scrape.count("dcms_job_last_end_timestamp_seconds" + labels + "}"));
        }
    }

    private static void assertProcess(Scrape scrape, RunningAgent agent) throws Exception {
        double now = Instant.now().toEpochMilli() / 1e3;
        double started = scrape.value("process_start_time_seconds");
        assertTrue(started > now - 3600 && started < now, () -> started + " is no moment of this test");
        assertTrue(scrape.value("dcms_jobs_compared_timestamp_seconds") > started - 1);
        assertTrue(scrape.value("dcms_jobs_age_seconds") < now - started + 1);
        assertTrue(scrape.value("process_cpu_seconds_total") > 0);
        assertTrue(scrape.value("process_resident_memory_bytes") > 10e6);
        assertTrue(scrape.value("process_open_fds") > 5 && scrape.value("process_open_fds") < scrape.value("process_max_fds"));
        assertTrue(scrape.value("process_threads") > 5);
        String limits = Files.readString(Path.of("/proc/" + agent.pid() + "/limits"));
        assertTrue(Pattern.compile("Max open files +" + scrape.count("process_max_fds") + " ").matcher(limits).find(), limits);
    }

    /** What the shipped files and the page of metrics name is there, and the page leaves nothing out. */
    private void assertShippedFilesFit(Scrape scrape) throws Exception {
        for (String file : List.of("monitoring/alerts.yml", "monitoring/dashboard.json")) {
            Set<String> named = metrics(Files.readString(site.dcms().path(file)));
            assertTrue(named.size() > 5, file);
            assertEquals(Set.of(), named.stream().filter(name -> !scrape.knows(name)).collect(Collectors.toSet()), file);
        }
        String page = Files.readString(site.dcms().path("docs/monitoring.md"));
        Set<String> described = page.lines().filter(line -> line.startsWith("| `dcms_") || line.startsWith("| `process_"))
                .flatMap(line -> metrics(line.split("\\|")[1]).stream()).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(scrape.names(), described, "the table of docs/monitoring.md");
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(result -> result.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theAlertsAreGoodRulesAndEachIsFiredOnce() throws Exception {
        Promtool promtool = Promtool.available();
        Path alerts = Files.copy(site.dcms().path("monitoring/alerts.yml"), temp.resolve("alerts.yml"));
        Path test = Files.copy(ALERTS_TEST, temp.resolve("alerts-test.yml"));
        Finished check = promtool.run(temp, "", "check", "rules", alerts.toString());
        assertEquals(0, check.exit(), check::toString);
        Finished tested = promtool.run(temp, "", "test", "rules", test.toString());
        assertEquals(0, tested.exit(), tested::toString);
        Set<String> all = names(Files.readString(alerts), "- alert: (\\w+)");
        assertTrue(all.size() > 5, all::toString);
        assertEquals(all, names(Files.readString(test), "alertname: (\\w+)\n +exp_alerts:\n"), "alerts that a test fires");
        assertEquals(all, names(Files.readString(test), "alertname: (\\w+), exp_alerts: \\[\\]"), "alerts that a test finds silent");
    }

    private static Set<String> names(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(result -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theDashboardIsJsonWithPanelsThatAskForSomething() throws Exception {
        Map<String, Object> dashboard = PlainJson.object(PlainJson.parse(Files.readString(site.dcms().path("monitoring/dashboard.json"))));
        List<Map<String, Object>> panels = PlainJson.objects(dashboard.get("panels"));
        assertTrue(panels.size() > 10);
        assertEquals(panels.size(), panels.stream().map(panel -> panel.get("id")).distinct().count());
        for (Map<String, Object> panel : panels) {
            List<Map<String, Object>> targets = PlainJson.objects(panel.get("targets"));
            assertFalse(targets.isEmpty(), () -> panel.get("title") + " asks for nothing");
            targets.forEach(target -> assertTrue(METRIC.matcher((String) target.get("expr")).find()
                    || ((String) target.get("expr")).contains("up{"), target::toString));
        }
    }
}
