package io.dcms.runtime.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTextsTest {

    /** Each text another one, and none that the compiler shares. */
    private static Job job(long id) {
        return new Job(id, "name" + id, fresh("user"), fresh("/bin/program"), fresh("--flag"), fresh("signature"), fresh("runner"), 60,
                TimeoutTrigger.KILL, true, fresh("0 3 * * *"), fresh("http://hook"), fresh("filter"), 1700000000, fresh("{}"), fresh("defect"));
    }

    private static String fresh(String text) {
        return new String(text);
    }

    @Test
    void leavesJobsAsTheyAreAndInTheirOrder() {
        List<Job> jobs = List.of(job(2), job(1), Job.builder(3, "name3").build());
        assertEquals(jobs, SharedTexts.of(jobs));
    }

    @Test
    void twoJobsHaveOneCopyOfEachTextThatIsTheSame() {
        List<Job> jobs = SharedTexts.of(List.of(job(1), job(2)));
        Job one = jobs.get(0);
        Job other = jobs.get(1);
        assertSame(one.createUser(), other.createUser());
        assertSame(one.executor(), other.executor());
        assertSame(one.executorFlags(), other.executorFlags());
        assertSame(one.signature(), other.signature());
        assertSame(one.runner(), other.runner());
        assertSame(one.schedule(), other.schedule());
        assertSame(one.hook(), other.hook());
        assertSame(one.msgFilter(), other.msgFilter());
        assertSame(one.options(), other.options());
        assertSame(one.defect(), other.defect());
    }
}
