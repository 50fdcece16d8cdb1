package io.dcms.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of Go's flag package, and what is said about anything else. */
class CommandLineTest {

    static Stream<Arguments> forms() {
        return Stream.of(
                accepted("one dash and =", Map.of(Flag.PORT, "1"), "-port=1"),
                accepted("two dashes and =", Map.of(Flag.PORT, "1"), "--port=1"),
                accepted("one dash and a value", Map.of(Flag.PORT, "1"), "-port", "1"),
                accepted("two dashes and a value", Map.of(Flag.PORT, "1"), "--port", "1"),
                accepted("the last of several wins", Map.of(Flag.PORT, "2"), "-port=1", "--port", "2"),
                accepted("an empty value", Map.of(Flag.HOST, ""), "-host="),
                accepted("an empty value of its own", Map.of(Flag.HOST, ""), "-host", ""),
                accepted("only the first = splits", Map.of(Flag.DB, "a:=@tcp(h)/d?x=y"), "-db=a:=@tcp(h)/d?x=y"),
                accepted("a value that begins with a dash", Map.of(Flag.PORT, "-1"), "-port", "-1"),
                accepted("a password that begins with a dash", Map.of(Flag.DB, "-a:b@tcp(h)/d"), "-db", "-a:b@tcp(h)/d"),
                accepted("a flag as value with =", Map.of(Flag.WORK_DIR, "-db"), "-work_dir=-db"),
                accepted("a switch alone", Map.of(Flag.INSECURE, "true"), "-insecure"),
                accepted("a switch before another flag", Map.of(Flag.INSECURE, "true", Flag.PORT, "1"),
                        "-insecure", "-port", "1"),
                accepted("a switch off", Map.of(Flag.REQUIRE_SIGNATURE, "false"), "-require_signature=false"),
                accepted("Go's short truth", Map.of(Flag.INSECURE, "true"), "-insecure=T"),
                accepted("Go's short untruth", Map.of(Flag.INSECURE, "false"), "-insecure=0"),
                accepted("two dashes end the flags", Map.of(Flag.PORT, "1"), "-port=1", "--"),
                accepted("nothing", Map.of()));
    }

    private static Arguments accepted(String why, Map<Flag, String> values, String... arguments) {
        return Arguments.of(why, values, List.of(arguments));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    void formIsAccepted(String why, Map<Flag, String> values, List<String> arguments) throws ConfigException {
        assertEquals(values, CommandLine.parse(arguments).values(), why);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                refused("unknown flag -prot: did you mean -port?", "-prot=1"),
                refused("unknown flag -Port: did you mean -port?", "-Port=1"),
                refused("unknown flag -nonsense: -h lists the flags", "--nonsense"),
                refused("unknown flag --port: did you mean -port?", "---port=1"),
                refused("unknown flag -a\\nb: -h lists the flags", "-a\nb=1"),
                refused("-port has no value: give -port=<value>", "-port"),
                refused("-work_dir has no value, what follows is a flag: give -work_dir=<value>",
                        "-work_dir", "-db=a:b@tcp(h)/d"),
                refused("-insecure is \"yes\": give true or false", "-insecure=yes"),
                refused("-insecure is \"\": give true or false", "-insecure="),
                refused("argument \"start\" belongs to no flag: flags look like -port=8001", "start"),
                refused("argument \"-\" belongs to no flag: flags look like -port=8001", "-"),
                refused("argument \"false\" belongs to no flag: a switch takes its value as in -insecure=false",
                        "-insecure", "false"),
                refused("argument 2, after the value of -port, belongs to no flag: put a value with blanks into quotes",
                        "-port=1", "2"),
                refused("argument 3, after the value of -port, belongs to no flag: put a value with blanks into quotes",
                        "-port=1", "--", "-db=x"));
    }

    private static Arguments refused(String message, String... arguments) {
        return Arguments.of(message, List.of(arguments));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakeIsExplained(String message, List<String> arguments) {
        assertEquals(message, assertThrows(ConfigException.class, () -> CommandLine.parse(arguments)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-h", "--h", "-help", "--help", "-help=true"})
    void helpCanBeAskedForAmongFlags(String help) throws ConfigException {
        assertTrue(CommandLine.parse(List.of("-port=1", help, "-nonsense")).asksForHelp());
    }

    @Test
    void usageBeginsWithTheLinesOfTheOriginalReadme() {
        assertTrue(Usage.text().startsWith("""
                Usage of bin/dcms-agent:
                  -db="root:root@tcp(localhost)/dcms": mysql url used for jobs
                  -dbtype="mysql": store cron job db type
                  -port="8001": management port by http protocol
                  -quit_time=3600: when agent recevie, we wait quit_time sec for all TASK FINISHED
                  -verbose="info": log verbose:info, debug, warning, fatal
                  -work_dir="/tmp": work dir, used to save log file etc..
                """), Usage::text);
    }

    @Test
    void usageNamesEveryFlag() {
        for (String key : Flag.keys()) {
            assertTrue(Usage.text().contains("\n  -" + key + "="), key);
        }
    }
}
