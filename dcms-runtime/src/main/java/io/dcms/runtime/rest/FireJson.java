package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.rest.Control.Fires;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.TaskView;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** What became of fires, as REST shows it. */
final class FireJson {

    private FireJson() {
    }

    /** @param runs those that are going or have lately ended, by task id */
    static String of(long jobId, Instant since, Instant until, Fires fires, Map<String, TaskView> runs) {
        JsonWriter json = new JsonWriter().object()
                .field("job_id", jobId)
                .field("since", since.getEpochSecond())
                .field("until", until.getEpochSecond())
                .field("complete_since", fires.completeSince().getEpochSecond())
                .field("more", fires.more())
                .name("fires").array();
        fires.fires().forEach(fire -> write(json, fire, runs));
        return json.end().end().toString();
    }

    private static void write(JsonWriter json, FireRecord fire, Map<String, TaskView> runs) {
        json.object().field("fire_at", fire.first());
        switch (fire.kind()) {
            case RAN -> {
                json.field("outcome", "ran").field("task_id", fire.taskId())
                        .field("cause", fire.cause().name().toLowerCase(Locale.ROOT)).field("attempt", fire.attempt());
                writeRun(json, runs.get(fire.taskId()));
            }
            case WAITS -> json.field("outcome", "waits").field("attempt", fire.attempt());
            case SKIPPED -> json.field("outcome", "skipped").field("attempt", fire.attempt());
            case MISSED -> writeRange(json.field("outcome", "missed"), fire).field("count", fire.count());
            case OFF, REMOVED, AGENT_OFF -> writeRange(json.field("outcome", "off"), fire);
            case ON, AGENT_ON -> json.field("outcome", "on");
            case LOST, WITHDRAWN -> writeRange(json.field("outcome", "unknown"), fire);
        }
        if (!fire.reason().isEmpty()) {
            json.field("reason", fire.reason());
        }
        json.end();
    }

    private static JsonWriter writeRange(JsonWriter json, FireRecord fire) {
        return fire.last() == FireRecord.OPEN ? json : json.field("last_at", fire.last());
    }

    private static void writeRun(JsonWriter json, TaskView run) {
        if (run != null) {
            json.field("status", run.task().status().code()).field("ended", run.task().ended());
            if (!run.task().reason().isEmpty()) {
                json.field("reason", run.task().reason());
            }
        }
    }
}
