package io.dcms.runtime.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A start of the machine, as agents in one work dir know it.
 *
 * @param id    the kernel's name for it
 * @param at    the second in which an agent first saw it: no two starts that follow each other have the same
 * @param isNew no agent has had all jobs since then that were there before it began
 */
public record Boot(String id, Instant at, boolean isNew) {

    private static final String PREFIX = "boot ";
    private static final String NEW = "new";

    static boolean isLine(String line) {
        return line.startsWith(PREFIX);
    }

    String line() {
        return PREFIX + id + " " + at.getEpochSecond() + " " + (isNew ? NEW : "known") + "\n";
    }

    /** Empty if it means nothing. */
    static Optional<Boot> parse(String line) {
        String[] parts = line.split(" ");
        return parts.length != 4 || parts[1].isEmpty() ? Optional.empty()
                : Optional.of(new Boot(parts[1], Instant.ofEpochSecond(Long.parseLong(parts[2])), parts[3].equals(NEW)));
    }

    /**
     * The start of the machine that an agent finds now.
     *
     * @param last      the one that is remembered, if any
     * @param isAtBoot  whether the machine was started so lately that this agent is one of the things that it starts
     */
    static Boot found(Optional<Boot> last, String id, Instant now, boolean isAtBoot) {
        Instant second = Instant.ofEpochSecond(now.getEpochSecond());
        if (last.isEmpty()) {
            return new Boot(id, second, isAtBoot);
        }
        Boot known = last.get();
        return known.id.equals(id) ? known : new Boot(id, second.equals(known.at) ? second.plusSeconds(1) : second, true);
    }

    Boot known() {
        return new Boot(id, at, false);
    }
}
