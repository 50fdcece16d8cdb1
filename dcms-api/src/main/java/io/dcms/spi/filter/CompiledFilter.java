package io.dcms.spi.filter;

/** An expression ready for use by any number of runs on any number of threads: immutable. */
public interface CompiledFilter {

    /** A new scanner for the output of one run. */
    OutputScanner scanner();
}
