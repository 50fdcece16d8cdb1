package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code dcms next} and its neighbours, from a shell. */
@OnNewestJdkToo
final class NextIT {
    @TempDir
    private static Path temp;
    private static UnpackedTarball dcms;

    /** The worked examples of the rule for daylight saving time. */
    record Example(String expression, String zone, String from, String... runs) {
        String printed(String separator) {
            return String.join(separator, runs);
        }
    }

    static List<Example> examples() {
        return List.of(
                new Example("30 2 * * *", "America/New_York", "2024-03-09T12:00:00-05:00",
                        "2024-03-10T03:00:00-04:00", "2024-03-11T02:30:00-04:00"),
                new Example("0 2,3 * * *", "America/New_York", "2024-03-10T00:00:00-05:00",
                        "2024-03-10T03:00:00-04:00", "2024-03-11T02:00:00-04:00"),
                new Example("30 2,3 * * *", "America/New_York", "2024-03-10T00:00:00-05:00",
                        "2024-03-10T03:00:00-04:00", "2024-03-10T03:30:00-04:00"),
                new Example("*/15 * * * *", "America/New_York", "2024-03-10T01:40:00-05:00",
                        "2024-03-10T01:45:00-05:00", "2024-03-10T03:00:00-04:00"),
                new Example("0 */2 * * *", "America/New_York", "2024-03-10T00:00:00-05:00", "2024-03-10T04:00:00-04:00"),
                new Example("30 1 * * *", "America/New_York", "2024-11-03T00:00:00-04:00",
                        "2024-11-03T01:30:00-04:00", "2024-11-04T01:30:00-05:00"),
                new Example("30 1 * * *", "America/New_York", "2024-11-03T01:10:00-05:00", "2024-11-04T01:30:00-05:00"),
                new Example("0 * * * *", "America/New_York", "2024-11-03T00:30:00-04:00",
                        "2024-11-03T01:00:00-04:00", "2024-11-03T01:00:00-05:00", "2024-11-03T02:00:00-05:00"),
                new Example("@daily", "America/Sao_Paulo", "2018-11-03T12:00:00-03:00",
                        "2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"),
                new Example("@daily", "America/Havana", "2024-11-02T12:00:00-04:00",
                        "2024-11-03T00:00:00-04:00", "2024-11-04T00:00:00-05:00"),
                new Example("15 2 * * *", "Australia/Lord_Howe", "2024-10-05T12:00:00+10:30",
                        "2024-10-06T02:30:00+11:00", "2024-10-07T02:15:00+11:00"),
                new Example("45 1 * * *", "Australia/Lord_Howe", "2024-04-06T12:00:00+11:00",
                        "2024-04-07T01:45:00+11:00", "2024-04-08T01:45:00+10:30"),
                new Example("0 22,23 * * *", "America/Nuuk", "2024-03-29T22:00:00-02:00",
                        "2024-03-29T23:00:00-02:00", "2024-03-30T22:00:00-02:00", "2024-03-31T00:00:00-01:00"),
                new Example("0 12 * * *", "Pacific/Apia", "2011-12-29T13:00:00-10:00",
                        "2011-12-31T00:00:00+14:00", "2011-12-31T12:00:00+14:00"));
    }

