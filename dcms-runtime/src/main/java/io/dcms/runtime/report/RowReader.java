package io.dcms.runtime.report;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads what the store has not taken from the files of the journal, from where it last read on. */
final class RowReader {

    /** Not many more bytes are read at once. */
    private static final int PART = 1 << 20;

    private final Consumer<Segment> gone;
    private final List<Row> rows = new ArrayList<>();
    private Segment segment;
    private long position;

    /** A report for the store. @param end where the next one begins in its file; a report in memory has no file */
    record Row(Report report, Segment segment, long end) {
    }

    /** @param gone hears of files that are not there any more */
    RowReader(Consumer<Segment> gone) {
        this.gone = gone;
    }

    /**
     * The first reports after this number, at most so many.
     *
     * @param unwritten what is in no file yet
     */
    List<Row> read(List<Segment> segments, List<Report> unwritten, long after, int most) throws IOException {
        rows.clear();
        for (Segment each : List.copyOf(segments)) {
            if (each.last > after && !readToEnd(each, after, most)) {
                return List.copyOf(rows);
            }
        }
        unwritten.stream().filter(report -> report.number() > after).limit(most - rows.size())
                .forEach(report -> rows.add(new Row(report, null, 0)));
        return List.copyOf(rows);
    }

    /** All up to this one is taken. */
    void moveBehind(Row row) {
        segment = row.segment;
        position = row.end;
    }

    /** @return false if there is enough, and perhaps more */
    private boolean readToEnd(Segment each, long after, int most) throws IOException {
        try {
            return read(each, after, most);
        } catch (NoSuchFileException e) {
            gone.accept(each);
            return true;
        } catch (IOException e) {
            if (rows.isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    private boolean read(Segment each, long after, int most) throws IOException {
        try (CheckedLines lines = new CheckedLines(each.path, each == segment ? position : 0, each.bytes)) {
            for (long bytes = 0; rows.size() < most && bytes < PART;) {
                boolean more = lines.next();
                SegmentReader.sayDamage(each, lines);
                if (!more) {
                    return true;
                }
                if (Report.number(lines.text()) > after) {
                    Report.read(lines.text()).ifPresent(report -> rows.add(new Row(report, each, lines.position())));
                    bytes += lines.length();
                }
            }
        }
        return false;
    }
}
