package io.dcms.spi.store;

import java.util.List;
import java.util.Objects;

/**
 * A job and where it belongs.
 *
 * @param id       as every host has it
 * @param disabled in the store: an agent may have been told otherwise
 * @param hosts    by name, each once
 */
public record FleetJob(long id, String name, String schedule, String runner, boolean disabled, List<String> hosts) {

    public FleetJob {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(runner, "runner");
        hosts = List.copyOf(hosts);
    }
}