    @BeforeAll
    static void unpack() throws Exception {
        dcms = UnpackedTarball.in(temp);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsALineForEachTime(Example example) throws Exception {
        Finished run = dcms.dcms("next", "--zone", example.zone, "--from", example.from,
                "--count", String.valueOf(example.runs.length), example.expression);
        assertEquals(new Finished(run.pid(), 0, example.printed("\n") + "\n", ""), run);
    }

    @Test
    void answersABatchLineByLine() throws Exception {
        Path questions = temp.resolve("questions");
        Files.writeString(questions, examples().stream().map(example -> String.join("\t", example.expression, example.zone,
                example.from, String.valueOf(example.runs.length))).collect(Collectors.joining("\n", "", "\nfive\tUTC\t\t\n")));
        Finished run = dcms.run(dcms.command(Path.of("/bin/sh"), "-c", "bin/dcms next --batch < " + questions));
        List<String> answers = run.out().lines().toList();
        assertEquals(examples().stream().map(example -> example.printed(",")).toList(), answers.subList(0, examples().size()));
        assertTrue(answers.get(examples().size()).startsWith("ERROR: "), run::out);
        assertEquals(new Finished(run.pid(), 0, run.out(), ""), run);
    }

    /** One line on stderr, and nothing on stdout that a script could take for a time. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 25 * * *             | dcms next: field 2 (hour): 25 is over 23",
        "* * * *                | dcms next: 4 fields",
        "@dayly                 | dcms next: ",
        "TZ=UTC 0 1 * * *       | dcms next: ",
        "@every 0s              | dcms next: ",
        "0 0 * * MON#6          | dcms next: field 5 (day of week): ",
        "''                     | dcms next: "})
    void refusesABadExpressionInOneLine(String expression, String problem) throws Exception {
        Finished run = dcms.dcms("next", expression);
        assertTrue(run.err().startsWith(problem), run::err);
        assertEquals(1, run.err().lines().count(), run::err);
        assertEquals(new Finished(run.pid(), 2, "", run.err()), run);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--zone=Mars/Base 0 1 * * *  | dcms next: zone \"Mars/Base\" is unknown: give a region such as Europe/Berlin",
        "--from=tomorrow @daily      | dcms next: from \"tomorrow\" is no time with an offset: give one such as",
        "--count=0 @daily            | dcms next: count \"0\" is bad: give a whole number from 1 to 1000000",
        "--cuont=1 @daily            | dcms next: option \"--cuont\" is unknown: give --zone, --from, --count, --batch, --json or --help",
        "--batch @daily              | dcms next: --batch takes no EXPR",
        "--zone=UTC                  | dcms next: EXPR is missing"})
    void refusesABadArgumentInOneLine(String arguments, String problem) throws Exception {
        Finished run = dcms.dcms(("next " + arguments).split(" "));
        assertTrue(run.err().startsWith(problem), run::err);
        assertEquals(1, run.err().lines().count(), run::err);
        assertEquals(new Finished(run.pid(), 2, "", run.err()), run);
    }

    @Test
    void anExpressionWithoutARunIsNoError() throws Exception {
        Finished run = dcms.dcms("next", "0 0 31 2 *");
        assertEquals(new Finished(run.pid(), 0, "", run.err()), run);
        assertEquals(1, run.err().lines().count(), run::err);
        run = dcms.dcms("next", "@reboot");
        assertEquals(new Finished(run.pid(), 0, "", ""), run);
    }

    @Test
    void signsProgramsAsMd5sumAndSha256sumDo() throws Exception {
        Path script = Files.writeString(temp.resolve("two words.sh"), "#!/bin/sh\n");
        assertTrue(script.toFile().setExecutable(true));
        Finished run = dcms.dcms("sign", "--md5", script.toString());
        assertEquals(new Finished(run.pid(), 0, output("md5sum", script), ""), run);
        run = dcms.dcms("sign", script.toString(), "/no/such/file");
        assertEquals(new Finished(run.pid(), 1, "sha256:" + output("sha256sum", script),
                "dcms sign: /no/such/file: there is no such file\n"), run);
    }

    @Test
    void tellsItsVersionAndItsCommands() throws Exception {
        assertEquals(UnpackedTarball.topFolder().substring("dcms-".length()) + "\n", dcms.dcms("version").out());
        Finished help = dcms.dcms("help");
        assertEquals(0, help.exit());
        for (String command : List.of("next", "sign", "plugins", "version", "help")) {
            assertTrue(help.out().contains("  dcms " + command), help::out);
        }
        Finished bare = dcms.dcms();
        assertEquals(new Finished(bare.pid(), 2, "", help.out()), bare);
        Finished unknown = dcms.dcms("nxet");
        String line = "dcms: there is no command \"nxet\": did you mean \"next\"?\n";
        assertEquals(new Finished(unknown.pid(), 2, "", line + help.out()), unknown);
    }

    private static String output(String program, Path file) throws Exception {
        return dcms.run(new ProcessBuilder(program, file.toString())).out();
    }
}
