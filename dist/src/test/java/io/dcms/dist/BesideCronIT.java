package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.TestUsers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's cron and an agent run the same crontabs for two minutes, the agent what {@code dcms import} made of them: the same
 * commands in the same minutes as the same users with the same environment, folder, umask and input, or what the plan has named.
 */
@NeedsRoot
final class BesideCronIT {
    private static final String OTHER = "dcmsitcron";
    private static final long MINUTE = 60;
    /** What cron alone runs: the plan says that it stays. */
    private static final int ROOTS = 9;
    private static final int LINES = 11;

    /** RECORD is a program that writes down how it was run; its first argument is the number of the line. */
    private static final String SYSTEM = """
            # Nothing said
            * * * * * dcmsit RECORD 1
            * * * * *\tdcmsit \t RECORD 2 %first line%100\\% sure%%  last
            SHELL=/bin/bash
            * * * * * dcmsit [[ $BASH_VERSION ]] && RECORD 3 {a,b}
            HOME=/tmp
            MAILTO=""
            * * * * * dcmsitcron RECORD 4
            SHELL = '/bin/sh'
            PATH=/usr/bin:/bin:/opt/nowhere
            LANG=C.UTF-8
            USER=somebody
            LOGNAME=nobody
            QUOTED = "  it's $HOME  "
            'a name' = 'no shell can set it'
            PWD=/var
            */1 * * * * dcmsitcron RECORD 5 "$QUOTED" '\\%' \\% a\\\\b "\\$" é% in ' put \\n%
            0-59 0-23 * jan-dec 0-7 dcmsitcron umask 077; RECORD 6
            TZ=Asia/Tokyo
            */1 */1 * * * dcmsit RECORD 7 "$(date +\\%Z)"; exit 3
            SHELL=RECORD-shell
            * * * * * dcmsit no 'command for a shell \\\\% $(%in
            SHELL=/bin/sh
            * * * * * root RECORD 9
            """;
    private static final String USERS = """
            # its owner's
            X_1=a=b
            \t* * * * *   RECORD 10 >&2 &
            * * * * * RECORD 11 <&-; cd /; echo done %%
            """;

    @TempDir
    private Path temp;
    private AgentSite site;
    private Path runs;

    /** How somebody ran a line. */
    private record Run(int line, boolean byAgent, long minute, Map<String, String> facts) {
    }

    @Test
    void theSameInTheSameMinutes() throws Exception {
        site = AgentSite.in(temp);
        TestUsers.ensure(OTHER);
        runs = Files.createDirectory(temp.resolve("runs"));
        Files.setPosixFilePermissions(runs, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path record = recorder();
        String system = SYSTEM.replace("RECORD", record.toString());
        site.program("record-shell", "#!/bin/sh\nexec " + record + " 8 \"$0\" \"$@\"\n");
        String users = USERS.replace("RECORD", record.toString());
        Path systemFile = Files.writeString(temp.resolve("dcms-test"), system);
        Path usersFile = Files.writeString(temp.resolve("users"), users);
        site.jobsText("[]");
        try (RunningAgent agent = site.start("-host=web1")) {
            Rest rest = agent.readyRest();
            Finished plan = dcms(rest, "import", "--apply", "--enable", "--system", systemFile.toString());
            assertEquals(1, plan.exit(), plan::toString);
            assertTrue(plan.out().contains("stays\n    * * * * * root"), plan::toString);
            assertEquals(0, dcms(rest, "import", "--apply", "--enable", "--user", JobSpec.RUNNER, usersFile.toString()).exit());
            try (PrivateCron cron = PrivateCron.start(temp, system, JobSpec.RUNNER, users)) {
                long first = nextMinute();
                agent.await("the agent has all jobs", () -> rest.jobs().stream()
                        .filter(job -> !(Boolean) job.get("disabled")).count() == LINES - 1);
                first = Math.max(first, nextMinute());
                awaitMinute(agent, first);
                awaitMinute(agent, first + MINUTE);
                assertTrue(cron.isAlive());
                assertSame(runs(), first);
                assertSame(runs(), first + MINUTE);
                assertShadow(rest, cron, systemFile, first);
            }
        }
    }

    private Path recorder() throws IOException {
        return site.program("record", """
                #!/bin/sh
                at=$(date +%%s)
                cd -P . # where it is, whatever PWD says
                draft=$(mktemp -p %1$s draft-XXXXXXXX) || exit 9
                {
                    printf 'arguments\\0'; for argument; do printf '[%%s]' "$argument"; done; printf '\\0'
                    printf 'at\\0%%s\\0' "$at"
                    printf 'id\\0%%s\\0' "$(id)"
                    printf 'folder\\0%%s\\0' "$(readlink /proc/self/cwd)"
                    printf 'umask\\0%%s\\0' "$(umask)"
                    printf 'terminal\\0%%s\\0' "$(tty </dev/tty 2>/dev/null)"
                    printf 'session\\0%%s\\0' "$([ "$(ps -o sid= -p $$)" -eq $$ ] && echo its own)"
                    printf 'nice\\0%%s\\0' "$(nice)"
                    printf 'input\\0'; cat 2>/dev/null; printf '\\0'
                    cat /proc/$$/environ
                } >"$draft"
                chmod 644 "$draft"
                mv "$draft" "%1$s/run-$1-$$-$at"
                """.formatted(runs));
    }

    private Finished dcms(Rest rest, String... arguments) throws Exception {
        return site.dcms().run(command(rest, arguments));
    }

    private ProcessBuilder command(Rest rest, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--dir", temp.resolve("imported").toString()));
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms"), all.toArray(String[]::new));
        command.environment().put("DCMS_URL", rest.url(""));
        return command;
    }

    private static long nextMinute() {
        return (Instant.now().getEpochSecond() / MINUTE + 1) * MINUTE;
    }

    /** Until each line was run in a minute, by both. */
    private void awaitMinute(RunningAgent agent, long minute) throws Exception {
        agent.await("it is " + Instant.ofEpochSecond(minute), () -> Instant.now().getEpochSecond() >= minute);
        agent.await("each line was run at " + Instant.ofEpochSecond(minute), () -> {
            List<Run> all = runs();
            return all.stream().filter(run -> run.minute == minute).count() >= 2 * LINES - 1;
        });
    }

    private List<Run> runs() throws IOException {
        List<Run> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(runs, "run-*")) {
            for (Path file : files) {
                int line = Integer.parseInt(file.getFileName().toString().split("-")[1]);
                all.add(run(Files.readString(file, StandardCharsets.ISO_8859_1), line));
            }
        }
        return all;
    }

