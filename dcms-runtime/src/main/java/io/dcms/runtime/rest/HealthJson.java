package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.rest.Control.Health;
import io.dcms.runtime.schedule.Snapshot;

/** How the agent is, as REST shows it. */
final class HealthJson {

    private HealthJson() {
    }

    static void write(JsonWriter json, Health health, Snapshot snapshot) {
        json.object()
                .field("live", health.live())
                .field("ready", health.ready())
                .name("problems").array();
        health.problems().forEach(json::value);
        json.end()
                .field("jobs", snapshot.jobCount())
                .field("jobs_from", health.jobsFrom());
        health.jobsAge().ifPresent(age -> json.field("jobs_age", age.toSeconds()));
        json.field("tasks", snapshot.active().size())
                .field("waiting_reports", health.waiting())
                .end();
    }
}
