package io.dcms.store.mysql;

import io.dcms.testing.mysql.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a server says of the tables in a database. */
final class Schema {
    private static final String HERE = " where table_schema = database()";

    private Schema() {
    }

    /** Each column in its order, with its type and what it holds if it is not given. */
    static List<List<String>> columns(Database database) {
        return database.rows("select table_name, column_name, column_type, is_nullable, coalesce(column_default, 'null'), extra"
                + " from information_schema.columns" + HERE + " order by table_name, ordinal_position");
    }

    /** Each text column of a table, with its character set and its order. */
    static List<List<String>> texts(Database database, String table) {
        return database.rows("select column_name, character_set_name, collation_name from information_schema.columns" + HERE
                + " and table_name = '" + table + "' and character_set_name is not null order by ordinal_position");
    }

    /** Each key as its table, whether it is unique, and its columns; names are not told. */
    static Set<List<String>> keys(Database database) {
        return Set.copyOf(database.rows("select max(table_name), if(max(non_unique) = 0, 'unique', 'key'),"
                + " group_concat(column_name order by seq_in_index) from information_schema.statistics" + HERE
                + " group by table_name, index_name"));
    }

    /** All that can be seen of what a script has made, names, comments and left-over procedures included. */
    static List<String> everything(Database database) {
        List<String> everything = new ArrayList<>();
        for (List<String> table : database.rows("show tables")) {
            everything.add(definition(database, table.get(0)));
        }
        database.rows("show procedure status where db = database()").forEach(procedure -> everything.add(procedure.get(1)));
        return everything;
    }

    /** Without the next id, which says something of the rows. */
    private static String definition(Database database, String table) {
        return database.rows("show create table " + table).get(0).get(1).replaceFirst("AUTO_INCREMENT=\\d+ ", "");
    }
}
