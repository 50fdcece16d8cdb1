package io.dcms.runtime.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, each column as wide as its widest cell. The last may be as long as it likes. */
final class Table {

    private static final String BETWEEN = "  ";

    private final List<Cell[]> rows = new ArrayList<>();

    /** A text that is harmless to a terminal, and how it is coloured there. */
    record Cell(String text, Paint paint) {

        static Cell of(String text) {
            return new Cell(text.isEmpty() ? "-" : text, Paint.PLAIN);
        }
    }

    /** A row of titles. */
    Table titles(String... titles) {
        Cell[] row = new Cell[titles.length];
        for (int column = 0; column < titles.length; column++) {
            row[column] = new Cell(titles[column], Paint.HEAD);
        }
        return row(row);
    }

    Table row(Cell... cells) {
        rows.add(cells);
        return this;
    }

    /** A row of two: what it is, and the value; no row if that is empty. */
    Table fact(String name, String value) {
        return fact(name, value, Paint.PLAIN);
    }

    Table fact(String name, String value, Paint paint) {
        return value.isEmpty() ? this : row(new Cell(name, Paint.FAINT), new Cell(value, paint));
    }

    /** The lines, in colours or without. */
    String text(boolean colours) {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        for (Cell[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                Cell cell = row[column];
                text.append(colours ? cell.paint().of(cell.text()) : cell.text());
                if (column < row.length - 1) {
                    text.append(" ".repeat(widths[column] - Width.of(cell.text()))).append(BETWEEN);
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private int[] widths() {
        int[] widths = new int[16];
        for (Cell[] row : rows) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], Width.of(row[column].text()));
            }
        }
        return widths;
    }
}
