package io.dcms.runtime.sync;

import io.dcms.api.Job;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One copy of each text that several jobs of an answer have in common: thousands of jobs have some programs, some users and many fields
 * that are empty, and stores read each of them anew. Belongs to one thread.
 */
final class SharedTexts {

    private final Map<String, String> known = new HashMap<>();

    private SharedTexts() {
    }

    /** The same jobs in the same order. */
    static List<Job> of(List<Job> jobs) {
        SharedTexts texts = new SharedTexts();
        return jobs.stream().map(texts::sharing).toList();
    }

    private Job sharing(Job job) {
        return new Job(job.id(), job.name(), one(job.createUser()), one(job.executor()), one(job.executorFlags()), one(job.signature()),
                one(job.runner()), job.timeout(), job.timeoutTrigger(), job.disabled(), one(job.schedule()), one(job.hook()),
                one(job.msgFilter()), job.createAt(), one(job.options()), one(job.defect()));
    }

    private String one(String text) {
        String first = known.putIfAbsent(text, text);
        return first == null ? text : first;
    }
}
