package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real shell makes of the scripts: the command must find what cron's would. */
class JobScriptTest {

    private static final JobScript.Origin ORIGIN = new JobScript.Origin("the crontab of the user ann", "web1 ann: x", "* * * * * x");

    @TempDir
    private Path temp;
    /** Stands for a shell: writes down its arguments, its folder, its environment and its input. */
    private Path recorder;

    @BeforeEach
    void makeRecorder() throws IOException {
        recorder = program("recorder", "#!/bin/sh\nout=" + temp + "/\nprintf '%s\\0' \"$@\" >${out}arguments\npwd -P >${out}pwd\n"
                + "cat /proc/$$/environ >${out}environment\ncat >${out}input\nexit 7\n");
    }

    private Path program(String name, String text) throws IOException {
        return Files.setPosixFilePermissions(Files.writeString(temp.resolve(name), text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static CrontabLine line(Map<String, String> environment, String command, Optional<String> input) {
        return new CrontabLine(1, "* * * * * x", "@reboot", CronTimes.reboot(), "ann", command, input, environment, "");
    }

    /** Runs a script as the agent would and answers its exit status. */
    private int run(String text, Charset charset) throws Exception {
        Path script = Files.write(temp.resolve("script"), text.getBytes(charset));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertEquals(0, new ProcessBuilder("/bin/sh", "-n", script.toString()).inheritIO().start().waitFor(), text);
        ProcessBuilder builder = new ProcessBuilder(script.toString()).directory(new File("/")).redirectInput(new File("/dev/null"))
                .redirectOutput(temp.resolve("out").toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("HOME", temp.toString(), "LOGNAME", "ann", "USER", "ann", "SHELL", "/usr/sbin/nologin", "PATH",
                "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8", "DCMS_JOB_ID", "1", "DCMS_LAUNCH", "mark"));
        return builder.start().waitFor();
    }

    private String recorded(String name, Charset charset) throws IOException {
        return Files.readString(temp.resolve(name), charset);
    }

    private Map<String, String> recordedEnvironment() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        for (String variable : recorded("environment", StandardCharsets.UTF_8).split("\0")) {
            environment.put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        return environment;
    }

    static List<String> nasty() {
        StringBuilder bytes = new StringBuilder();
        for (char c = 1; c < 256; c++) {
            bytes.append(c == '\n' ? ' ' : c);
        }
        List<String> nasty = new ArrayList<>(List.of("echo hello", "", " ", "it's", "''", "'", "'\\''", "\\", "a\\\\b\\",
                "$HOME `id` $(id) ${x}",
                "\"", "-n", "--", "!x", "#x", "*", "~", "END_OF_INPUT", "a'b\"c\\'d", "tab\there", "cr\r", "备份 ünïcode 🙂", bytes.toString(),
                "x".repeat(100_000), "' <<'END_OF_INPUT'"));
        return nasty;
    }

    @ParameterizedTest
    @MethodSource("nasty")
    void anyCommandInputAndValueArrivesByteForByte(String text) throws Exception {
        boolean bytes = text.chars().allMatch(c -> c < 256);
        Charset charset = bytes && text.indexOf('\u00ff') >= 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        String input = text + "\nEND_OF_INPUT\nEND_OF_INPUT_\n" + text + "\n";
        CrontabLine line = line(Map.of("SHELL", recorder.toString(), "VALUE", text), text, Optional.of(input));

        assertEquals(7, run(JobScript.of(ORIGIN, line, Map.of()), charset), () -> "the exit status is the command's");

        assertEquals("-c\0" + text + "\0", recorded("arguments", charset));
        assertEquals(input, recorded("input", charset));
        assertEquals(List.of("VALUE=" + text), List.of(recorded("environment", charset).split("\0")).stream()
                .filter(variable -> variable.startsWith("VALUE=")).toList());
    }

    @Test
    void theEnvironmentIsCronsAndTheAgentsMarks() throws Exception {
        Map<String, String> assigned = new LinkedHashMap<>();
        assigned.put("SHELL", recorder.toString());
        assigned.put("MAILTO", "");
        assigned.put("E1", "$HOME/x");
        assigned.put("a-b", "odd");
        assigned.put("OPTIND", "5");
        assigned.put("IFS", "x");
        assigned.put("LOGNAME", "wrong");
        assigned.put("DCMS_JOB_ID", "wrong");
        assigned.put("", "nameless");
        CrontabLine line = line(assigned, "x", Optional.empty());

        run(JobScript.of(ORIGIN, line, Map.of("LANG", "de_DE.UTF-8", "HOME", "/pam", "MAILTO", "pam")), StandardCharsets.UTF_8);

        Map<String, String> expected = new TreeMap<>(Map.of("SHELL", recorder.toString(), "MAILTO", "", "E1", "$HOME/x", "a-b", "odd",
                "LOGNAME", "ann", "DCMS_JOB_ID", "1", "DCMS_LAUNCH", "mark", "LANG", "de_DE.UTF-8", "PATH", "/usr/bin:/bin"));
        expected.put("HOME", temp.toString());
        expected.put("OPTIND", "5");
        expected.put("IFS", "x");
        assertEquals(expected, recordedEnvironment());
        assertEquals(temp.toRealPath() + "\n", recorded("pwd", StandardCharsets.UTF_8));
        assertEquals("", recorded("input", StandardCharsets.UTF_8));
    }

    @Test
    void withoutAssignmentsThereIsWhatCronGives() throws Exception {
        CrontabLine line = line(Map.of(), "/usr/bin/env >" + temp + "/env; tr -d x; exit 3", Optional.of("xaxb\n"));

        assertEquals(3, run(JobScript.of(ORIGIN, line, Map.of()), StandardCharsets.UTF_8));

        assertEquals(new TreeMap<>(Map.of("DCMS_JOB_ID", "1", "DCMS_LAUNCH", "mark", "HOME", temp.toString(), "LOGNAME", "ann", "PATH",
                "/usr/bin:/bin", "PWD", temp.toRealPath().toString(), "SHELL", "/bin/sh")), new TreeMap<>(variables("env")));
        assertEquals("ab\n", recorded("out", StandardCharsets.UTF_8));
    }

    private Map<String, String> variables(String file) throws IOException {
        Map<String, String> variables = new TreeMap<>();
        for (String variable : Files.readAllLines(temp.resolve(file))) {
            variables.put(variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        return variables;
    }

    @Test
    void aHomeThatIsNotThereLeavesTheRunWhereCronLeavesIt() throws Exception {
        CrontabLine line = line(Map.of("HOME", "/does/not/exist"), "pwd -P", Optional.empty());

        run(JobScript.of(ORIGIN, line, Map.of()), StandardCharsets.UTF_8);

        String crons = Files.isDirectory(Path.of("/var/spool/cron")) ? "/var/spool/cron" : "/";
        assertEquals(crons + "\n", recorded("out", StandardCharsets.UTF_8));
    }

    /** cron looks for its shell in no PATH. */
    @Test
    void aShellWithoutAPathIsLookedForInHomeAlone() throws Exception {
        assertEquals(127, run(JobScript.of(ORIGIN, line(Map.of("SHELL", "sh"), "exit 3", Optional.empty()), Map.of()),
                StandardCharsets.UTF_8));
        program("sh", "#!/bin/sh\nexit 4\n");
        assertEquals(4, run(JobScript.of(ORIGIN, line(Map.of("SHELL", "sh"), "exit 3", Optional.empty()), Map.of()),
                StandardCharsets.UTF_8));
    }

    @Test
    void tellsWhereItComesFrom() {
        JobScript.Origin origin = new JobScript.Origin("the system crontab a", "host a: it's", "@daily root echo 'x' # no");

        assertEquals(Optional.of(origin), JobScript.read(JobScript.of(origin, line(Map.of(), "x", Optional.empty()), Map.of())));
        assertEquals(Optional.empty(), JobScript.read("#!/bin/sh\necho by hand\n"));
    }
}
