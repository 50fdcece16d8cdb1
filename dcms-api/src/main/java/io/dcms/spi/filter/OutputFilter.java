package io.dcms.spi.filter;

import io.dcms.spi.ConfigException;

/** A language in which jobs say what must not stand in their output. Used by several threads at a time. */
public interface OutputFilter {

    /**
     * Reads an expression, without I/O. Called once for each version of a job, when it arrives.
     *
     * @param expression the job's {@code msg_filter} without the filter's prefix; never empty
     * @throws ConfigException if it is bad, naming the place and what may stand there; the job is refused with this message
     */
    CompiledFilter compile(String expression) throws ConfigException;
}
