package io.dcms.spi.store;

import java.util.Objects;

/**
 * What an agent says of itself.
 *
 * @param host      its host name, 1 to 100 characters
 * @param address   where other agents reach it, {@code http(s)://host:port}, at most 300 characters; empty if nowhere
 * @param version   of the agent
 * @param startedAt unix seconds of its start, by its own clock
 * @param jobs      how many it has
 * @param running   tasks that run
 * @param failed    jobs whose last run went wrong, or that can't be run at all
 */
public record FleetAgent(String host, String address, String version, long startedAt, long jobs, long running, long failed) {

    public FleetAgent {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(version, "version");
    }
}
