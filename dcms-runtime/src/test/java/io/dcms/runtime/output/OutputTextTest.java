package io.dcms.runtime.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class OutputTextTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void utf8IsLeftAsItIs() {
        String text = "tab\tline\nreturn\r é 中 😀 \u3000\u2028";
        assertEquals(text, OutputText.of(utf8(text), false));
        assertEquals("", OutputText.of(new byte[0], false));
        assertEquals("", OutputText.of(new byte[0], true));
    }

    @Test
    void controlsAreReplaced() {
        assertEquals("a\uFFFDb\uFFFD[31m\uFFFD\uFFFDc", OutputText.of(utf8("a\0b\u001b[31m\u007f\u009bc"), false));
    }

    @Test
    void anotherCharsetIsReplaced() {
        String text = OutputText.of("ok 错误 end".getBytes(Charset.forName("GBK")), false);
        assertTrue(text.startsWith("ok \uFFFD") && text.endsWith(" end"), text);
    }

    @Test
    void theRestOfACutCharacterIsLeftOut() {
        byte[] text = utf8("😀中é!");
        for (int from : new int[] {1, 2, 3}) {
            assertEquals("中é!", OutputText.of(Arrays.copyOfRange(text, from, text.length), true), "cut at " + from);
        }
        assertEquals("é!", OutputText.of(Arrays.copyOfRange(text, 5, text.length), true));
        assertEquals("é!", OutputText.of(Arrays.copyOfRange(text, 7, text.length), true), "nothing is cut");
    }

    @Test
    void whatOnlyLooksLikeACutStaysVisible() {
        assertEquals("\uFFFDa", OutputText.of(new byte[] {(byte) 0x80, 'a'}, false));
        assertEquals("\uFFFDa", OutputText.of(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 'a'}, true));
    }

    /** A message is at most 65,535 bytes: the tail leaves more than 16,000 of them for the reason. */
    @Test
    void noTailIsLongerThan48KiBWhateverItHolds() {
        byte[] bytes = new byte[OutputText.TAIL_BYTES];
        Random random = new Random(1);
        for (int round = 0; round < 20; round++) {
            random.nextBytes(bytes);
            assertBounded(bytes);
        }
        for (int value = 0; value < 256; value++) {
            Arrays.fill(bytes, (byte) value);
            assertBounded(bytes);
        }
    }

    private static void assertBounded(byte[] bytes) {
        String text = OutputText.of(bytes, true);
        assertTrue(utf8(text).length <= 48 * 1024, "of bytes " + bytes[0]);
        assertEquals(text, new String(utf8(text), StandardCharsets.UTF_8), "valid Unicode");
    }
}
