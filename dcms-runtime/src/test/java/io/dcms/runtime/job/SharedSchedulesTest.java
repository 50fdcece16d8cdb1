package io.dcms.runtime.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import org.junit.jupiter.api.Test;

final class SharedSchedulesTest {

    private final SharedSchedules schedules = new SharedSchedules();

    @Test
    void oneForAllWithTheSameText() throws Exception {
        Schedule first = schedules.parse("0 3 * * *");
        assertSame(first, schedules.parse(new String("0 3 * * *")));
        assertEquals("1 3 * * *", schedules.parse("1 3 * * *").toString());
    }

    @Test
    void whatMeansNothingIsRefusedEachTime() {
        assertThrows(CronException.class, () -> schedules.parse("nonsense"));
        assertThrows(CronException.class, () -> schedules.parse("nonsense"));
    }

    /** Somebody may have them changed all day long. */
    @Test
    void thoseThatWereLongNotAskedForAreForgotten() throws Exception {
        Schedule first = schedules.parse("@every 1s");
        Schedule second = schedules.parse("@every 2s");
        for (int seconds = 3; seconds <= 2_001; seconds++) {
            assertSame(second, schedules.parse("@every 2s"));
            schedules.parse("@every " + seconds + "s");
        }
        assertSame(second, schedules.parse("@every 2s"));
        assertNotSame(first, schedules.parse("@every 1s"));
    }
}
