package io.dcms.runtime.report;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the store has not taken: the newest that was written is kept in memory, as a store that keeps up takes it at once; the rest is
 * read from the files of the journal, from where it was last read on.
 */
final class RowReader {

    /** Not many more bytes are read at once. */
    private static final int PART = 1 << 20;
    /** So many lines' bytes and so many reports are kept at most. */
    private static final int KEPT_BYTES = 1 << 20;
    private static final int KEPT = 1_000;

    private final Consumer<Segment> gone;
    private final List<Row> rows = new ArrayList<>();
    private final Deque<Kept> kept = new ArrayDeque<>();
    private int keptBytes;
    /** All that was written for the store with a greater number is kept. */
    private long keptAfter = Long.MAX_VALUE;
    private Segment segment;
    private long position;

    /** A report for the store. @param end where the next one begins in its file; a report in memory has no file */
    record Row(Report report, Segment segment, long end) {
    }

    private record Kept(Row row, int length) {
        long number() {
            return row.report.number();
        }
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
        if (after >= keptAfter) {
            kept.stream().filter(each -> each.number() > after).limit(most).forEach(each -> rows.add(each.row));
        } else if (!readFiles(segments, after, most)) {
            return List.copyOf(rows);
        }
        unwritten.stream().filter(report -> report.isForStore() && report.number() > after).limit(most - rows.size())
                .forEach(report -> rows.add(new Row(report, null, 0)));
        return List.copyOf(rows);
    }

    /** @return false if there is enough, and perhaps more */
    private boolean readFiles(List<Segment> segments, long after, int most) throws IOException {
        for (Segment each : List.copyOf(segments)) {
            if (each.last > after && !readToEnd(each, after, most)) {
                return false;
            }
        }
        return true;
    }

    /** A report stands in a file now, the next one after all that did before. */
    void written(Row row, int length) {
        if (!row.report.isForStore()) {
            return;
        }
        keptAfter = Math.min(keptAfter, row.report.number() - 1);
        kept.add(new Kept(row, length));
        keptBytes += length;
        while (kept.size() > KEPT || keptBytes > KEPT_BYTES) {
            dropFirst();
        }
    }

    private void dropFirst() {
        Kept first = kept.remove();
        keptBytes -= first.length;
        keptAfter = first.number();
    }

    /** All up to this one is taken. */
    void moveBehind(Row row) {
        segment = row.segment;
        position = row.end;
        while (!kept.isEmpty() && kept.peek().number() <= row.report.number()) {
            dropFirst();
        }
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
                    Optional<Report> report = Report.read(lines.text()).filter(Report::isForStore);
                    report.ifPresent(row -> rows.add(new Row(row, each, lines.position())));
                    // What is not for the store does not count: an end with nothing found means that there is nothing.
                    bytes += report.isPresent() ? lines.length() : 0;
                }
            }
        }
        return false;
    }
}
