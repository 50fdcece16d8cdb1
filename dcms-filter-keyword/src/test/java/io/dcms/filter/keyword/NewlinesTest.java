package io.dcms.filter.keyword;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewlinesTest {

    @Test
    void everyByteValueInEveryPlaceOfAWord() {
        for (int value = 0; value < 256; value++) {
            for (int other : new int[] {0, '\n', '\n' + 1, 0x8a, 0xff}) {
                for (int place = 0; place < 8; place++) {
                    byte[] word = new byte[8];
                    Arrays.fill(word, (byte) other);
                    word[place] = (byte) value;
                    assertEquals(plainCount(word, 0, 8), Newlines.count(word, 0, 8), value + " among " + other);
                }
            }
        }
    }

    @Test
    void everyPartOfABuffer() {
        byte[] buffer = new byte[40];
        Random random = new Random(1);
        for (int i = 0; i < buffer.length; i++) {
            buffer[i] = (byte) (random.nextBoolean() ? '\n' : random.nextInt());
        }
        for (int from = 0; from <= buffer.length; from++) {
            for (int to = from; to <= buffer.length; to++) {
                assertEquals(plainCount(buffer, from, to), Newlines.count(buffer, from, to), from + " to " + to);
            }
        }
    }

    private static long plainCount(byte[] buffer, int from, int to) {
        return IntStream.range(from, to).filter(i -> buffer[i] == '\n').count();
    }
}
