package io.dcms.bench;

/** A benchmark can't be taken, for a reason that its user can do something about. */
final class BenchFailure extends Exception {

    private static final long serialVersionUID = 1L;

    BenchFailure(String reason) {
        super(reason);
    }
}
