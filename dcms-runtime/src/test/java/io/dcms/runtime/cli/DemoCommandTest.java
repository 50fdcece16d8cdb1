package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpIsGivenWhateverElseIsSaid() {
        assertEquals(0, run("--port", "x", "--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage: dcms demo"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --prot 1          | option "--prot" is unknown: give --dir, --port, --seconds or --help
            now               | "now" is one too many: dcms demo takes no operands
            --port            | option --port has no value: give one after it
            --port=0          | --port "0": give a whole number from 1 to 65535
            --port 65536      | --port "65536": give a whole number from 1 to 65535
            --seconds -1      | --seconds "-1": give a whole number from 1 to 86400
            --seconds=        | --seconds "": give a whole number from 1 to 86400
            --dir=            | --dir "": give the path of a folder
            """)
    void whatIsBadIsNamedWithWhatWouldBeRight(String arguments, String problem) {
        assertEquals(2, run(arguments.split(" ")));
        assertEquals("dcms demo: " + problem + "\n", err.toString(StandardCharsets.UTF_8));
    }

    private int run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("demo"));
        words.addAll(List.of(arguments));
        return Dcms.run(words, new Screen(InputStream.nullInputStream(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), Map.of(), false), InstantSource.system());
    }
}
