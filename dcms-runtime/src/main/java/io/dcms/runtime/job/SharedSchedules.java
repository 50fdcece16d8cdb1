package io.dcms.runtime.job;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One schedule for all jobs with the same text: thousands of jobs have some dozens of expressions, and a schedule takes half a kilobyte.
 * Only the latest are remembered. Any thread.
 */
final class SharedSchedules {

    private static final int MOST = 2_000;

    private final Map<String, Schedule> latest = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Schedule> eldest) {
            return size() > MOST;
        }
    };

    /** @throws CronException if the expression means nothing, each time that it is asked for */
    synchronized Schedule parse(String expression) throws CronException {
        Schedule known = latest.get(expression);
        if (known == null) {
            known = Schedule.parse(expression);
            latest.put(expression, known);
        }
        return known;
    }
}
