package io.dcms.runtime.sync;

/** The store has no such job for this host. */
public final class NoSuchJob extends Exception {

    NoSuchJob(long id) {
        super("Job:" + id + " not found: the store has no such job for this host");
    }
}
