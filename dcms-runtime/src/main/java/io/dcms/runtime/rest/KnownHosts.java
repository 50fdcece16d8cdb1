package io.dcms.runtime.rest;

import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Which agents there are, as the store said some seconds ago at most; while it is away, as it said last, so that others can be reached
 * then too. Any thread.
 */
final class KnownHosts {

    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Fleet fleet;
    private final StoreDesk desk;
    private final LongSupplier elapsed;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Known last;

    /**
     * What the store said.
     *
     * @param hindrance why it tells of nobody; empty if it tells
     * @param agents    all of them
     */
    record Known(String hindrance, List<Sighting> agents, long at) {

        Optional<Sighting> host(String name) {
            return agents.stream().filter(seen -> seen.agent().host().equals(name)).findFirst();
        }
    }

    KnownHosts(Fleet fleet, StoreDesk desk, LongSupplier elapsed) {
        this.fleet = fleet;
        this.desk = desk;
        this.elapsed = elapsed;
    }

    /** @throws HttpProblem if the store can't tell, and never could */
    Known known() throws HttpProblem {
        Known known = last;
        if (fleet.register().isEmpty()) {
            return new Known("this store is of this machine alone", List.of(), 0);
        }
        boolean isFresh = known != null && elapsed.getAsLong() - known.at() < FRESH.toNanos();
        return isFresh ? known : known == null ? ask() : askUnlessSomebodyDoes(known);
    }

    private Known askUnlessSomebodyDoes(Known known) {
        if (!asking.compareAndSet(false, true)) {
            return known;
        }
        try {
            return ask();
        } catch (HttpProblem e) {
            // Everybody who comes within the next seconds would wait as long for nothing.
            last = new Known(known.hindrance(), known.agents(), elapsed.getAsLong());
            return known;
        } finally {
            asking.set(false);
        }
    }

    private Known ask() throws HttpProblem {
        FleetRegister register = fleet.register().orElseThrow();
        try (StoreDesk.Turn turn = desk.turn()) {
            Known known = turn.ask(() -> {
                String hindrance = register.hindrance().orElse("");
                return new Known(hindrance, hindrance.isEmpty() ? register.agents() : List.of(), elapsed.getAsLong());
            }, "");
            last = known;
            return known;
        }
    }
}
