package io.dcms.runtime.fleet;

/** Another agent could not be asked, or did not answer as one. */
public final class PeerTrouble extends Exception {

    private final int status;

    PeerTrouble(int status, String message) {
        super(message);
        this.status = status;
    }

    /** The HTTP status that says so to whoever wanted it. */
    public int status() {
        return status;
    }
}
