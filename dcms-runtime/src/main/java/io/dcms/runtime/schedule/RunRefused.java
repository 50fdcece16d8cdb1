package io.dcms.runtime.schedule;

/** A run that was asked for is not started; the message says why. */
public final class RunRefused extends Exception {

    private final boolean unknownJob;

    RunRefused(String message, boolean unknownJob) {
        super(message);
        this.unknownJob = unknownJob;
    }

    /** Whether there is no such job, rather than one that can't be run now. */
    public boolean unknownJob() {
        return unknownJob;
    }
}
