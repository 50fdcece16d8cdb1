package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real shells make of the scripts. */
class CompletionTest {

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
                ". \"$0\"; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _dcms; echo \"${COMPREPLY[*]}\"", script("bash").toString()));
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
