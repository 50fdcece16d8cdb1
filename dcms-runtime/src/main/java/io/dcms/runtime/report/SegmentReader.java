package io.dcms.runtime.report;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Finds in the files of the last agent what still waits. Only files are read that may hold a hook that waits, and the last one,
 * so that a start takes no longer after a long outage than after a short one.
 */
final class SegmentReader {

    /** The first line of each file. */
    static final byte[] HEADER = Checked.line("dcms-outbox 1");

    /** Names the files of the journal: nothing else in its folder is ours to judge. */
    static final String NAMES = "reports-" + "[0-9]".repeat(19) + ".log";

    private static final System.Logger LOG = System.getLogger(SegmentReader.class.getName());
    private static final String KIND = "dcms-outbox ";
    private static final String PREFIX = "reports-";
    private static final String SUFFIX = ".log";

    private final HookMarks marks;
    private final LongUnaryOperator since;
    private long last;

    /** A hook that is to be told. @param isForStore whether the store is to have the report too */
    record Target(URI uri, Notice notice, boolean isForStore) {
    }

    /** A file, and whom its reports' hooks that wait go to. */
    record Found(Segment segment, List<Target> targets) {
    }

    /** @param since makes a moment of the elapsed clock of the second of a report */
    SegmentReader(HookMarks marks, LongUnaryOperator since) {
        this.marks = marks;
        this.since = since;
    }

    /** The name of the file that begins with this report. */
    static String name(long number) {
        return PREFIX + String.format("%019d", number) + SUFFIX;
    }

    /** The greatest number of a report, or of a file's name, so far. */
    long last() {
        return last;
    }

    /** @param files in the order of their names */
    List<Found> read(List<Path> files, Disk disk) throws IOException {
        List<Found> found = new ArrayList<>();
        for (int at = 0; at < files.size(); at++) {
            long most = at + 1 < files.size() ? Math.max(last, first(files.get(at + 1)) - 1) : Long.MAX_VALUE;
            last = Math.max(last, first(files.get(at)) - 1);
            read(files.get(at), most, disk).ifPresent(found::add);
        }
        return found;
    }

    private static long first(Path file) {
        String name = file.getFileName().toString();
        String digits = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        return Math.max(1, Checked.number("", digits));
    }

    private Optional<Found> read(Path file, long most, Disk disk) throws IOException {
        long size = Files.size(file);
        if (size < HEADER.length) {
            // It was being made when the agent died.
            disk.delete(file);
            return Optional.empty();
        }
        try {
            Segment segment = new Segment(file, first(file));
            segment.bytes = size;
            segment.last = most;
            if (hasUnknownVersion(file)) {
                return setAside(file, "is of a version that this agent does not know", disk);
            }
            Found found = new Found(segment, targets(segment));
            if (segment.last < segment.first) {
                disk.delete(file);
                return Optional.empty();
            }
            return Optional.of(found);
        } catch (IOException e) {
            return setAside(file, "can't be read: " + e, disk);
        }
    }

    private static boolean hasUnknownVersion(Path file) throws IOException {
        try (CheckedLines lines = new CheckedLines(file, 0, HEADER.length + 100L)) {
            return lines.next() && lines.begin() == 0 && lines.text().startsWith(KIND) && !lines.text().equals(KIND + "1");
        }
    }

    private static Optional<Found> setAside(Path file, String why, Disk disk) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".aside");
        disk.move(file, aside);
        LOG.log(System.Logger.Level.ERROR, "{0} {1}: it is left as {2}, and what reports it holds are not delivered", file, why, aside);
        return Optional.empty();
    }

    private List<Target> targets(Segment segment) throws IOException {
        List<Target> targets = new ArrayList<>();
        boolean isNewest = segment.last == Long.MAX_VALUE;
        if (!isNewest && !marks.waitsBetween(segment.first, segment.last)) {
            last = Math.max(last, segment.last);
            return targets;
        }
        long seen = segment.first - 1;
        try (CheckedLines lines = new CheckedLines(segment.path, 0, segment.bytes)) {
            while (lines.next()) {
                long number = Report.number(lines.text());
                if (number > seen) {
                    seen = number;
                    target(lines, segment).ifPresent(targets::add);
                }
            }
            sayDamage(segment, lines);
        }
        segment.last = isNewest ? seen : segment.last;
        last = Math.max(last, seen);
        return targets;
    }

    private Optional<Target> target(CheckedLines lines, Segment segment) {
        // A number that an earlier file has too was being moved there when the agent died.
        long number = Report.number(lines.text());
        if (number <= last || !marks.waits(number)) {
            return Optional.empty();
        }
        return Report.read(lines.text()).flatMap(report -> report.hook().map(uri -> {
            Notice notice = new Notice(number, since.applyAsLong(report.at()));
            segment.add(notice, lines.begin(), lines.length());
            return new Target(uri, notice, report.isForStore());
        }));
    }

    /** Says once what a file holds that is none of our lines. */
    static void sayDamage(Segment segment, CheckedLines lines) {
        if (lines.damaged() > 0 && !segment.damageSaid) {
            segment.damageSaid = true;
            LOG.log(System.Logger.Level.WARNING, "{0} is damaged, or was being written when the last agent died: {1} bytes from byte {2}"
                    + " on are dropped", segment.path, Long.toString(lines.damaged()), Long.toString(lines.firstDamage()));
        }
    }

    /**
     * Writes what hooks still need of some files into one, which takes the place of the first of them, whole at any moment. The
     * others may be deleted then; until they are, they hold nothing that it does not.
     */
    static Segment compact(List<Segment> from, Disk disk) throws IOException {
        Segment first = from.get(0);
        Segment fresh = new Segment(first.path, first.first);
        fresh.last = from.get(from.size() - 1).last;
        fresh.damageSaid = true;
        Path draft = first.path.resolveSibling(first.path.getFileName() + ".new");
        disk.delete(draft);
        List<Notice> kept = new ArrayList<>();
        try (FileChannel out = disk.create(draft)) {
            disk.write(out, HEADER, 0);
            fresh.bytes = HEADER.length;
            for (Segment segment : from) {
                copy(segment, fresh, kept, out, disk);
            }
            disk.force(out);
        }
        disk.move(draft, first.path);
        long offset = HEADER.length;
        for (Notice notice : kept) {
            fresh.add(notice, offset, notice.length);
            offset += notice.length;
        }
        return fresh;
    }

    private static void copy(Segment segment, Segment fresh, List<Notice> kept, FileChannel out, Disk disk) throws IOException {
        for (Notice notice : segment.open()) {
            try (CheckedLines lines = new CheckedLines(segment.path, notice.offset, notice.offset + notice.length)) {
                byte[] line = lines.next() ? lines.line() : damaged(notice.length);
                disk.write(out, line, fresh.bytes);
                fresh.bytes += line.length;
                kept.add(notice);
            }
        }
    }

    /** Says nothing, and stays damaged: it is said when its hook's turn comes. */
    private static byte[] damaged(int length) {
        byte[] line = new byte[length];
        line[length - 1] = '\n';
        return line;
    }
}
