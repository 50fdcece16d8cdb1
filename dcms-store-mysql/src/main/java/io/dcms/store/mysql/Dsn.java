package io.dcms.store.mysql;

import io.dcms.spi.ConfigException;

/** Reads the setting {@code db}. What is wrong with it is said without any part of it that may be a password. */
final class Dsn {

    static final String ACCEPTED = "user:password@tcp(host:port)/database, or a jdbc:mysql: URL";

    private Dsn() {
    }

    /**
     * @param text    a DSN of the Go driver, or a JDBC URL
     * @param setting how the operator knows it
     */
    static Target parse(String text, String setting) throws ConfigException {
        try {
            return text.startsWith("jdbc:") ? JdbcUrl.parse(text) : GoDsn.parse(text);
        } catch (BadDsnException e) {
            throw new ConfigException(setting + ": " + e.getMessage());
        }
    }

    /** What is wrong, and what would be right. */
    static final class BadDsnException extends Exception {
        BadDsnException(String message) {
            super(message);
        }
    }
}
