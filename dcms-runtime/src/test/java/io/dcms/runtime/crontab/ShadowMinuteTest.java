package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.crontab.ShadowMinute.Finding;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShadowMinuteTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', value = {
        // due, cron, dcms, would, on
        "1 | 1 | 0 | 1  | false | -           | cron is in charge, and the job would run it too",
        "1 | 1 | 0 | -1 | false | -           | a line that stays",
        "1 | 1 | 0 | 0  | false | LOST        | another zone, or a clock that is set",
        "2 | 2 | 0 | 1  | false | OTHER_COUNT | a clock that is set forward: cron makes up for two",
        "0 | 0 | 0 | 1  | false | ADDED       | ",
        "0 | 1 | 0 | 1  | false | UNEXPECTED  | the crontab was another then",
        "1 | 0 | 0 | 1  | false | NOBODY      | commented out, and the job is disabled",
        "1 | 0 | 0 | -1 | false | NOBODY      | cron was not running",
        "1 | 1 | 1 | 1  | true  | BOTH        | the line is in both",
        "1 | 0 | 1 | 1  | true  | -           | moved",
        "1 | 0 | 0 | 1  | true  | NOBODY      | skipped",
        "1 | 1 | 0 | 1  | true  | CRON_ALONE  | skipped, and the line is not yet commented out",
        "0 | 0 | 1 | 1  | true  | DCMS_ALONE  | another schedule",
        "2 | 0 | 1 | 1  | true  | OTHER_COUNT | cron would have made up for two",
        "0 | 0 | 0 | 0  | true  | -           | nothing at all"})
    void whoIsInChargeRunsEachDueRunOnce(int due, int cron, int dcms, int would, boolean on, Finding expected, String why) {
        assertEquals(Optional.ofNullable(expected), new ShadowMinute(due, cron, dcms, would, on).finding(), why);
    }
}
