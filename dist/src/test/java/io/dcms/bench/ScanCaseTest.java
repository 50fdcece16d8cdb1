package io.dcms.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScanCaseTest {

    /** Also not where one part of the output meets the next. */
    @Test
    void noKeywordStandsInItsOutput() {
        for (ScanCase one : ScanCase.all()) {
            String output = new String(one.output(2 * one.part().length), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
            for (String keyword : one.expression().split("\\|")) {
                assertTrue(!output.contains(keyword), one.name() + ": " + keyword);
            }
        }
    }

    @Test
    void eachHasItsName() {
        Set<String> names = new HashSet<>();
        ScanCase.all().forEach(one -> names.add(one.name()));
        assertEquals(ScanCase.all().size(), names.size());
    }

    @Test
    void theOutputRepeatsItsPart() {
        byte[] output = new ScanCase("", "x", "abc".getBytes(StandardCharsets.UTF_8)).output(7);
        assertArrayEquals("abcabca".getBytes(StandardCharsets.UTF_8), output);
    }
}
