package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Prometheus that scrapes an agent and evaluates rules, several times in a second. */
final class Prometheus implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("msg=\"Listening on\".* address=127\\.0\\.0\\.1:([0-9]+)");

    private final Process process;
    private final Rest api;

    private Prometheus(Process process, Rest api) {
        this.process = process;
        this.api = api;
    }

    /** @param folder takes its files; new */
    static Prometheus watching(Rest agent, Path rules, Path folder) throws Exception {
        Files.createDirectory(folder);
        Path config = Files.writeString(folder.resolve("prometheus.yml"), """
                global:
                  scrape_interval: 200ms
                  evaluation_interval: 200ms
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: dcms
                    static_configs:
                      - targets: ["127.0.0.1:%d"]
                """.formatted(rules, agent.port()));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(Promtool.program("prometheus").toString(), "--config.file=" + config,
                "--web.listen-address=127.0.0.1:0", "--storage.tsdb.path=" + folder.resolve("data"))
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            Await.until("prometheus listens", () -> !process.isAlive() || LISTENS.matcher(Files.readString(log)).find(),
                    () -> ": " + log(log));
            Matcher address = LISTENS.matcher(Files.readString(log));
            if (!address.find()) {
                throw new AssertionError("prometheus has ended: " + log(log));
            }
            return new Prometheus(process, new Rest(Integer.parseInt(address.group(1))));
        } catch (Exception | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String log(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** What a query finds now, each with its {@code metric}: the labels. */
    List<Map<String, Object>> find(String query) throws Exception {
        return PlainJson.objects(data("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)).get("result"));
    }

    /** The rules with their {@code health} and {@code lastError}. */
    List<Map<String, Object>> rules() throws Exception {
        return PlainJson.objects(data("/api/v1/rules").get("groups")).stream()
                .flatMap(group -> PlainJson.objects(group.get("rules")).stream()).toList();
    }

    /** Before all is loaded it answers with 503. */
    boolean isReady() throws Exception {
        return api.get("/-/ready").status() == 200;
    }

    private Map<String, Object> data(String path) throws Exception {
        Rest.Answer answer = api.get(path);
        assertEquals(200, answer.status(), () -> path + ": " + answer.body());
        return PlainJson.object(answer.json().get("data"));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
