package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes a live agent: each query of the dashboard and each alert finds the series that it names, with the
 * labels and values of labels that it names.
 */
@NeedsRoot
final class PrometheusIT {
    /** A series as a query names it, {@code up{job="dcms"}}. */
    private static final Pattern SERIES = Pattern.compile("\\b(?:up|(?:dcms|process)_[a-z_]+)\\b(?:\\{[^}]*})?");
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{([a-z_]+)}}");

    @TempDir
    private Path temp;

    /** @param legend what Grafana calls what it finds, with labels in double braces */
    private record Query(String of, String text, String legend) {
    }

    @Test
    void eachQueryOfTheDashboardAndTheAlertsFindsWhatItNames() throws Exception {
        AgentSite site = AgentSite.in(temp);
        site.jobs(JobSpec.of(1, "good", site.program("good", "#!/bin/sh\n")).with("options", Map.of("expect_within", 60)),
                JobSpec.of(2, "bad", site.program("bad", "#!/bin/sh\nexit 3\n")));
        Path alerts = site.dcms().path("monitoring/alerts.yml");
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            site.awaitEnd(agent, rest.run(1));
            site.awaitEnd(agent, rest.run(2));
            try (Prometheus prometheus = Prometheus.watching(rest, alerts, temp.resolve("prometheus"))) {
                Await.until("it is ready", prometheus::isReady);
                Await.until("it has scraped", () -> prometheus.find("count_over_time(up{job=\"dcms\"}[1m]) > 3").size() == 1);
                assertEquals("1", value(prometheus.find("up{job=\"dcms\"}").get(0)));
                List<Query> queries = dashboard(Files.readString(site.dcms().path("monitoring/dashboard.json")));
                assertTrue(queries.size() > 20, queries::toString);
                for (Query query : queries) {
                    assertFindsSeries(prometheus, query.of, query.text);
                    assertFinds(prometheus, query);
                }
                assertRules(prometheus);
            }
        }
    }

    private static String value(Map<String, Object> found) {
        return (String) ((List<?>) found.get("value")).get(1);
    }

    /** All that the dashboard asks, with what Grafana would put in the place of its variables. */
    private static List<Query> dashboard(String text) {
        String asked = text.replace("$__rate_interval", "1m").replace("$instance", ".*");
        Map<String, Object> dashboard = PlainJson.object(PlainJson.parse(asked));
        List<Query> queries = new ArrayList<>();
        for (Map<String, Object> panel : PlainJson.objects(dashboard.get("panels"))) {
            for (Map<String, Object> target : PlainJson.objects(panel.get("targets"))) {
                queries.add(new Query("panel " + panel.get("title"), (String) target.get("expr"),
                        (String) target.getOrDefault("legendFormat", "")));
            }
        }
        for (Map<String, Object> variable : PlainJson.objects(PlainJson.object(dashboard.get("templating")).get("list"))) {
            Matcher labels = Pattern.compile("label_values\\((\\w+), (\\w+)\\)").matcher(String.valueOf(variable.get("definition")));
            if (labels.matches()) {
                queries.add(new Query("variable " + variable.get("name"), labels.group(1), "{{" + labels.group(2) + "}}"));
            }
        }
        return queries;
    }

    private static void assertFinds(Prometheus prometheus, Query query) throws Exception {
        List<Map<String, Object>> found = awaitSome(prometheus, query.of, query.text);
        Set<String> labels = new LinkedHashSet<>();
        LEGEND_LABEL.matcher(query.legend).results().forEach(label -> labels.add(label.group(1)));
        for (Map<String, Object> one : found) {
            assertTrue(PlainJson.object(one.get("metric")).keySet().containsAll(labels), () -> query + " finds " + one);
        }
    }

    private static void assertFindsSeries(Prometheus prometheus, String of, String query) throws Exception {
        List<String> named = SERIES.matcher(query).results().map(result -> result.group()).toList();
        assertTrue(!named.isEmpty(), () -> of + " names no series: " + query);
        for (String series : named) {
            awaitSome(prometheus, of, series);
        }
    }

    /** A scrape that took too long leaves a gap, in which there is nothing. */
    private static List<Map<String, Object>> awaitSome(Prometheus prometheus, String of, String query) throws Exception {
        List<Map<String, Object>> found = new ArrayList<>();
        Await.until(of + " found " + query, () -> found.addAll(prometheus.find(query)));
        return found;
    }

    private static void assertRules(Prometheus prometheus) throws Exception {
        Await.until("each alert was evaluated",
                () -> prometheus.rules().stream().noneMatch(rule -> rule.get("health").equals("unknown")));
        List<Map<String, Object>> rules = prometheus.rules();
        assertTrue(rules.size() > 10, rules::toString);
        for (Map<String, Object> rule : rules) {
            assertEquals("ok", rule.get("health"), rule::toString);
            assertFindsSeries(prometheus, "alert " + rule.get("name"), (String) rule.get("query"));
        }
    }
}
