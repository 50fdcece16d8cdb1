package io.dcms.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FiguresTest {

    @Test
    void tellsRanksOfWhatWasMeasured() {
        Figures figures = Figures.of(IntStream.rangeClosed(1, 1000).mapToObj(n -> (double) (1001 - n)).toList());
        assertEquals(1, figures.best());
        assertEquals(500, figures.median());
        assertEquals(990, figures.p99());
        assertEquals(1000, figures.worst());
        assertEquals(1000, figures.count());
    }

    /** An average of two would be a value that nobody measured. */
    @Test
    void eachFigureIsAValueThatWasMeasured() {
        Figures figures = Figures.of(List.of(3.0, 1.0));
        assertEquals(1, figures.median());
        assertEquals(3, figures.p99());
    }

    @Test
    void nothingHasNoFigures() {
        assertThrows(IllegalArgumentException.class, () -> Figures.of(List.of()));
    }
}
