package io.dcms.runtime.cron;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What means nothing, and the words that help its author. */
class RejectedTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                    | empty, give 5, 6 or 7 fields
            ` \t `                | empty
            * * * *               | 4 fields, give 5
            0                     | one field
            0 0 0 1 1 * 2024 rm   | 8 fields, or 7
            60 * * * *            | field 1 (minute), 60 is over 59, 0-59
            99999999999999999999 * * * * | field 1 (minute), is over 59
            60 0 0 1 1 * 2024     | field 1 (second), 60 is over 59
            0 24 * * *            | field 2 (hour), 24 is over 23, 0-23
            0 0 0 * *             | field 3 (day of month), 0 is under 1, 1-31
            0 0 32 * *            | field 3 (day of month), 32 is over 31, 1-31, "0 0 32 * *"
            0 0 1 13 *            | field 4 (month), 13 is over 12, 1-12 or JAN-DEC
            0 0 1 0 *             | field 4 (month), 0 is under 1
            0 0 * * 8             | field 5 (day of week), 8 is over 7, 0-7 or SUN-SAT
            0 0 * * 0-8           | field 5 (day of week), 8 is over 7
            0 0 1 1 * 1969        | field 6 (year), 1969 is under 1970, 1970-2099, six fields are min hour dom month dow YEAR
            0 0 1 1 * 2100        | field 6 (year), 2100 is over 2099
            0 0 1 1 * 24          | field 6 (year), 24 is no year of four digits
            0 0 1 1 * 02024       | field 6 (year), no year of four digits
            0 15 10 ? * MON-FRI   | field 6 (year), "MON" is no year, for seconds write seven
            0 0 0 * * ?           | field 3 (day of month), 0 is under 1, for seconds write seven
            0 0 1 1 * 2030-2024   | field 6 (year), 2030-2024 runs backwards
            0 0 0 1 1 * 2030-2024/2 | field 7 (year), runs backwards
            0 0 1 1 * */60        | field 6 (year), step 60 is over 59
            , * * * *             | field 1 (minute), has no entry
            * ,,, * * *           | field 2 (hour), has no entry
            *,foo * * * *         | field 1 (minute), "FOO" is no minute
            *,60 * * * *          | field 1 (minute), 60 is over 59
            foo * * * *           | field 1 (minute), "FOO"
            */0 * * * *           | field 1 (minute), step 0 is under 1, 1-59
            5/0 * * * *           | field 1 (minute), step 0 is under 1
            */60 * * * *          | field 1 (minute), step 60 is over 59
            */60 * * * * * *      | field 1 (second), step 60 is over 59
            0 */24 * * *          | field 2 (hour), step 24 is over 23
            0 0 */32 * *          | field 3 (day of month), step 32 is over 31
            0 0 1 */13 *          | field 4 (month), step 13 is over 12
            0 0 * * */7           | field 5 (day of week), step 7 is over 6
            */005 * * * *         | field 1 (minute), more than two digits
            */ * * * *            | field 1 (minute), step is "", 1-59
            */-5 * * * *          | field 1 (minute), step is "-5"
            */MON * * * *         | field 1 (minute), step is "MON"
            */2/3 * * * *         | field 1 (minute), step is "2/3"
            /5 * * * *            | field 1 (minute), a value is missing
            ?/2 * * * *           | field 1 (minute), ? takes no step
            005 * * * *           | field 1 (minute), 005 has more than two digits
            5- * * * *            | field 1 (minute), a value is missing in "5-"
            -5 * * * *            | field 1 (minute), a value is missing in "-5"
            1-2-3 * * * *         | field 1 (minute), "2-3" is no minute
            1--3 * * * *          | field 1 (minute), "-3" is no minute
            *-5 * * * *           | field 1 (minute), "*" is no minute
            *5 * * * *            | field 1 (minute), "*5" is no minute
            ** * * * *            | field 1 (minute), "**" is no minute
            +5 * * * *            | field 1 (minute), "+5" is no minute
            5.0 * * * *           | field 1 (minute), "5.0"
            0x5 * * * *           | field 1 (minute), "0X5"
            1;2 * * * *           | field 1 (minute), "1;2"
            1_0 * * * *           | field 1 (minute), "1_0"
            5#3 * * * *           | field 1 (minute), "5#3"
            L * * * *             | field 1 (minute), "L"
            H * * * *             | field 1 (minute), "H", 0-59
            R * * * *             | field 1 (minute), "R"
            0~30 * * * *          | field 1 (minute), "0~30"
            H(0-29)/10 * * * *    | field 1 (minute), "H(0"
            0 0 1 SEPT *          | field 4 (month), "SEPT" is no month
            0 0 1 MON *           | field 4 (month), "MON" is no month
            0 0 1 JA *            | field 4 (month), "JA" is no month
            0 0 1 L *             | field 4 (month), "L" is no month
            0 0 * * TUES          | field 5 (day of week), "TUES" is no day of week
            0 0 * * THURS         | field 5 (day of week), "THURS"
            0 0 * * JAN           | field 5 (day of week), "JAN"
            0 0 * * L             | field 5 (day of week), L needs a day before it
            0 0 * * W             | field 5 (day of week), "W" is no day of week
            0 0 * * 1-5L          | field 5 (day of week), "1-5" is no day of week
            0 0 * * 5L/2          | field 5 (day of week), "5L"
            0 0 * * 5#0           | field 5 (day of week), the number after # 0 is under 1
            0 0 * * 5#6           | field 5 (day of week), the number after # 6 is over 5
            0 0 * * 5#            | field 5 (day of week), the number after # is ""
            0 0 * * #3            | field 5 (day of week), a value is missing
            0 0 * * 8#1           | field 5 (day of week), 8 is over 7
            0 0 * * 8L            | field 5 (day of week), 8 is over 7
            0 0 * * 1-5#2         | field 5 (day of week), "1-5" is no day of week
            0 0 0W * *            | field 3 (day of month), 0 is under 1
            0 0 32W * *           | field 3 (day of month), 32 is over 31
            0 0 W15 * *           | field 3 (day of month), "W15"
            0 0 W * *             | field 3 (day of month), a value is missing in "W"
            0 0 WL * *            | field 3 (day of month), "WL"
            0 0 1-15W * *         | field 3 (day of month), "1-15" is no day of month
            0 0 15W/2 * *         | field 3 (day of month), "15W"
            0 0 15W-20 * *        | field 3 (day of month), "15W"
            0 0 L-0 * *           | field 3 (day of month), the number after L- 0 is under 1
            0 0 L-31 * *          | field 3 (day of month), the number after L- 31 is over 30
            0 0 L- * *            | field 3 (day of month), the number after L- is ""
            0 0 L-3W * *          | field 3 (day of month), the number after L- is "3W"
            0 0 1-L * *           | field 3 (day of month), "L" is no day of month
            0 0 29-L * *          | field 3 (day of month), "L" is no day of month
            0 0 L/2 * *           | field 3 (day of month), "L" is no day of month
            0 0 LL * *            | field 3 (day of month), "LL"
            0 0 MON * *           | field 3 (day of month), "MON"
            @fortnightly          | "@fortnightly" is unknown, @yearly, @every 1h30m
            @                     | "@" is unknown
            @daily x              | @daily stands alone
            x @daily              | 2 fields
            @reboot now           | @reboot stands alone
            @every                | @every takes one time
            @every 1h 30m         | @every takes one time
            @every 0s             | @every "0s" is under one second
            @every 0h0m0s         | under one second
            @every -1h            | no time, whole hours, minutes and seconds
            @every +1h            | no time
            @every 1.5h           | no time
            @every 100ms          | no time
            @every 1d             | no time
            @every 5              | no time
            @every h              | no time
            @every 30m1h          | no time
            @every 1h1h           | no time
            @every 1H             | no time
            @every 9999999999s    | too long, 9 digits
            TZ=UTC 0 0 * * *      | "TZ=UTC", set the time zone of the job
            CRON_TZ=Asia/Tokyo 0 0 * * * | "CRON_TZ=Asia/Tokyo", set the time zone of the job
            CRON_TZ=UTC @daily    | set the time zone of the job
            """)
    void isRejected(String expression, String words) {
        String message = assertThrows(CronException.class, () -> Schedule.parse(expression), expression).getMessage();
        for (String word : words.split(", ")) {
            assertTrue(message.contains(word), () -> "missing: " + word + " in: " + message);
        }
        assertTrue(message.endsWith(": " + Printable.quote(expression)), message);
        assertFalse(message.contains("\n"), message);
    }

    /** Each of these passes for something else with the JDK's own parsing, trimming or changing of case. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            \\u0665 * * * *        | field 1 | U+0665 (ARABIC-INDIC DIGIT FIVE)
            0 0 \\uff11 * *        | field 3 | U+FF11 (FULLWIDTH DIGIT ONE)
            0\\u00a00 * * *        | field 1 | U+00A0 (NO-BREAK SPACE)
            0 0 * * *\\u00a0       | field 5 | U+00A0 (NO-BREAK SPACE)
            \\u30000 0 * * *       | field 1 | U+3000 (IDEOGRAPHIC SPACE)
            0 0 * * \\u017fun      | field 5 | U+017F (LATIN SMALL LETTER LONG S)
            0 0 * * fr\\u0131      | field 5 | U+0131 (LATIN SMALL LETTER DOTLESS I)
            @wee\\u212aly          | field 1 | U+212A (KELVIN SIGN)
            0 0 1\\u20132 * *      | field 3 | U+2013 (EN DASH)
            \\ufeff0 0 * * *       | field 1 | U+FEFF (ZERO WIDTH NO-BREAK SPACE)
            0\\u000b0 * * *        | field 1 | U+000B (LINE TABULATION)
            0 0 * * *\\u0000       | field 5 | U+0000 (NULL)
            0 0 * * \\ud83d\\ude00 | field 5 | U+1F600 (GRINNING FACE)
            0 0 * * \\ud83d        | field 5 | U+D83D
            0 0 * * \\u0378        | field 5 | U+0378 (no name)
            """)
    void onlyAsciiHasMeaning(String escaped, String field, String character) {
        String expression = unescape(escaped);
        String message = assertThrows(CronException.class, () -> Schedule.parse(expression)).getMessage();
        assertTrue(message.startsWith(field + ": the character " + character), message);
        assertTrue(message.chars().allMatch(c -> c >= ' ' && c <= '~'), message);
    }

    @Test
    void messageOfAHugeExpressionIsShort() {
        String expression = "0 0 " + "9".repeat(100_000) + " * *";
        String message = assertThrows(CronException.class, () -> Schedule.parse(expression)).getMessage();
        assertTrue(message.length() < 1_000, () -> "length " + message.length());
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith("\\u", i)) {
                plain.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
                i += 5;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
