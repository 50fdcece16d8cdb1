package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.JobView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A job as REST shows it. */
final class JobJson {

    /** What stands before the host of a hook may hold a password. */
    private static final Pattern PASSWORD = Pattern.compile("^([A-Za-z][A-Za-z0-9+.-]*://[^/?#@:]*):[^/?#]*@");

    private JobJson() {
    }

    static void write(JsonWriter json, JobView view) {
        Job job = view.job();
        json.object()
                .field("id", job.id())
                .field("name", job.name())
                .field("create_user", job.createUser())
                .field("executor", job.executor())
                .field("executor_flags", job.executorFlags())
                .field("signature", job.signature())
                .field("runner", job.runner())
                .field("timeout", job.timeout())
                .field("timeout_trigger", job.timeoutTrigger().code())
                .field("disabled", view.disabled())
                .field("schedule", job.schedule())
                .field("hook", PASSWORD.matcher(job.hook()).replaceFirst("$1:***@"))
                .field("msg_filter", job.msgFilter())
                .field("create_at", job.createAt())
                .field("success_count", view.successCount())
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
        json.name("options");
        writeOptions(json, view.job().options());
        json.field("problem", view.problem());
        json.name("warnings").array();
        view.plan().ifPresent(plan -> plan.warnings().forEach(json::value));
        json.end();
    }

    /** The environment of a run may hold passwords: its names are shown and its values are not. */
    private static JsonValue withoutSecrets(JsonValue options) {
        if (options instanceof JsonObject object && object.members().get("env") instanceof JsonObject env) {
            Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
            Map<String, JsonValue> names = new LinkedHashMap<>(env.members());
            names.replaceAll((name, value) -> new JsonString("***", value.line()));
            members.put("env", new JsonObject(names, env.line()));
            return new JsonObject(members, object.line());
        }
        return options;
    }

    /** As an object if it is one, else as the text that the store has. */
    private static void writeOptions(JsonWriter json, String options) {
        if (options.isBlank()) {
            json.object().end();
            return;
        }
        try {
            json.value(withoutSecrets(Json.parse(options)));
        } catch (JsonException e) {
            json.value(options);
        }
    }
}
