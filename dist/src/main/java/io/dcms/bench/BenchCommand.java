package io.dcms.bench;

import java.util.List;

/** One of the benchmarks. */
interface BenchCommand {

    String name();

    /** What it measures, in a line. */
    String summary();

    List<BenchOption> options();

    /**
     * Measures, and prints as it goes on.
     *
     * @throws BenchFailure if it can't, or what it measured did not do what it should
     */
    void run(BenchValues given) throws Exception;
}
