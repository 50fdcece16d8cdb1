package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.job.PlannedJob;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told since it was last asked. */
final class RecordingSink implements JobSink {

    private final List<String> told = new ArrayList<>();

    @Override
    public synchronized void put(List<PlannedJob> jobs) {
        told.add("put " + jobs.stream().map(PlannedJob::id).toList());
    }

    @Override
    public synchronized void reject(Job bad, String problem) {
        told.add("reject " + bad.id() + ": " + problem);
    }

    @Override
    public synchronized void remove(List<Long> ids) {
        told.add("remove " + ids.stream().sorted().toList());
    }

    synchronized List<String> told() {
        List<String> answer = List.copyOf(told);
        told.clear();
        return answer;
    }
}
