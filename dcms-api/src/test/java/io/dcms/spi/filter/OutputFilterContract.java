package io.dcms.spi.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.spi.ConfigException;
import io.dcms.spi.FactoryChecks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every output filter owes the agent. To test yours, take dcms-api's test-jar as a test dependency and write
 *
 * <pre>{@code
 * class MyFilterContractTest extends OutputFilterContract {
 *     protected OutputFilterFactory factory() {
 *         return new MyFilterFactory();
 *     }
 *
 *     protected List<Sample> samples() {
 *         return List.of(
 *                 Sample.hit("[0-9]+ errors", "ok\nfound 12 errors\n", "[0-9]+ errors", 2, 9),
 *                 Sample.clean("[0-9]+ errors", "no errors\n"));
 *     }
 *
 *     protected List<String> badExpressions() {
 *         return List.of("[0-9");
 *     }
 * }
 * }</pre>
 *
 * <p>Your samples are the examples from your documentation; the kit feeds each of them whole, byte by byte, cut at random and from
 * several threads, and expects the same answer every time. Your filter is done when it passes with a sample for each rule
 * that it has.
 */
@Timeout(120)
public abstract class OutputFilterContract {

    private static final int RANDOM_CUTS = 50;

    private OutputFilter filter;

    /** A new factory of yours, as {@link java.util.ServiceLoader} would make it. */
    protected abstract OutputFilterFactory factory();

    /** What your filter says to what output. At least one sample that hits and one that does not. */
    protected abstract List<Sample> samples();

    /** Expressions that your filter refuses; empty if it takes any. */
    protected List<String> badExpressions() {
        return List.of();
    }

    /** The settings to create your filter with, by key without its name; empty if it has defaults for all. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    /**
     * An expression, an output, and the first hit in it.
     *
     * @param expression without the filter's prefix
     * @param output     all that the run prints
     * @param hit        what {@link OutputScanner#finish()} answers in the end
     */
    public record Sample(String expression, byte[] output, Optional<FilterHit> hit) {

        /** An output, in UTF-8, that the filter finds bad. Line and offset are those of {@link FilterHit}. */
        public static Sample hit(String expression, String output, String keyword, long line, long offset) {
            return new Sample(expression, output.getBytes(StandardCharsets.UTF_8),
                    Optional.of(new FilterHit(keyword, line, offset)));
        }

        /** An output, in UTF-8, in which there is nothing bad. */
        public static Sample clean(String expression, String output) {
            return new Sample(expression, output.getBytes(StandardCharsets.UTF_8), Optional.empty());
        }

        @Override
        public String toString() {
            return "expression <" + expression + "> on output <" + new String(output, StandardCharsets.UTF_8) + ">";
        }
    }

    @BeforeEach
    final void createFilter() throws ConfigException {
        filter = FactoryChecks.create(factory(), settings());
    }

    @Test
    final void theAgentFindsTheFactory() {
        FactoryChecks.assertFound(OutputFilterFactory.class, factory());
    }

    @Test
    final void thereAreSamplesOfBothKinds() {
        assertEquals(2, samples().stream().map(sample -> sample.hit().isPresent()).distinct().count(),
                "give samples() at least one output that hits and one that does not");
    }

    @Test
    final void outputInOnePiece() throws ConfigException {
        for (Sample sample : samples()) {
            OutputScanner scanner = scanner(sample);
            scanner.feed(sample.output(), 0, sample.output().length);
            assertAnswer(sample, scanner);
        }
    }

    @Test
    final void outputByteByByte() throws ConfigException {
        for (Sample sample : samples()) {
            OutputScanner scanner = scanner(sample);
            for (int i = 0; i < sample.output().length; i++) {
                scanner.feed(sample.output(), i, 1);
            }
            assertAnswer(sample, scanner);
        }
    }

    @Test
    final void outputCutAnywhere() throws ConfigException {
        Random random = new Random(1);
        for (Sample sample : samples()) {
            for (int i = 0; i < RANDOM_CUTS; i++) {
                OutputScanner scanner = scanner(sample);
                feedInPieces(scanner, sample.output(), random);
                assertAnswer(sample, scanner);
            }
        }
    }

