package io.dcms.runtime.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NextCommandTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2024-06-01T12:34:56.789Z"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(InputStream in, String... arguments) {
        return run(in, out, arguments);
    }

    private int run(InputStream in, OutputStream to, String... arguments) {
        List<String> words = new ArrayList<>(List.of("next"));
        words.addAll(List.of(arguments));
        Screen screen = new Screen(in, new PrintStream(to, true, UTF_8), new PrintStream(err, true, UTF_8), Map.of(), false);
        return Dcms.run(words, screen, CLOCK);
    }

    private int run(String... arguments) {
        return run(InputStream.nullInputStream(), arguments);
    }

    private String batch(String input) {
        return batch(input.getBytes(UTF_8), "--batch", "--zone", "UTC");
    }

    private String batch(byte[] input, String... arguments) {
        assertEquals(0, run(new ByteArrayInputStream(input), arguments));
        assertEquals("", err.toString(UTF_8));
        return out.toString(UTF_8);
    }

    @Test
    void printsTimesWithOffsetALineEach() {
        int status = run("--zone", "America/New_York", "--from", "2024-03-09T12:00:00-05:00", "--count", "2", "30 2 * * *");
        assertEquals(0, status);
        assertEquals("2024-03-10T03:00:00-04:00\n2024-03-11T02:30:00-04:00\n", out.toString(UTF_8).replace("\r", ""));
        assertEquals("", err.toString(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --zone=UTC --count=1                           | 2024-06-02T00:00:00Z      | from now
            --zone=UTC --from=2024-03-10T00:00:00Z         | 2024-03-11T00:00:00Z      | strictly after, Z for zero
            --zone=UTC --from=2024-03-09T23:59:59.999999999Z | 2024-03-10T00:00:00Z    | a fraction
            --zone=UTC --from=2024-03-10T00:00Z            | 2024-03-11T00:00:00Z      | no seconds
            --zone=UTC --from=2024-03-10T05:29:59+05:30    | 2024-03-10T00:00:00Z      | any offset
            --zone=UTC --from=2024-03-10T05:29:59+0530     | 2024-03-10T00:00:00Z      | without colon
            --zone=UTC --from=2024-03-10T05:00:00+05       | 2024-03-11T00:00:00Z      | without minutes
            --zone=UTC --from=2024-03-10t00:00:00z         | 2024-03-11T00:00:00Z      | small letters, as RFC 3339 has it
            --zone=UTC --from=0000-01-01T00:00:00Z         | 1970-01-01T00:00:00Z      | long ago
            --zone=+05:30 --from=2024-03-10T00:00:00Z      | 2024-03-11T00:00:00+05:30 | an offset for a zone
            --zone=Asia/Kathmandu --from=2024-03-10T00:00Z | 2024-03-11T00:00:00+05:45 | a region
            --zone=Mars --zone=UTC                         | refused                   | each value is checked
            --zone=+01:00 --zone=UTC                       | 2024-06-02T00:00:00Z      | the last one counts
            """)
    void optionsMean(String options, String expected, String why) {
        String[] arguments = (options + " @daily").split(" ");
        if (expected.equals("refused")) {
            assertEquals(2, run(arguments), why);
        } else {
            assertEquals(0, run(arguments), why);
            assertEquals(expected, out.toString(UTF_8).strip(), why);
        }
    }

    @Test
    void withoutOptionsItIsOneTimeFromNowInTheSystemsZone() {
        assertEquals(0, run("* * * * *"));
        LocalDateTime now = LocalDateTime.ofInstant(CLOCK.instant(), ZoneId.systemDefault());
        assertTrue(out.toString(UTF_8).startsWith(now.toLocalDate() + "T" + now.toLocalTime().withNano(0).withSecond(0).plusMinutes(1)),
                out.toString(UTF_8));
        assertEquals(1, out.toString(UTF_8).lines().count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --zone UTC 0 0 1 1 *          | 2025-01-01T00:00:00Z | fields as one argument each
            --zone UTC 0 0 1 1 * 2030     | 2030-01-01T00:00:00Z | six
            --zone UTC 7 0 0 1 1 * 2030   | 2030-01-01T00:00:07Z | seven
            0 0 1 1 * --zone UTC          | 2025-01-01T00:00:00Z | options behind
            --zone UTC -- 0 0 1 1 *       | 2025-01-01T00:00:00Z | behind the end of the options
            --zone UTC @every 1h          | 2024-06-01T13:34:56Z | two words
            --zone UTC 0 0 1 1 * 1999     | ''                   | no run left: nothing, and that is no error
            --zone UTC @reboot            | ''                   | never by the clock
            --zone UTC --count 9 0 0 1 1 * 2026-2027 | 2026-01-01T00:00:00Z 2027-01-01T00:00:00Z | fewer when it ends
            """)
    void expressionInWords(String arguments, String expected, String why) {
        assertEquals(0, run(arguments.split(" ")), why);
        assertEquals(expected, out.toString(UTF_8).replaceAll("\\R", " ").strip(), why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 32 * *                 | field 3 (day of month): 32 is over 31: give 1-31
            ''                         | the expression is empty
            --zone Mars/Olympus        | zone "Mars/Olympus" is unknown: give a region such as Europe/Berlin, UTC, or an offset
            --zone=                    | zone "" is unknown
            --zone america/new_york    | zone "america/new_york" is unknown
            --from yesterday           | from "yesterday" is no time with an offset: give one such as 2024-03-10T00:00:00-05:00
            --from 2024-03-10T00:00:00 | no time with an offset
            --from 2024-03-10          | no time with an offset
            --from 2024-02-30T00:00Z   | no time with an offset
            --from 2023-02-29T00:00Z   | no time with an offset
            --from 2024-03-10T24:00Z   | no time with an offset
            --from 2024-03-10T23:59:60Z | no time with an offset
            --from +99999-01-01T00:00Z | no time with an offset
            --from 2024-03-10T00:00+19:00 | no time with an offset
            --from=                    | from "" is no time
            --count 0                  | count "0" is bad: give a whole number from 1 to 1000000
            --count -1                 | count "-1" is bad
            --count +1                 | count "+1" is bad
            --count 1.5                | count "1.5" is bad
            --count 1000001            | count "1000001" is bad
            --count 99999999999999999999 | count "99999999999999999999" is bad
            --count \u0661             | count "\\u0661" is bad
            --count                    | option --count has no value
            --frm=now                  | option "--frm" is unknown: give --zone, --from, --count, --batch, --json or --help
            -x                         | option "-x" is unknown
            -5                         | option "-5" is unknown
            --batch=yes                | takes no value
            --batch --json             | --batch answers in lines: give it without --json
            --batch x                  | --batch takes no EXPR: "x"
            """)
    void saysInOneLineWhatIsBad(String arguments, String message) {
        String[] words = arguments.contains("*") || arguments.isEmpty() ? new String[] {arguments} : arguments.split(" ");
        assertEquals(2, run(words));
        assertEquals("", out.toString(UTF_8));
        assertTrue(err.toString(UTF_8).startsWith("dcms next: "), err.toString(UTF_8));
        assertTrue(err.toString(UTF_8).contains(message), err.toString(UTF_8));
        assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
    }

    @Test
    void saysThatTheExpressionIsMissing() {
        assertEquals(2, run());
        assertTrue(err.toString(UTF_8).contains("EXPR is missing"), err.toString(UTF_8));
    }

    @Test
    void answersAScriptWithAnObject() {
        assertEquals(0, run("--json", "--zone", "UTC", "--count", "2", "@daily"));
        assertEquals("{\"expression\":\"@daily\",\"zone\":\"UTC\",\"warnings\":[],"
                + "\"next\":[\"2024-06-02T00:00:00Z\",\"2024-06-03T00:00:00Z\"]}\n", out.toString(UTF_8));
        out.reset();
        assertEquals(0, run("--json", "--zone", "UTC", "0 0 31 2 *"));
        assertTrue(out.toString(UTF_8).contains("\"warnings\":[\"never runs"), out.toString(UTF_8));
        assertTrue(out.toString(UTF_8).endsWith("],\"next\":[]}\n"), out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void noticesFileNamesInThePlaceOfAStar() {
        assertEquals(2, run("0", "0", "bin", "conf", "lib", "bin", "conf", "lib", "bin", "conf", "lib"));
        assertTrue(err.toString(UTF_8).contains("the shell puts file names in the place of *"), err.toString(UTF_8));
    }

    @Test
    void refusesTwoExpressions() {
        assertEquals(2, run("0 0 * * *", "2024"));
        assertTrue(err.toString(UTF_8).contains("more than once"), err.toString(UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 12 * * ?   | 1 | warning: six fields are min hour dom month dow YEAR
            0 0 31 2 *     | 0 | warning: never runs
            0 0 1 1 * 1999 | 0 | has no run after 2024-06-01T12:34:56.789Z
            """)
    void warnsOnStandardError(String expression, int lines, String warning) {
        assertEquals(0, run("--zone", "UTC", expression));
        assertEquals(lines, out.toString(UTF_8).lines().count());
        assertTrue(err.toString(UTF_8).contains(warning), err.toString(UTF_8));
        assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void helps(String option) {
        assertEquals(0, run(option, "--zone", "UTC"));
        assertTrue(out.toString(UTF_8).startsWith("Usage: dcms next "), out.toString(UTF_8));
        assertEquals("", err.toString(UTF_8));
    }

    @Test
    void batchAnswersALineWithALine() {
        assertEquals("""
                2024-03-10T03:00:00-04:00,2024-03-11T02:30:00-04:00

                ERROR: field 3 (day of month): 32 is over 31: give 1-31, L, L-3, LW or 15W (and *, lists, ranges, steps): "0 0 32 * *"
                2024-06-02T00:00:00Z
                ERROR: columns are missing: give expr, zone, from and count with a tab between, empty for the defaults
                ERROR: columns are missing: give expr, zone, from and count with a tab between, empty for the defaults
                ERROR: zone "Mars" is unknown: give a region such as Europe/Berlin, UTC, or an offset such as +05:30
                ERROR: count "x" is bad: give a whole number from 1 to 1000000
                2030-01-01T00:00:00Z
                """, batch("""
                30 2 * * *\tAmerica/New_York\t2024-03-09T12:00:00-05:00\t2
                0 0 31 2 *\tUTC\t2024-01-01T00:00:00Z\t5
                0 0 32 * *\tUTC\t2024-01-01T00:00:00Z\t5
                @daily\t\t\t

                @daily\tUTC\t2024-01-01T00:00:00Z
                @daily\tMars\t2024-01-01T00:00:00Z\t1
                @daily\tUTC\t2024-01-01T00:00:00Z\tx
                0 0 1 1 * 2030\tUTC\t\t7
                """));
    }

    @Test
    void batchTakesWhateverLinesAreMadeOf() {
        byte[] input = "0\t0\r*\t* *\tUTC\t2024-01-01T00:00:00Z\t1\r\n\u00a00 0 * * *\t\t\t\n@daily\tUTC\t2024-01-01T00:00:00Z\t1".getBytes(UTF_8);
        List<String> answers = batch(input, "--batch").lines().toList();
        assertEquals("2024-01-02T00:00:00Z", answers.get(0), "tabs and returns inside, a return at the end");
        assertTrue(answers.get(1).startsWith("ERROR: field 1: the character U+00A0"), answers.get(1));
        assertEquals("2024-01-02T00:00:00Z", answers.get(2), "no newline at the end");
        assertEquals(3, answers.size());
    }

    @Test
    void batchSurvivesBytesThatAreNoText() {
        String answer = batch(new byte[] {(byte) 0xff, 0, (byte) 0xc3, '\t', '\t', '\t', '\n'}, "--batch");
        assertTrue(answer.startsWith("ERROR: field 1: the character U+FFFD"), answer);
        assertEquals(1, answer.lines().count());
    }

    @Test
    void batchTakesItsDefaultsFromTheOptions() {
        assertEquals("2024-01-02T00:00:00+05:30,2024-01-03T00:00:00+05:30\n",
                batch("@daily\t\t\t\n".getBytes(UTF_8), "--zone=+05:30", "--from=2024-01-01T00:00:00Z", "--count=2", "--batch"));
    }

    @Test
    void batchOfNothingAnswersNothing() {
        assertEquals("", batch(""));
    }

    @Test
    void batchAnswersAHundredThousandLines() {
        String input = IntStream.range(0, 100_000)
                .mapToObj(i -> i % 60 + " " + i % 24 + " * * *\tEurope/Berlin\t2024-01-01T00:00:00Z\t1\n").collect(Collectors.joining());
        assertEquals(100_000, batch(input).lines().filter(line -> line.startsWith("2024-01-0")).count());
    }

    @Test
    void saysThatInputFailed() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("no such luck");
            }
        };
        assertEquals(1, run(broken, "--batch"));
        assertTrue(err.toString(UTF_8).contains("standard input can't be read: no such luck"), err.toString(UTF_8));
    }

    @Test
    void saysThatOutputFailed() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertEquals(1, run(InputStream.nullInputStream(), full, "@daily"));
        assertTrue(err.toString(UTF_8).contains("standard output can't be written"), err.toString(UTF_8));
    }
}
