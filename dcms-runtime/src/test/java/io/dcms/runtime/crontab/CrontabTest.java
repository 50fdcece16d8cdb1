package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code load_user} makes of whole files; rows name the place in Debian's source. */
class CrontabTest {

    private static Crontab users(String text) {
        return Crontab.read(text, Optional.of("ann"));
    }

    @Test
    void aUsersLine() {
        CrontabLine line = users("A=1\n\n# far\n\n#  near\n# by\n\t0  3\t* * *   echo a\\%b%in%put \nA=2\n").lines().get(0);

        assertEquals(List.of(7, "0 3 * * *", "ann", "echo a%b", Optional.of("in\nput \n"), Map.of("A", "1"), "near\nby"),
                List.of(line.number(),
                line.schedule(), line.user(), line.command(), line.input(), line.environment(), line.comment()));
    }

    /** entry.c: get_string takes the user up to one blank, and the command from there on. */
    @Test
    void aSystemLineKeepsTheBlanksBehindTheFirst() {
        List<CrontabLine> lines = Crontab.read("@daily  root   x y\n1 2 3 4 5 bob\tz\n", Optional.empty()).lines();

        assertEquals(List.of("root", "  x y", "bob", "z"), List.of(lines.get(0).user(), lines.get(0).command(), lines.get(1).user(),
                lines.get(1).command()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, quoteCharacter = '~', value = {
        "* * * * * x/|true|",
        "* * * * *x x/|false|user.c: a field's end is skipped",
        "* * * * * /|true|user.c: an empty command is one",
        "# only a comment|true|user.c: nothing is lost with it",
        "* * * * * x|false|user.c: Missing newline before EOF",
        "A=1|false|the same",
        "MAILTO=/|false|env.c: no value is no assignment",
        "@every 5 x/|false|entry.c: e_timespec",
        "@DAILY x/|false|strcmp",
        "* * * * * * x/|false|entry.c: e_cmd for a user",
        "60 * * * * x/|false|get_range",
        "\r/|false|no comment and no entry"})
    void whatIsRefused(String text, boolean accepted, String why) {
        Crontab crontab = users(text.replace("x/", "x\n").replace("=/", "=\n").replace(" /", " \n").replace("\\r/", "\r\n"));

        assertEquals(accepted, crontab.problems().isEmpty(), () -> why + ": " + crontab.problems());
    }

    @Test
    void onlyARefusedLineVoidsTheFile() {
        assertTrue(users("61 * * * * x\n").isIgnored());
        assertEquals(List.of(false), users("1-2; * * * * x\n").problems().stream().map(CrontabProblem::wholeFile).toList());
        assertTrue(users("* * * * * " + "x".repeat(999) + "\n").isIgnored());
        assertTrue(!users("* * * * * " + "x".repeat(998) + "\n").isIgnored());
        assertTrue(Crontab.read("* * * * * root\n", Optional.empty()).isIgnored());
    }
}
