package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.cron.Schedule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MovedScheduleTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    /** Our schedules end with the century. */
    private static final Instant END = Instant.parse("2090-01-01T00:00:00Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static CrontabLine line(String times) {
        List<CrontabLine> lines = Crontab.read(times + " x\n", Optional.of("ann")).lines();
        assertEquals(1, lines.size(), times);
        return lines.get(0);
    }

    private static MovedSchedule moved(String times, ZoneId zone) {
        return MovedSchedule.of(line(times), zone, NOW);
    }

    /** Where nothing changes its clock. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 3 * * *            | 0 3 * * *",
        "5-55/10 * * * *      | 5-55/10 * * * *",
        "0   3  * *	MON-FRI | 0 3 * * MON-FRI",
        "@daily               | @daily",
        "@reboot              | @reboot",
        "0 0 1,15 * 1         | 0 0 1,15 * 1",
        "0 0 */2 * *          | 0 0 */2 * *",
        "0 0 * * */2          | 0 0 * * */2",
        "0 0 1 * */1          | 0 0 1 * *",
        "0 0 */1 * 1          | 0 0 * * 1",
        "*/60 * * * *         | 0 * * * *",
        "0 */24 * * *         | 0 0 * * *",
        "0 3 1-7/40 * *       | 0 3 1 * *",
        "0 0 1 jan *          | 0 0 1 jan *",
        "0 0 * * 7            | 0 0 * * 7",
        "0 0 * * 5-7          | 0 0 * * 5-7",
        "0 0 * * 0-7          | 0 0 * * 0-7",
        "0 0 13 * 0-7         | 0 0 13 * 0-7",
        "0 0 30 2 *           | 0 0 30 2 *"})
    void isTheSameTextWhereItMeansTheSame(String times, String schedule) {
        MovedSchedule moved = moved(times, ZoneOffset.UTC);

        assertEquals(Optional.of(schedule), moved.text(), moved::toString);
        assertEquals(schedule.equals(line(times).schedule()), moved.differences().isEmpty(), moved::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 0 */2 * 1  | where a day field begins with * cron runs it on the days that fit both day fields",
        "0 0 1-7 * */2 | where a day field begins with * cron runs it on the days that fit both day fields",
        "0 0 *,10 * 1 | ''"})
    void staysWhereNothingSaysIt(String times, String reason) {
        MovedSchedule moved = moved(times, ZoneOffset.UTC);

        assertEquals(reason.isEmpty(), moved.text().isPresent(), moved::toString);
        assertTrue(moved.refusal().contains(reason), moved::refusal);
    }

    @Test
    void namesWhatIsOtherwiseWhenTheClockIsSet() {
        assertEquals(List.of(), moved("30 2 * * *", BERLIN).differences());
        assertEquals(List.of(), moved("*/5 * * * *", BERLIN).differences());
        List<String> twice = moved("0,30 2 * * *", BERLIN).differences();
        assertTrue(twice.size() == 1 && twice.get(0).startsWith("where the clock is set forward or back, as next on 2027-03-28"),
                twice::toString);
        assertEquals(Optional.of("0 * * * *"), moved("*/60 * * * *", BERLIN).text());
    }

    /** Whatever is moved has the same times, minute by minute, over some months. */
    @Test
    void whatIsMovedHasTheSameTimes() throws Exception {
        Random random = new Random(5);
        int moved = 0;
        for (int n = 0; n < 300; n++) {
            String times = field(random, 0, 59) + " " + field(random, 0, 23) + " " + field(random, 1, 31) + " " + field(random, 1, 12) + " "
                    + field(random, 0, 7);
            CrontabLine line = line(times);
            Optional<String> text = MovedSchedule.of(line, ZoneOffset.UTC, NOW).text();
            if (text.isEmpty()) {
                continue;
            }
            moved++;
            Schedule ours = Schedule.parse(text.get());
            Instant at = NOW;
            for (int runs = 0; runs < 200; runs++) {
                Optional<Instant> next = ours.next(at, ZoneOffset.UTC);
                if (next.filter(END::isAfter).isEmpty()) {
                    break;
                }
                assertEquals(line.times().next(at, ZoneOffset.UTC), next, () -> times + " moved as " + text);
                assertTrue(line.times().fits(LocalDateTime.ofInstant(next.get(), ZoneOffset.UTC)));
                at = next.get();
            }
        }
        assertTrue(moved > 200, "only " + moved + " of 300 can be moved");
    }

    private static String field(Random random, int low, int high) {
        int first = low + random.nextInt(high - low + 1);
        int last = first + random.nextInt(high - first + 1);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> "*";
            case 3 -> "*/" + (1 + random.nextInt(high + 3));
            case 4 -> first + "-" + last;
            case 5 -> first + "-" + last + "/" + (1 + random.nextInt(9));
            case 6 -> first + "," + last;
            default -> Integer.toString(first);
        };
    }
}
