package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WidthTest {

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {
        "'',0", "abc,3", "é,1", "é,1", "备份,4", "バックアップ,12", "ﾊﾞ,2", "한국어,6", "ＡＢ,4", "✅,2", "🚀x,3", "中 a,4", "𠀀,2", "─,1"})
    void countsColumns(String text, int columns) {
        assertEquals(columns, Width.of(text));
    }
}
