package io.dcms.store.mysql;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the columns of one table can hold, and which keys it has, as the server tells it. Names know no case. */
final class Columns {

    private static final int UNKNOWN_COLUMN = 1054;

    private final String table;
    private final Map<String, Column> columns;
    private final Collection<Key> keys;

    private Columns(String table, Map<String, Column> columns, Collection<Key> keys) {
        this.table = table;
        this.columns = columns;
        this.keys = keys;
    }

    /** What a column can hold if it is one of text, and if it is one of numbers. */
    private record Column(TextColumn text, NumberColumn number) {
    }

    /** A key's columns in their order; in the place of an expression, which MySQL 8 allows, one without a name. */
    private record Key(boolean unique, List<String> columns) {
    }

    static Columns read(Session session, String table) throws SQLException {
        // a table that is missing, or that may not be seen, has no columns below: this says which it is
        session.query(row -> 0, "select 1 from " + table + " limit 0");
        Map<String, Column> columns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        session.query(row -> columns.put(row.getString(1), column(row, table)), "select column_name, column_type,"
                + " character_set_name, character_maximum_length, character_octet_length from information_schema.columns"
                + " where table_schema = database() and table_name = ?", table);
        return new Columns(table, columns, keys(session, table));
    }

    boolean has(String name) {
        return columns.containsKey(name);
    }

    TextColumn text(String name) throws SQLException {
        return column(name).text();
    }

    NumberColumn number(String name) throws SQLException {
        return column(name).number();
    }

    /** Whether the server itself takes care that no two rows have the same in all of these columns. */
    boolean areUnique(String... names) {
        return keys.stream().anyMatch(key -> key.unique() && Set.of(names).containsAll(key.columns()));
    }

    /** Whether there is a key that begins with these columns. */
    boolean hasKey(String... names) {
        return keys.stream().map(Key::columns).anyMatch(key -> key.size() >= names.length
                && key.subList(0, names.length).equals(List.of(names)));
    }

    private Column column(String name) throws SQLException {
        Column column = columns.get(name);
        if (column == null) {
            throw new SQLSyntaxErrorException("the table " + table + " has no column " + name, "42S22", UNKNOWN_COLUMN);
        }
        return column;
    }

    private static Column column(ResultSet row, String table) throws SQLException {
        String name = table + "." + row.getString(1).toLowerCase(Locale.ROOT);
        ServerCharset charset = ServerCharset.named(row.getString(3));
        return new Column(new TextColumn(name, charset, length(row.getString(4)), length(row.getString(5))),
                NumberColumn.ofType(row.getString(2)));
    }

    /** Lengths go up to 4 GiB, and on some servers beyond any {@code long}. */
    private static long length(String text) {
        return text == null ? Long.MAX_VALUE : new BigInteger(text).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    private static Collection<Key> keys(Session session, String table) throws SQLException {
        Map<String, Key> keys = new TreeMap<>();
        session.query(row -> {
            boolean unique = row.getInt(3) == 0;
            return keys.computeIfAbsent(row.getString(1), name -> new Key(unique, new ArrayList<>())).columns()
                    .add(row.getString(2).toLowerCase(Locale.ROOT));
        }, "select index_name, coalesce(column_name, ''), non_unique from information_schema.statistics"
                + " where table_schema = database() and table_name = ? order by index_name, seq_in_index", table);
        return keys.values();
    }
}
