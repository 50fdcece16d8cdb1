package io.dcms.runtime.access;

/**
 * Somebody who is let in.
 *
 * @param name the name of the token; {@link #ANYBODY} where none is asked for
 */
public record Caller(String name, Role role) {

    /** Who calls an agent that asks for no token. */
    public static final Caller ANYBODY = new Caller("anybody", Role.CONTROL);

    /** Who has not said yet who it is. */
    public static final Caller NOBODY = new Caller("-", Role.READ);

    public boolean mayChange() {
        return role == Role.CONTROL;
    }
}
