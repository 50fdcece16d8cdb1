package io.dcms.store.mysql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The fields of one job's row. NULL is what an empty text or 0 is; what makes no sense is a defect of that job alone. */
final class JobFields {

    private final ResultSet row;
    private final List<String> defects;

    JobFields(ResultSet row, List<String> defects) {
        this.row = row;
        this.defects = defects;
    }

    String text(String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    /** The text of a column that not every schema has. */
    String optional(String column) throws SQLException {
        for (int index = row.getMetaData().getColumnCount(); index > 0; index--) {
            if (row.getMetaData().getColumnName(index).equalsIgnoreCase(column)) {
                return text(column);
            }
        }
        return "";
    }

    long number(String column) throws SQLException {
        return number(column, Long.MIN_VALUE, Long.MAX_VALUE, "a whole number");
    }

    long bit(String column, String accepted) throws SQLException {
        return number(column, 0, 1, accepted);
    }

    private long number(String column, long min, long max, String accepted) throws SQLException {
        String text = text(column).strip();
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, together with a number out of range
        }
        defects.add(column + " is \"" + shown(text) + "\": give " + accepted);
        return 0;
    }

    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= 40 ? line : line.substring(0, 40) + "...";
    }
}
