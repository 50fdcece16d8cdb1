package io.dcms.store.mysql;

import com.mysql.cj.jdbc.JdbcConnection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One open connection, and what was learned about the tables through it. Belongs to one thread at a time. */
final class Session {

    private final JdbcConnection connection;
    private final Map<String, Columns> columns = new HashMap<>();
    private int packet;

    Session(JdbcConnection connection) {
        this.connection = connection;
    }

    /** Turns one row into a value. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** The rows of a query. The connection's end in the middle of them is an exception, never a shorter list. */
    <T> List<T> query(RowReader<T> reader, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, List.of(parameters)); ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(reader.read(rows));
            }
            return all;
        }
    }

    /** The names of a query's columns, in lower case. */
    Set<String> columnNames(String sql) throws SQLException {
        try (PreparedStatement statement = prepare(sql, List.of()); ResultSet rows = statement.executeQuery()) {
            Set<String> names = new HashSet<>();
            for (int index = rows.getMetaData().getColumnCount(); index > 0; index--) {
                names.add(rows.getMetaData().getColumnName(index).toLowerCase(Locale.ROOT));
            }
            return names;
        }
    }

    /** How many rows were changed, those included that were as wanted already. */
    int update(String sql, Object... parameters) throws SQLException {
        return update(sql, List.of(parameters));
    }

    int update(String sql, Collection<?> parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Inserts one row and returns the id that the server gave it. */
    long insert(String sql, Collection<?> parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql, PreparedStatement.RETURN_GENERATED_KEYS)) {
            fill(statement, parameters);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    /** What a table's columns can hold, looked up once: a connection does not live long enough to see many changes. */
    Columns columns(String table) throws SQLException {
        Columns known = columns.get(table);
        if (known == null) {
            known = Columns.read(this, table);
            columns.put(table, known);
        }
        return known;
    }

    /** How many bytes the server takes as one statement. */
    int maxAllowedPacket() throws SQLException {
        if (packet == 0) {
            packet = query(row -> row.getInt(1), "select @@max_allowed_packet").get(0);
        }
        return packet;
    }

    /** From now on all or nothing, until {@link #commit}. A session that fails before is closed, and nothing has happened. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    /** Fails if the server is not at the other end any more. */
    void ping() throws SQLException {
        connection.ping();
    }

    /** Takes leave of the server, if it is there. */
    void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // the connection is gone, as was wanted
        }
    }

    /** Cuts the connection, also while another thread waits for an answer, which it then never gets. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // the connection is gone, as was wanted
        }
    }

    private PreparedStatement prepare(String sql, Collection<?> parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            fill(statement, parameters);
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static void fill(PreparedStatement statement, Collection<?> parameters) throws SQLException {
        int index = 1;
        for (Object parameter : parameters) {
            statement.setObject(index++, parameter);
        }
    }
}
