package io.dcms.testing.mysql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A database that a test has to itself. Statements that fail are {@link AssertionError}s. Closing drops it. */
public final class Database implements AutoCloseable {
    private final DatabaseAccess access;
    private final String name;

    Database(DatabaseAccess access, String name) {
        this.access = access;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Its server, and the account by which it was made. */
    public DatabaseAccess access() {
        return access;
    }

    /** The same database for another account. Whoever closes it needs the right to drop it. */
    public Database as(String user, String password) {
        return new Database(access.as(user, password), name);
    }

    /** Its JDBC URL, with user and password. */
    public String url() {
        return access.url(name);
    }

    /** The same as a Go DSN. */
    public String goDsn() {
        return access.goDsn(name);
    }

    /** A new connection to it. Close it. */
    public Connection connect() throws SQLException {
        return access.connect(name);
    }

    public void execute(String... statements) {
        access.executeIn(name, statements);
    }

    /** All rows that a query answers, each value as text or null. */
    public List<List<String>> rows(String query) {
        return access.rowsIn(name, query);
    }

    /**
     * Runs a script as an operator would, with this database in place of {@code dcms}.
     *
     * @return what it printed
     * @throws AssertionError if it fails, with what it printed
     */
    public String run(SqlScript script) throws IOException, InterruptedException {
        return access.run(script.in(name));
    }

    @Override
    public void close() {
        access.execute("drop database " + name);
    }
}