    /** A run by cron is of the minute in which it began, one of the agent's of that for which it was due. */
    private static Run run(String text, int line) throws IOException {
        String[] parts = text.split("\0");
        Map<String, String> facts = new TreeMap<>();
        int at = 0;
        for (; at < 2 * 9; at += 2) {
            facts.put(parts[at], parts[at + 1]);
        }
        Map<String, String> environment = new HashMap<>();
        for (; at < parts.length; at++) {
            environment.put(parts[at].substring(0, parts[at].indexOf('=')), parts[at].substring(parts[at].indexOf('=') + 1));
        }
        boolean byAgent = environment.containsKey("DCMS_TASK_ID");
        String began = byAgent ? environment.get("DCMS_FIRE_TIME") : facts.get("at");
        environment.keySet().removeIf(name -> name.startsWith("DCMS_"));
        pam().forEach(environment::remove);
        environment.forEach((name, value) -> facts.put("$" + name, value));
        facts.remove("at");
        return new Run(line, byAgent, second(began) / MINUTE * MINUTE, facts);
    }

    private static long second(String time) {
        return time.matches("[0-9]+") ? Long.parseLong(time) : OffsetDateTime.parse(time).toEpochSecond();
    }

    /** What PAM gives to sessions of an installed cron, and not to those of one that was only unpacked. */
    private static Set<String> pam() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Path file : List.of(Path.of("/etc/environment"), Path.of("/etc/default/locale"))) {
            if (Files.exists(file) && !Files.exists(Path.of("/etc/pam.d/cron"))) {
                Files.readAllLines(file).stream().filter(line -> line.matches("L[A-Z]+=.*"))
                        .forEach(line -> names.add(line.replaceFirst("=.*", "")));
            }
        }
        return names;
    }

    /** Each line was run once by each, and in the same way. */
    private static void assertSame(List<Run> all, long minute) {
        for (int line = 1; line <= LINES; line++) {
            int wanted = line;
            List<Run> runs = all.stream().filter(run -> run.line == wanted && run.minute == minute).toList();
            List<Run> crons = runs.stream().filter(run -> !run.byAgent).toList();
            List<Run> agents = runs.stream().filter(Run::byAgent).toList();
            assertEquals(1, crons.size(), () -> "cron's runs of line " + wanted + ": " + runs);
            assertEquals(line == ROOTS ? 0 : 1, agents.size(), () -> "the agent's runs of line " + wanted + ": " + runs);
            if (line != ROOTS) {
                assertEquals(text(crons.get(0)), text(agents.get(0)), "line " + line);
            }
        }
    }

    private static String text(Run run) {
        StringBuilder text = new StringBuilder();
        run.facts.forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    /** By cron's own log each line was run twice in each minute, but root's. Asked in three minutes: what is new may be in no log yet. */
    private void assertShadow(Rest rest, PrivateCron cron, Path crontab, long minute) throws Exception {
        long ran = runs().stream().filter(run -> !run.byAgent).count();
        Await.until("all that cron has logged is read", () -> cron.log().stream().filter(line -> line.contains(") CMD (")).count() >= ran);
        List<String> log = new ArrayList<>(List.of("Jan  1 00:00:01 web1 kernel: of long ago"));
        log.addAll(cron.log());
        Path file = Files.write(temp.resolve("syslog"), log, StandardCharsets.ISO_8859_1);
        ProcessBuilder command = command(rest, "shadow", "--json", "--hours", "1", "--log", file.toString(), "--system",
                crontab.toString());
        ChaosClock clock = new ChaosClock(temp.resolve("clock"), true);
        clock.step(3 * MINUTE);
        clock.rule(command.environment());
        Finished shadow = site.dcms().run(command);
        assertEquals(1, shadow.exit(), shadow::toString);
        Map<String, Object> told = PlainJson.object(PlainJson.parse(shadow.out()));
        for (Map<String, Object> line : PlainJson.objects(PlainJson.objects(told.get("crontabs")).get(0).get("lines"))) {
            assertNotEquals(0L, line.get("cron_runs"), () -> line + " is in the log: " + log);
            Set<Object> both = new TreeSet<>();
            for (Map<String, Object> difference : PlainJson.objects(line.get("differences"))) {
                if (difference.get("what").equals("both")) {
                    both.addAll((List<?>) difference.get("minutes"));
                }
            }
            boolean roots = line.get("user").equals("root");
            assertEquals(!roots, both.contains(minute) && both.contains(minute + MINUTE), () -> line + ": " + shadow);
        }
    }
}
