package io.dcms.filter.keyword;

import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.CompiledFilter;
import io.dcms.spi.filter.OutputFilter;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code one|two|three}: spaces around {@code |} do not count, and what is empty then matches nothing. */
final class KeywordFilter implements OutputFilter {

    @Override
    public CompiledFilter compile(String expression) throws ConfigException {
        return new CompiledKeywords(AutomatonBuilder.build(keywords(expression)));
    }

    private static List<Keyword> keywords(String expression) throws ConfigException {
        List<Keyword> keywords = new ArrayList<>();
        for (String alternative : expression.split("\\|")) {
            String text = alternative.strip();
            if (!text.isEmpty()) {
                keywords.add(Keyword.of(checked(text)));
            }
        }
        return keywords;
    }

    private static String checked(String text) throws ConfigException {
        int half = text.codePoints().filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                .findFirst().orElse(0);
        if (half != 0) {
            throw new ConfigException(String.format(
                    "keyword \"%s\" holds U+%04X, half of a character: give whole ones", text, half));
        }
        return text;
    }
}
