package io.dcms.runtime.process;

import java.time.Duration;

/**
 * The start of the machine that it is running since, as its kernel tells it.
 *
 * @param id names it: another start, another name
 * @param ago how long ago that was
 */
public record MachineStart(String id, Duration ago) {

    /** @throws java.io.UncheckedIOException if {@code /proc} can't be read, without which no run could be watched either */
    public static MachineStart ofThisMachine() {
        Processes processes = Processes.ofThisMachine();
        return new MachineStart(processes.boot(), Processes.span(0, processes.now()));
    }
}