    @Test
    final void thereIsNoHitBeforeTheFirstByte() throws ConfigException {
        for (Sample sample : samples()) {
            OutputScanner scanner = scanner(sample);
            assertEquals(Optional.empty(), scanner.hit(), sample.toString());
            scanner.feed(new byte[0], 0, 0);
            assertEquals(Optional.empty(), scanner.hit(), sample.toString());
        }
    }

    @Test
    final void theBufferIsNotChanged() throws ConfigException {
        for (Sample sample : samples()) {
            byte[] buffer = sample.output().clone();
            scanner(sample).feed(buffer, 0, buffer.length);
            assertArrayEquals(sample.output(), buffer, sample.toString());
        }
    }

    @Test
    final void theFirstHitStays() throws ConfigException {
        for (Sample sample : samples()) {
            OutputScanner scanner = scanner(sample);
            scanner.feed(sample.output(), 0, sample.output().length);
            Optional<FilterHit> first = scanner.hit();
            if (first.isPresent()) {
                scanner.feed(sample.output(), 0, sample.output().length);
                assertEquals(first, scanner.hit(), sample.toString());
                assertEquals(first, scanner.finish(), sample.toString());
            }
        }
    }

    @Test
    final void scannersDoNotDisturbEachOther() throws ConfigException {
        for (Sample sample : samples()) {
            CompiledFilter compiled = filter.compile(sample.expression());
            OutputScanner one = compiled.scanner();
            OutputScanner two = compiled.scanner();
            for (int i = 0; i < sample.output().length; i++) {
                one.feed(sample.output(), i, 1);
                two.feed(new byte[] {'~'}, 0, 1);
            }
            assertAnswer(sample, one);
        }
    }

    @Test
    final void anyBytesMayCome() throws ConfigException {
        byte[] noise = new byte[1 << 20];
        new Random(2).nextBytes(noise);
        byte[] oneLongLine = new byte[1 << 20];
        for (Sample sample : samples()) {
            for (byte[] output : List.of(noise, oneLongLine)) {
                OutputScanner scanner = scanner(sample);
                scanner.feed(output, 0, output.length);
                assertNotNull(scanner.hit(), sample.toString());
                assertNotNull(scanner.finish(), sample.toString());
            }
        }
    }

    @Test
    final void severalThreadsAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> runs = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                runs.add(() -> {
                    outputInOnePiece();
                    return null;
                });
            }
            for (Future<Void> run : threads.invokeAll(runs)) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void aBadExpressionIsRefusedWithAReason() {
        for (String expression : badExpressions()) {
            ConfigException refusal = assertThrows(ConfigException.class, () -> filter.compile(expression), expression);
            assertFalse(refusal.getMessage().isBlank(), expression);
        }
    }

    private OutputScanner scanner(Sample sample) throws ConfigException {
        return filter.compile(sample.expression()).scanner();
    }

    private static void assertAnswer(Sample sample, OutputScanner scanner) {
        Optional<FilterHit> beforeTheEnd = scanner.hit();
        assertEquals(sample.hit(), scanner.finish(), sample.toString());
        if (beforeTheEnd.isPresent()) {
            assertEquals(sample.hit(), beforeTheEnd, "before finish(): " + sample);
        }
    }

    /** Pieces of 0 to 7 bytes, somewhere in one buffer that is overwritten after each of them, as the agent's is. */
    private static void feedInPieces(OutputScanner scanner, byte[] output, Random random) {
        byte[] buffer = new byte[16];
        int at = 0;
        while (at < output.length) {
            int from = random.nextInt(8);
            int length = Math.min(random.nextInt(8), output.length - at);
            System.arraycopy(output, at, buffer, from, length);
            scanner.feed(buffer, from, length);
            Arrays.fill(buffer, (byte) '~');
            at += length;
        }
    }
}
