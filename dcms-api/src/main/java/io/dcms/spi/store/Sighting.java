package io.dcms.spi.store;

import java.time.Duration;
import java.util.Objects;

/**
 * An agent as the {@linkplain FleetRegister register} has it.
 *
 * @param agent   what it said last of itself. Whoever can write into the store can make this anything: nothing of it is to be trusted
 * @param seenAt  when that was, in unix seconds by the store's clock
 * @param silence since then, by the same clock; not negative
 * @param stopped it has said that it stops
 */
public record Sighting(FleetAgent agent, long seenAt, Duration silence, boolean stopped) {

    public Sighting {
        Objects.requireNonNull(agent, "agent");
        silence = silence.isNegative() ? Duration.ZERO : silence;
    }
}
