package io.dcms.runtime.rest;

import java.io.IOException;

/** What came with a call can't be read to its end: the caller's doing, not the agent's. */
final class UnreadBody extends IOException {

    private static final long serialVersionUID = 1;

    UnreadBody(IOException why) {
        super("the body can't be read: " + why, why);
    }
}
