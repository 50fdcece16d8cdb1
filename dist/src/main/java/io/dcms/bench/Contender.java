package io.dcms.bench;

import java.io.IOException;

/** A scheduler that has been told to start one program many times at each due second. Closing ends it. */
interface Contender extends AutoCloseable {

    String name();

    /** CPU seconds of the scheduler's own process so far; {@code NaN} where they can't be told apart. */
    double ownSeconds() throws IOException;
}
