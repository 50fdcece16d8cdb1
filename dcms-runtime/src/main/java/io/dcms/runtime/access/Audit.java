package io.dcms.runtime.access;

/** Takes down who did what. Any thread. */
public interface Audit {

    /** For those who keep no record. */
    Audit NONE = (address, name, what, result) -> { };

    /**
     * Somebody did something, or was refused.
     *
     * @param address where the call came from
     * @param name    of the token; {@code -} if there was none that is known
     * @param what    such as {@code run job 1 as task 1795387500-1}
     * @param result  {@code done}, or the status and why not
     */
    void add(String address, String name, String what, String result);
}
