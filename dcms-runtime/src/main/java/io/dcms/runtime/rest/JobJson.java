package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.JobView;
import java.time.Instant;

/** A job as REST shows it. */
final class JobJson {

    private JobJson() {
    }

    static void write(JsonWriter json, JobView view) {
        Job shown = view.job().toBuilder().hook(Hidden.hook(view.job().hook())).disabled(view.disabled()).build();
        json.object();
        PlacedJob.writeFields(json, shown);
        json.field("success_count", view.successCount())
                .field("error_count", view.errorCount())
                .field("timeout_count", view.timeoutCount())
                .field("last_task_id", view.lastTaskId())
                .field("last_success_at", view.lastSuccessAt())
                .field("last_error_at", view.lastErrorAt())
                .field("last_status", view.lastStatus().code())
                .field("last_exec_at", view.lastExecAt());
        writeAdditions(json, view);
        json.end();
    }

    private static void writeAdditions(JsonWriter json, JobView view) {
        json.field("skip_count", view.skipCount());
        json.field("next_at", view.nextFire().map(Instant::getEpochSecond).orElse(0L));
        json.name("options").value(Hidden.options(view.job().options()));
        json.field("problem", view.problem());
        json.name("warnings").array();
        view.plan().ifPresent(plan -> plan.warnings().forEach(json::value));
        json.end();
        json.field("overdue_since", view.overdueSince());
    }
}
