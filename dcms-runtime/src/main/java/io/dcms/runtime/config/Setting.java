package io.dcms.runtime.config;

/**
 * One value and where it was set.
 *
 * @param value  perhaps a secret
 * @param origin how the operator knows it: {@code -db}, {@code DCMS_DB in the environment}, {@code db (/etc/dcms.conf:3)}
 */
record Setting(String value, String origin) {

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return origin;
    }
}
