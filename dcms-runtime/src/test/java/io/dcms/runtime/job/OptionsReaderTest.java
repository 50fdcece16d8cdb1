package io.dcms.runtime.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OptionsReaderTest {

    private static JobOptions read(String json) {
        List<String> problems = new ArrayList<>();
        JobOptions options = new OptionsReader(problems).read(json);
        assertEquals(List.of(), problems);
        return options;
    }

    private static List<String> problems(String json) {
        List<String> problems = new ArrayList<>();
        new OptionsReader(problems).read(json);
        return problems;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{}", " { } "})
    void nothingMeansTheDefaults(String json) {
        assertEquals(JobOptions.DEFAULTS, read(json));
    }

    private static Stream<Arguments> values() {
        return Stream.of(
                row("{\"timezone\":\"Asia/Shanghai\"}", JobOptions::timezone, Optional.of(ZoneId.of("Asia/Shanghai"))),
                row("{\"timezone\":\"+08:00\"}", JobOptions::timezone, Optional.of(ZoneId.of("+08:00"))),
                row("{\"overlap\":\"skip\"}", JobOptions::overlap, Overlap.SKIP),
                row("{\"overlap\":\"queue\"}", JobOptions::overlap, new Overlap(Overlap.Policy.QUEUE, 1)),
                row("{\"overlap\":\"replace\"}", JobOptions::overlap, new Overlap(Overlap.Policy.REPLACE, 1)),
                row("{\"overlap\":\"parallel:1\"}", JobOptions::overlap, new Overlap(Overlap.Policy.PARALLEL, 1)),
                row("{\"overlap\":\"parallel:1000\"}", JobOptions::overlap, new Overlap(Overlap.Policy.PARALLEL, 1000)),
                row("{\"misfire\":\"once\"}", JobOptions::misfire, Misfire.ONCE),
                row("{\"misfire\":\"skip\"}", JobOptions::misfire, Misfire.SKIP),
                row("{\"misfire\":\"all\"}", JobOptions::misfire, Misfire.ALL),
                row("{\"jitter\":0}", JobOptions::jitter, Duration.ZERO),
                row("{\"jitter\":86400}", JobOptions::jitter, Duration.ofDays(1)),
                row("{\"retries\":0}", JobOptions::retries, 0),
                row("{\"retries\":100}", JobOptions::retries, 100),
                row("{\"retry_delay\":0}", JobOptions::retryDelay, Duration.ZERO),
                row("{\"retry_delay\":86400}", JobOptions::retryDelay, Duration.ofDays(1)),
                row("{\"kill_grace\":0}", JobOptions::killGrace, Duration.ZERO),
                row("{\"kill_grace\":3600}", JobOptions::killGrace, Duration.ofHours(1)),
                row("{\"env\":{}}", JobOptions::env, Map.of()),
                row("{\"env\":{\"A_1\":\"x=y\\n\",\"_b\":\"\",\"PATH\":\"/opt\"}}", JobOptions::env,
                        Map.of("A_1", "x=y\n", "_b", "", "PATH", "/opt")),
                row("{\"cwd\":\"/\"}", JobOptions::cwd, Optional.of("/")),
                row("{\"cwd\":\"/a b/中\"}", JobOptions::cwd, Optional.of("/a b/中")),
                row("{\"log_max\":1}", JobOptions::logMax, 1L),
                row("{\"log_max\":9223372036854775807}", JobOptions::logMax, Long.MAX_VALUE),
                row("{\"hook_on\":\"all\"}", JobOptions::hookOn, HookOn.ALL),
                row("{\"hook_on\":\"failure\"}", JobOptions::hookOn, HookOn.FAILURE),
                row("{\"hook_on\":\"change\"}", JobOptions::hookOn, HookOn.CHANGE),
                row("{\"expect_within\":0}", JobOptions::expectWithin, Duration.ZERO),
                row("{\"expect_within\":1}", JobOptions::expectWithin, Duration.ofSeconds(1)),
                row("{\"expect_within\":2592000}", JobOptions::expectWithin, Duration.ofDays(30)));
    }

    private static Arguments row(String json, Function<JobOptions, Object> part, Object expected) {
        return Arguments.of(json, part, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void reads(String json, Function<JobOptions, Object> part, Object expected) {
        assertEquals(expected, part.apply(read(json)));
    }

    /** The essentials of the message, each to be found in the one problem. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = " => ", quoteCharacter = '\1', value = {
        "[] => options: ;a JSON object is expected",
        "\"x\" => options: ;a JSON object is expected",
        "{\"a\" => options: ;line 1",
        "{\"overlapp\":\"skip\"} => unknown key \"overlapp\";did you mean \"overlap\"?",
        "{\"LOG_MAX\":1} => unknown key \"LOG_MAX\";did you mean \"log_max\"?",
        "{\"zzz\":1} => unknown key \"zzz\";there are timezone, overlap",
        "{\"timezone\":\"Asia/Shangai\"} => options.timezone: \"Asia/Shangai\";did you mean \"Asia/Shanghai\"?",
        "{\"timezone\":\"\"} => options.timezone: \"\";a zone such as",
        "{\"timezone\":8} => options.timezone: a number: give a string",
        "{\"overlap\":\"que\"} => options.overlap: \"que\";skip, queue, replace or parallel:N",
        "{\"overlap\":\"quue\"} => options.overlap: \"quue\";did you mean \"queue\"?",
        "{\"overlap\":\"parallel\"} => options.overlap: \"parallel\";from 1 to 1000",
        "{\"overlap\":\"parallel:0\"} => options.overlap: \"parallel:0\"",
        "{\"overlap\":\"parallel:1001\"} => options.overlap: \"parallel:1001\"",
        "{\"overlap\":\"parallel:99999999999\"} => options.overlap: \"parallel:99999999999\"",
        "{\"overlap\":\"parallel:-1\"} => options.overlap: \"parallel:-1\"",
        "{\"overlap\":\"parallel:٣\"} => options.overlap: \"parallel:٣\"",
        "{\"misfire\":\"skipp\"} => options.misfire: \"skipp\": give once, skip, all;did you mean \"skip\"?",
        "{\"misfire\":\"ALL\"} => options.misfire: \"ALL\";did you mean \"all\"?",
        "{\"jitter\":-1} => options.jitter: -1: give a whole number from 0 to 86400",
        "{\"jitter\":86401} => options.jitter: 86401: give a whole number from 0 to 86400",
        "{\"jitter\":1.5} => options.jitter: 1.5",
        "{\"jitter\":1e2} => options.jitter: 1e2",
        "{\"jitter\":1e999999999} => options.jitter: 1e999999999",
        "{\"jitter\":\"5\"} => options.jitter: a string: give a whole number",
        "{\"retries\":101} => options.retries: 101: give a whole number from 0 to 100",
        "{\"retries\":4294967296} => options.retries: 4294967296",
        "{\"retries\":99999999999999999999} => options.retries: 99999999999999999999",
        "{\"retry_delay\":86401} => options.retry_delay: 86401",
        "{\"kill_grace\":3601} => options.kill_grace: 3601: give a whole number from 0 to 3600",
        "{\"kill_grace\":null} => options.kill_grace: null",
        "{\"env\":[]} => options.env: ;an object of strings",
        "{\"env\":{\"A\":1}} => options.env.A: a number: give a string",
        "{\"env\":{\"A\":\"\\u0000\"}} => options.env.A: a text with a NUL",
        "{\"env\":{\"1A\":\"\"}} => options.env: \"1A\";a name of letters",
        "{\"env\":{\"A=B\":\"\"}} => options.env: \"A=B\"",
        "{\"env\":{\"\":\"\"}} => options.env: \"\"",
        "{\"env\":{\"É\":\"\"}} => options.env: \"É\"",
        "{\"env\":{\"DCMS_X\":\"\"}} => options.env: \"DCMS_X\";set by the agent",
        "{\"cwd\":\"a\"} => options.cwd: \"a\": give an absolute path",
        "{\"cwd\":\"\"} => options.cwd: \"\": give an absolute path",
        "{\"cwd\":\"/\\u0000\"} => options.cwd: ;an absolute path",
        "{\"log_max\":0} => options.log_max: 0: give a whole number from 1 on",
        "{\"log_max\":9223372036854775808} => options.log_max: 9223372036854775808",
        "{\"hook_on\":\"failures\"} => options.hook_on: \"failures\": give all, failure, change;did you mean \"failure\"?",
        "{\"expect_within\":-1} => options.expect_within: -1: give a whole number from 0 to 2592000",
        "{\"expect_within\":2592001} => options.expect_within: 2592001: give a whole number from 0 to 2592000",
        "{\"expect_within\":\"1h\"} => options.expect_within: a string: give a whole number"})
    void refuses(String json, String essentials) {
        List<String> problems = problems(json);
        assertEquals(1, problems.size(), problems::toString);
        for (String part : essentials.split(";")) {
            assertTrue(problems.get(0).contains(part), () -> problems + " should say <" + part + ">");
        }
    }

    @Test
    void findsAllThatIsWrongAtOnceInTheOrderOfTheOptions() {
        List<String> problems = problems("""
                {"hook_on":1, "jitter":-1, "x":2, "env":{"DCMS_A":"", "B":3, "C":"fine"}, "retries":101, "cwd":"here"}""");
        assertEquals(List.of("options: unknown key \"x\"", "options.jitter", "options.retries", "options.env", "options.env.B",
                "options.cwd", "options.hook_on"),
                problems.stream().map(problem -> problem.replaceFirst("(?<!options): .*", "")).toList());
    }

    @Test
    void whatIsWrongHasItsDefaultAndTheRestItsValue() {
        List<String> problems = new ArrayList<>();
        JobOptions options = new OptionsReader(problems).read("{\"retries\":-1, \"jitter\":5}");
        assertEquals(JobOptions.DEFAULTS.retries(), options.retries());
        assertEquals(Duration.ofSeconds(5), options.jitter());
    }
}
