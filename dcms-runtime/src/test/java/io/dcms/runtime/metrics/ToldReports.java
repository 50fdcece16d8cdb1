package io.dcms.runtime.metrics;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.runtime.schedule.Reports;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Writes down what it is told. */
record ToldReports(List<String> told) implements Reports {

    @Override
    public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
        told.add("report " + task.status());
    }

    @Override
    public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
        told.add("tell " + event.kind());
    }
}
