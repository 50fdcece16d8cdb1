package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real shells make of the scripts. */
class CompletionTest {

    private static final String BASH = "bash --norc -i";
    private static final String ZSH = "zsh -f -i";
    private static final String LOAD_ZSH = "autoload -U compinit; compinit -D -u; . ";

    /** What {@code dcms ids} does. */
    private String answer = "printf '1\\tquick: one\\n2\\t备份\\n10\\t$(id)\\n5-7\\tlast\\n'";
    @TempDir
    private Path temp;

    private Path script(String shell) throws Exception {
        return Files.writeString(temp.resolve(shell), Completion.of(shell, Commands.ALL));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out;
    }

    /** Skips where the shell is missing; in CI that fails. */
    private static void require(String shell) {
        boolean isThere = Files.isExecutable(Path.of("/usr/bin", shell)) || Files.isExecutable(Path.of("/bin", shell));
        assertTrue(isThere || !"true".equals(System.getenv("CI")), () -> "there is no " + shell + ": apt-get install " + shell);
        assumeTrue(isThere, () -> "there is no " + shell);
    }

    private String completed(String words) throws Exception {
        require("bash");
        List<String> command = new ArrayList<>(List.of("bash", "--norc", "-c",
                ". \"$0\"; COMP_WORDS=(\"$@\"); COMP_LINE=$*; COMP_CWORD=$(($# - 1)); _dcms; echo \"${COMPREPLY[*]}\"",
                script("bash").toString()));
        command.addAll(List.of(words.split(" ", -1)));
        return run(command.toArray(String[]::new)).strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "dcms jo|jobs job",
        "dcms run --w|--wait",
        "dcms log 5-7 --t|--tail --token-file",
        "dcms jobs |''",
        "dcms jobs --url |''",
        "dcms completion |bash zsh",
        "dcms help his|history",
        "dcms nonsense |''"})
    void bashCompletes(String words, String completed) throws Exception {
        assertEquals(completed, completed(words));
    }

    /** What a person types, tabs and all, and the commands that ran then, each with its arguments in brackets. */
    private List<String> typed(String shell, String... lines) throws Exception {
        require(shell.substring(0, shell.indexOf(' ')));
        require("script");
        Path ran = Files.writeString(temp.resolve("ran"), "");
        Path dcms = Files.createDirectories(temp.resolve("bin")).resolve("dcms");
        Files.writeString(dcms, """
                #!/bin/sh
                { printf '[%%s]' "$@"; echo; } >>'%s'
                [ "$1" != ids ] || { %s; }
                """.formatted(ran, answer));
        assertTrue(dcms.toFile().setExecutable(true));
        Process process = terminal(shell, lines);
        String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor() == 0, screen);
        List<String> all = new ArrayList<>(Files.readAllLines(ran));
        all.add(screen);
        return all;
    }

    private Process terminal(String shell, String... lines) throws Exception {
        ProcessBuilder terminal = new ProcessBuilder("script", "-qec", shell, "/dev/null").redirectErrorStream(true);
        terminal.environment().putAll(Map.of("TERM", "dumb", "HOME", temp.toString(), "LC_ALL", "C.UTF-8",
                "PATH", temp.resolve("bin") + ":" + System.getenv("PATH")));
        Process process = terminal.start();
        try (Writer keys = process.outputWriter(StandardCharsets.UTF_8)) {
            keys.write(String.join("\n", lines) + "\nexit 0\n");
        }
        return process;
    }

    private void assertRan(String asked, String ran, List<String> all) {
        String wanted = asked.isEmpty() ? ran : asked + "\n" + ran;
        assertEquals(wanted.replace("%", temp.toString()), String.join("\n", all.subList(0, all.size() - 1)), all::toString);
    }

    /** M-* puts all that could follow on the line. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "dcms job \u001b*|[ids][job]|[job][1][2][10][5-7]",
        "dcms edit 1\u001b*|[ids][edit]|[edit][1][10]",
        "dcms kill 5\t|[ids][kill]|[kill][5-7]",
        "dcms log -f --tail 9 5\t|[ids][log]|[log][-f][--tail][9][5-7]",
        "dcms rm --url http://a:1/ --ca=~/c 5\t|[ids][rm][--url][http://a:1/][--ca=~/c]|[rm][--url][http://a:1/][--ca=~/c][5-7]",
        "dcms run --url=http://x:1 --token-file ~/'a b' 5\t"
                + "|[ids][run][--url=http://x:1][--token-file][%/a b]|[run][--url=http://x:1][--token-file][%/a b][5-7]",
        "dcms task 1 5\t|''|[task][1][5]",
        "dcms jobs 5\t|''|[jobs][5]",
        "dcms task --url 5\t|''|[task][--url][5]",
        "dcms edit 5-7 %/ba\t|''|[edit][5-7][%/bash]",
        "dcms import %/ba\t%/ba\t|''|[import][%/bash][%/bash]",
        "dcms shadow --log=%/ba\t|''|[shadow][--log=%/bash]"})
    void bashAsksForIds(String line, String asked, String ran) throws Exception {
        assertRan(asked, ran, typed(BASH, ". " + script("bash"), line.replace("%", temp.toString())));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "dcms kill 5\t|[ids][kill]|[kill][5-7]",
        "dcms log -f --tail 9 5\t|[ids][log]|[log][-f][--tail][9][5-7]",
        "dcms rm --url http://a:1/ --ca=c 5\t|[ids][rm][--url][http://a:1/][--ca][c]|[rm][--url][http://a:1/][--ca=c][5-7]",
        "dcms run --url=http://x:1 --token-file ~/'a b' 5\t"
                + "|[ids][run][--url][http://x:1][--token-file][%/a b]|[run][--url=http://x:1][--token-file][%/a b][5-7]",
        "dcms task 1 5\t|''|[task][1][5]",
        "dcms edit 5-7 %/zs\t|''|[edit][5-7][%/zsh]",
        "dcms import %/zs\t%/zs\t|''|[import][%/zsh][%/zsh]"})
    void zshAsksForIds(String line, String asked, String ran) throws Exception {
        assertRan(asked, ran, typed(ZSH, LOAD_ZSH + script("zsh"), line.replace("%", temp.toString())));
    }

    @Test
    void zshShowsNames() throws Exception {
        List<String> all = typed(ZSH, LOAD_ZSH + script("zsh"), "dcms job \t1");
        assertEquals(List.of("[ids][job]", "[job][1]"), all.subList(0, 2));
        String screen = all.get(2).replaceAll(" +", " ");
        assertTrue(screen.contains("1 -- quick: one \r\n2 -- 备份 \r\n10 -- $(id) \r\n5-7 -- last"), screen);
    }

    /** A shell that completes waits for it, and shows what it prints. */
    @Test
    void whereNoAgentAnswersNothingIsSaid() throws Exception {
        answer = "echo nobody listens >&2; exit 3";
        for (List<String> shell : List.of(List.of(BASH, ". " + script("bash")), List.of(ZSH, LOAD_ZSH + script("zsh")))) {
            List<String> all = typed(shell.get(0), shell.get(1), "dcms job 5\t");
            assertEquals(List.of("[ids][job]", "[job][5]"), all.subList(0, 2));
            assertTrue(!all.get(2).contains("nobody listens"), all::toString);
        }
    }

    @Test
    void bashKnowsEveryCommand() throws Exception {
        assertEquals(Commands.ALL.stream().map(Command::name).collect(Collectors.joining(" ")), completed("dcms "));
    }

    @Test
    void zshUnderstandsItsScript() throws Exception {
        Path script = script("zsh");
        String text = Files.readString(script);
        for (Command command : Commands.ALL) {
            assertTrue(text.contains("\n        '" + command.name() + ":"), command.name());
            assertTrue(text.contains("\n        " + command.name() + ") _arguments"), command.name());
        }
        require("zsh");
        assertEquals("", run("zsh", "-f", "-n", script.toString()));
        assertEquals("_dcms\n", run("zsh", "-f", "-c", "autoload -U compinit; compinit -D -u; . $1; echo $_comps[dcms]", "zsh",
                script.toString()));
    }

    @Test
    void noOtherShellIsKnown() throws Exception {
        try (FakeAgent agent = new FakeAgent()) {
            assertEquals(new FakeAgent.Ran(2, "", "dcms completion: there is no completion for \"fish\": give bash or zsh\n"),
                    agent.dcms("completion", "fish"));
        }
    }
}
