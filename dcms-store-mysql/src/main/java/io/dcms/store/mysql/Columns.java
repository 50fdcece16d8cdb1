package io.dcms.store.mysql;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the columns of one table can hold, as the server tells it. Names know no case. */
final class Columns {

    private static final int UNKNOWN_COLUMN = 1054;

    private final String table;
    private final Map<String, TextColumn> texts;
    private final Map<String, NumberColumn> numbers;
    private final Map<String, Set<String>> uniqueKeys;

    private Columns(String table, Map<String, TextColumn> texts, Map<String, NumberColumn> numbers,
                    Map<String, Set<String>> uniqueKeys) {
        this.table = table;
        this.texts = texts;
        this.numbers = numbers;
        this.uniqueKeys = uniqueKeys;
    }

    static Columns read(Session session, String table) throws SQLException {
        // a table that is missing, or that may not be seen, has no columns there: this says which it is
        session.query(row -> 0, "select 1 from " + table + " limit 0");
        Map<String, TextColumn> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, NumberColumn> numbers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        session.query(row -> {
            String name = row.getString(1);
            texts.put(name, text(row, table + "." + name.toLowerCase(Locale.ROOT)));
            numbers.put(name, NumberColumn.ofType(row.getString(2)));
            return name;
        }, "select column_name, column_type, character_set_name, character_maximum_length, character_octet_length"
                + " from information_schema.columns where table_schema = database() and table_name = ?", table);
        return new Columns(table, texts, numbers, uniqueKeys(session, table));
    }

    private static Map<String, Set<String>> uniqueKeys(Session session, String table) throws SQLException {
        Map<String, Set<String>> keys = new HashMap<>();
        session.query(row -> keys.computeIfAbsent(row.getString(1), key -> new HashSet<>())
                        .add(row.getString(2).toLowerCase(Locale.ROOT)),
                "select index_name, column_name from information_schema.statistics where table_schema = database()"
                        + " and table_name = ? and non_unique = 0", table);
        return keys;
    }

    boolean has(String name) {
        return texts.containsKey(name);
    }

    TextColumn text(String name) throws SQLException {
        return require(texts.get(name), name);
    }

    NumberColumn number(String name) throws SQLException {
        return require(numbers.get(name), name);
    }

    /** Whether the server itself takes care that no two rows have the same in these columns. */
    boolean areUnique(Set<String> names) {
        return uniqueKeys.values().stream().anyMatch(names::containsAll);
    }

    private <T> T require(T column, String name) throws SQLException {
        if (column == null) {
            throw new SQLSyntaxErrorException("the table " + table + " has no column " + name, "42S22", UNKNOWN_COLUMN);
        }
        return column;
    }

    private static TextColumn text(ResultSet row, String name) throws SQLException {
        return new TextColumn(name, ServerCharset.named(row.getString(3)), length(row.getString(4)), length(row.getString(5)));
    }

    /** Lengths go up to 4 GiB, and on some servers beyond any {@code long}. */
    private static long length(String text) {
        return text == null ? Long.MAX_VALUE : new BigInteger(text).min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }
}
