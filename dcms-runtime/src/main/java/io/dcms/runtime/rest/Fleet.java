package io.dcms.runtime.rest;

import io.dcms.runtime.fleet.Peers;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetRegister;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What REST knows of the other agents.
 *
 * @param register of the store; empty if it has none. To be called by one thread at a time
 * @param self     what this agent tells the others of itself
 * @param peers    by which others are called
 */
public record Fleet(Optional<FleetRegister> register, Supplier<FleetAgent> self, Peers peers) {
}
