package io.dcms.runtime.fleet;

import io.dcms.runtime.access.Caller;
import io.dcms.runtime.access.Role;
import java.util.Locale;
import java.util.Optional;

/**
 * For whom an agent passes a call on, as the header {@value #HEADER} says it: {@code <role> <name> <address>}.
 *
 * @param role    what that one may do at the agent that was asked: {@code READ} or {@code CONTROL}
 * @param name    of the token that was shown there
 * @param address where the call came from
 */
public record OnBehalf(Role role, String name, String address) {

    /** Says for whom; believed only of who shows a token with the role {@code fleet}. */
    public static final String HEADER = "Dcms-For";

    /** What the header says; empty if it says nothing of the kind. */
    public static Optional<OnBehalf> parse(String header) {
        if (header == null || !header.matches("(read|control) [A-Za-z0-9._@-]{1,64} [A-Za-z0-9.:%_-]{1,64}")) {
            return Optional.empty();
        }
        String[] words = header.split(" ");
        return Optional.of(new OnBehalf(Role.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], words[2]));
    }

    String header() {
        return role.name().toLowerCase(Locale.ROOT) + " " + name + " " + address;
    }

    /** Who calls, to the agent that is called. @param agent the name of the token by which the calling agent is known there */
    public Caller through(String agent) {
        return new Caller(name + "@" + address + "/" + agent, role);
    }
}
