package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrangersTest {

    private static final HttpProblem UNKNOWN = new HttpProblem(401, "the agent does not know this token");

    private final PrintStream before = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long now = Long.MAX_VALUE - 5;
    private final Strangers strangers = new Strangers(() -> now);

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(before);
    }

    @Test
    void aFloodOfRefusalsIsALineAMinuteThatSaysHowManyThereWere() {
        for (int n = 0; n < 1000; n++) {
            strangers.refused("10.0.0." + n % 250, "GET /jobs", UNKNOWN);
        }
        assertEquals(List.of("REST: 10.0.0.0 is not let in: GET /jobs: the agent does not know this token; 0 more since this was"
                + " last said"), lines());

        now += Duration.ofMinutes(1).toNanos();
        strangers.refused("10.0.0.7", "GET /jobs", UNKNOWN);
        assertEquals(2, lines().size());
        assertTrue(lines().get(1).startsWith("REST: 10.0.0.7 ") && lines().get(1).endsWith("; 999 more since this was last said"), lines().get(1));
    }

    @Test
    void bodiesThatNeverComeAreALineAMinuteOfTheirOwn() {
        strangers.refused("10.0.0.1", "GET /jobs", UNKNOWN);
        for (int n = 0; n < 1000; n++) {
            strangers.unread("10.0.0.2", "POST /jobs", new UnreadBody(new IOException("connection reset")));
        }
        assertEquals(2, lines().size());
        assertTrue(lines().get(1).startsWith("REST: 10.0.0.2 sends what can't be read: POST /jobs: the body can't be read: "), lines().get(1));
        assertTrue(lines().get(1).contains("connection reset"), lines().get(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 409, 413, 503})
    void aMistakeIsNobodysAttemptToGetIn(int status) {
        strangers.refused("10.0.0.1", "GET /jbos", new HttpProblem(status, "there is nothing"));
        assertEquals(List.of(), lines());
    }

    @Test
    void whatIsAskedForForgesNoLine() {
        strangers.refused("10.0.0.1", "GET /a\n2024-05-01 ERROR all is lost \u001b[2J", UNKNOWN);
        assertTrue(lines().get(0).chars().noneMatch(c -> c < ' '), lines().get(0));
    }

    /** What was logged, without times and levels. */
    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring(Math.max(0, line.indexOf("REST: ")))).toList();
    }
}
