package io.dcms.runtime.job;

import io.dcms.api.Job;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;
import java.time.ZoneOffset;

/** Jobs for tests: good ones in UTC, planned as the agent would. */
public final class TestJobs {

    /** Any hook and any filter is there and does nothing. */
    public static final Plugins PLUGINS = new Plugins() {
        @Override
        public TaskHook hook(String scheme) throws ConfigException {
            if (!scheme.equals("http")) {
                throw new ConfigException("no hook for \"" + scheme + "\"");
            }
            return (event, target) -> { };
        }

        @Override
        public boolean hasFilter(String name) {
            return name.equals("keyword");
        }

        @Override
        public OutputFilter filter(String name) {
            return expression -> () -> null;
        }
    };

    private TestJobs() {
    }

    /** A job that can be run: {@code /bin/true} as nobody. */
    public static Job.Builder job(long id, String schedule) {
        return Job.builder(id, "job-" + id).executor("/bin/true").signature("0".repeat(32)).runner("nobody")
                .schedule(schedule);
    }

    public static PlannedJob planned(Job.Builder job) {
        try {
            return new JobPlanner(PLUGINS, ZoneOffset.UTC).plan(job.build());
        } catch (BadJobException e) {
            throw new AssertionError(e);
        }
    }

    public static PlannedJob planned(long id, String schedule) {
        return planned(job(id, schedule));
    }

    public static PlannedJob planned(long id, String schedule, String options) {
        return planned(job(id, schedule).options(options));
    }
}
