package io.dcms.runtime.report;

import io.dcms.runtime.log.Allowance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The reports that wait, in files. One thread, {@code dcms-journal}, writes by {@link #load} and {@link #work}; the lanes read, and say
 * what was taken, on theirs. What can't be written waits in memory until it can be. See the package's RATIONALE.
 */
final class Journal {

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
    /** What is written, or read, at once. */
    private static final int PART = 1 << 20;
    /** As long as no more wait in memory they keep their output. */
    private static final int FULL_IN_MEMORY = 200;
    private static final int MOST_IN_MEMORY = 20_000;
    private static final int MOST_TOLD = 10_000;

    private final Folder folder;
    private final Disk disk;
    private final Limits limits;
    private final Listener listener;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private final Allowance complaints;
    private final Allowance losses;
    private final StoredMark storedMark;
    private final HookMarks hookMarks;
    private final RefusedLog refusedLog;

    private final List<Segment> segments = new ArrayList<>();
    /** What is in no file yet, in order. */
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    /** What came before the last agent's reports could be read, which go first: it has no numbers yet. */
    private final Deque<Report> early = new ArrayDeque<>();
    private final List<Row> head = new ArrayList<>();
    private final List<Long> told = new ArrayList<>();
    private final Deque<Report> refused = new ArrayDeque<>();
    private boolean loaded;
    /** The last of the segments as long as it is written to. */
    private Segment active;
    private FileChannel out;
    /** A file that was made, holds nothing, and could not be deleted. */
    private Path leftover;
    private long lastNumber;
    private long storedWritten;
    private Segment cursorSegment;
    private long cursor;
    private boolean renewHookMarks;
    private long hooksGivenUp;
    private long rowsGivenUp;

    private volatile long stored;
    private volatile long published;
    private volatile int hooksWaiting;
    private volatile long oldestRow;
    private volatile String trouble = "";

    /**
     * How large it may become.
     *
     * @param segment   a file that has so many bytes is followed by a new one
     * @param full      while more bytes wait for the store, new reports lose their output
     * @param hookBytes so many bytes may be kept for hooks alone; beyond that the oldest hooks are given up
     * @param hooks     so many hooks may wait; beyond that the oldest are given up
     */
    record Limits(long segment, long full, long hookBytes, int hooks) {
        static final Limits USUAL = new Limits(4 << 20, 64 << 20, 256 << 20, 100_000);
    }

    /** Hears what is new. Returns at once, and calls nothing of the journal. */
    interface Listener {
        /** A hook is to be told. */
        void add(URI target, Notice notice);

        /** Some notices were {@linkplain Notice#done() done} without being asked for. */
        void givenUp();

        /** The lanes have said something that {@link #work} should write down soon. */
        void changed();
    }

    /** @param notice that its hook is to be told; null if there is none */
    private record Unwritten(Report report, Notice notice) {
        boolean done(long stored) {
            return report.number() <= stored && (notice == null || notice.done());
        }
    }

    /** A report for the store. @param end where the next one begins in its file; a report in memory has no file */
    private record Row(Report report, Segment segment, long end) {
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    Journal(Folder folder, Disk disk, Limits limits, Listener listener, InstantSource clock, LongSupplier elapsed) {
        this.folder = folder;
        this.disk = disk;
        this.limits = limits;
        this.listener = listener;
        this.clock = clock;
        this.elapsed = elapsed;
        this.complaints = new Allowance(elapsed);
        this.losses = new Allowance(elapsed);
        this.storedMark = new StoredMark(folder.file("stored.mark"), disk);
        this.hookMarks = new HookMarks(folder.file("hooks.log"), disk);
        this.refusedLog = new RefusedLog(folder.file("refused.log"), disk);
    }

    /** Takes over what the last agent left. If that fails {@link #work} tries again. */
    synchronized void load() {
        try {
            folder.own();
            stored = storedMark.read();
            hookMarks.read();
            for (Path draft : folder.files("*.new")) {
                disk.delete(draft);
            }
            SegmentReader reader = new SegmentReader(hookMarks, this::since);
            List<SegmentReader.Found> found = reader.read(folder.files("reports-*.log"), disk);
            lastNumber = Math.max(reader.last(), Math.max(stored, hookMarks.greatest()));
            storedWritten = stored;
            hookMarks.forget();
            loaded = true;
            found.forEach(this::take);
            published = lastNumber + early.size();
        } catch (IOException e) {
            complain("can't be read: ", e);
        }
    }

    /**
     * Writes these reports, what the lanes have said since, and whatever could not be written before, and gives back room.
     * What can't be written is said, and waits.
     */
    synchronized void work(List<Report> fresh) {
        early.addAll(fresh);
        if (!loaded) {
            load();
        }
        List<Unwritten> notices = loaded ? accept() : List.of();
        if (loaded) {
            writeAll();
        }
        giveUpRowsInMemory();
        published = lastNumber + early.size();
        notices.forEach(each -> listener.add(each.report.hook().orElseThrow(), each.notice));
    }

    /** The first reports that the store has not taken, in order: at most so many and not much more than a MiB. */
    synchronized List<Report> rows(int most) throws IOException {
        head.clear();
        readRows(most);
        if (head.isEmpty()) {
            stored = lastNumber;
        } else {
            // What is missing before the first was lost, and said to be.
            stored = Math.max(stored, head.get(0).report.number() - 1);
            oldestRow = head.get(0).report.at();
        }
        return head.stream().map(Row::report).toList();
    }

    /** The store has taken the first so many of the last {@link #rows}. */
    synchronized void stored(int count) {
        Row last = head.get(count - 1);
        stored = last.report.number();
        cursorSegment = last.segment;
        cursor = last.end;
        head.clear();
        listener.changed();
    }

    /** The store can't take the first of the last {@link #rows}. @return where it is kept */
    synchronized Path refuse() {
        refused.add(head.get(0).report);
        stored(1);
        return refusedLog.path();
    }

    /** The report of a notice; empty if it was given up, or is lost. */
    synchronized Optional<Report> read(Notice notice) throws IOException {
        if (notice.done()) {
            return Optional.empty();
        }
        if (notice.unwritten != null) {
            return Optional.of(notice.unwritten);
        }
        Optional<Report> report = readLine(notice);
        if (report.isEmpty()) {
            LOG.log(System.Logger.Level.ERROR, "{0} is damaged or gone at byte {1}: the hook of report {2} is not told", notice.segment.path,
                    notice.offset, notice.number);
            done(notice);
        }
        return report;
    }

    /** The hook was told, or is given up. */
    synchronized void done(Notice notice) {
        if (!notice.done()) {
            finish(notice);
            told.add(notice.number);
            listener.changed();
        }
    }

    /** How many reports the store has not taken. Any thread, at once. */
    long rowsWaiting() {
        return Math.max(0, published - stored);
    }

    /** How many hooks are to be told. Any thread, at once. */
    int hooksWaiting() {
        return hooksWaiting;
    }

    /** How long the first of the last {@link #rows} has waited. Any thread, at once. */
    Duration oldestRow() {
        return Duration.ofSeconds(Math.max(0, clock.instant().getEpochSecond() - oldestRow));
    }

    /** Why reports can't be written; empty if they can. Any thread, at once. */
    Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    /** Ends the writing. @return how many reports, that nobody has taken, are in no file */
    synchronized int close() {
        closeFiles();
        unwritten.removeIf(each -> each.done(stored));
        return unwritten.size();
    }

    // Taking over

    private void take(SegmentReader.Found found) {
        segments.add(found.segment());
        hooksWaiting += found.segment().waiting;
        found.targets().forEach(target -> listener.add(target.uri(), target.notice()));
    }

    private long since(long at) {
        long age = Math.max(0, clock.instant().getEpochSecond() - at);
        return elapsed.getAsLong() - Duration.ofSeconds(age).toNanos();
    }

    // Reports on their way into a file

    private List<Unwritten> accept() {
        boolean lean = bytesForStore() > limits.full;
        List<Unwritten> notices = new ArrayList<>();
        for (Report report = early.poll(); report != null; report = early.poll()) {
            boolean crowded = unwritten.size() >= FULL_IN_MEMORY && !trouble.isEmpty();
            Report kept = (lean || crowded ? report.lean() : report).numbered(++lastNumber);
            Unwritten each = new Unwritten(kept, kept.hook().map(hook -> notice(kept)).orElse(null));
            unwritten.add(each);
            if (each.notice != null) {
                notices.add(each);
            }
        }
        return notices;
    }

    private Notice notice(Report report) {
        Notice notice = new Notice(report.number(), elapsed.getAsLong());
        notice.unwritten = report;
        hooksWaiting++;
        return notice;
    }

    private long bytesForStore() {
        return segments.stream().filter(segment -> segment.last > stored).mapToLong(segment -> segment.bytes).sum();
    }

    private void writeAll() {
        boolean written = attempt(this::writeReports) & attempt(this::writeRefused) & attempt(this::writeMarks) & attempt(this::tidy);
        if (written && !trouble.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} can be written again", folder.path());
            trouble = "";
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            complain("can't be written: ", e);
            return false;
        }
    }

    private void complain(String what, IOException e) {
        trouble = folder.path() + " " + what + (e.getMessage() == null || e instanceof NoSuchFileException ? e.toString() : e.getMessage());
        if (complaints.take()) {
            LOG.log(System.Logger.Level.ERROR, "{0}; {1} reports wait in memory and are lost if the agent dies", trouble, unwritten.size());
        }
    }

    private void writeReports() throws IOException {
        unwritten.removeIf(each -> each.done(stored));
        if (active != null && !Files.exists(active.path)) {
            LOG.log(System.Logger.Level.ERROR, "{0} is gone, somebody has removed it: it is made anew", active.path);
            closeFiles();
        }
        while (!unwritten.isEmpty()) {
            if (active != null && active.bytes >= limits.segment) {
                closeActive();
            }
            if (out == null) {
                begin(unwritten.peek().report.number());
            }
            writePart();
        }
    }

    private void begin(long number) throws IOException {
        folder.own();
        if (leftover != null) {
            disk.delete(leftover);
            leftover = null;
        }
        Segment segment = new Segment(folder.file(SegmentReader.name(number)), number);
        out = disk.create(segment.path);
        active = segment;
        renewHookMarks = true;
    }

    private void writePart() throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        if (active.bytes == 0) {
            part.writeBytes(SegmentReader.HEADER);
        }
        int begin = part.size();
        List<Integer> lengths = new ArrayList<>();
        for (Unwritten each : unwritten) {
            byte[] line = Checked.line(each.report.text());
            part.writeBytes(line);
            lengths.add(line.length);
            if (part.size() >= PART) {
                break;
            }
        }
        try {
            disk.write(out, part.toByteArray(), active.bytes);
            disk.force(out);
            if (active.bytes == 0) {
                disk.forceFolder(folder.path());
            }
        } catch (IOException e) {
            takeBack();
            throw e;
        }
        written(lengths, active.bytes + begin, active.bytes + part.size());
    }

    private void written(List<Integer> lengths, long begin, long end) {
        if (active.bytes == 0) {
            segments.add(active);
        }
        long offset = begin;
        for (int length : lengths) {
            Unwritten each = unwritten.remove();
            active.last = each.report.number();
            if (each.notice != null && !each.notice.done()) {
                each.notice.unwritten = null;
                active.add(each.notice, offset, length);
            }
            offset += length;
        }
        active.bytes = end;
    }

    /** Leaves the file as it was before the last write, or, if that fails, goes on in another. */
    private void takeBack() {
        try {
            disk.truncate(out, active.bytes);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a part of a line stays in " + active.path, e);
            leftover = active.bytes == 0 ? active.path : null;
            closeActive();
        }
    }

    private void giveUpRowsInMemory() {
        while (early.size() > MOST_IN_MEMORY) {
            early.remove();
            rowsGivenUp++;
        }
        while (unwritten.size() > MOST_IN_MEMORY) {
            Unwritten oldest = unwritten.remove();
            rowsGivenUp++;
            if (oldest.notice != null && !oldest.notice.done()) {
                finish(oldest.notice);
            }
        }
        if (rowsGivenUp > 0 && losses.take()) {
            LOG.log(System.Logger.Level.ERROR, "{0} reports are lost: neither can they be written, nor does memory hold more than {1}",
                    rowsGivenUp, MOST_IN_MEMORY);
            rowsGivenUp = 0;
        }
    }

    // Marks

    private void writeRefused() throws IOException {
        while (!refused.isEmpty()) {
            refusedLog.add(refused.peek());
            refused.remove();
        }
    }

    private void writeMarks() throws IOException {
        if (stored != storedWritten && refused.isEmpty()) {
            storedMark.write(stored);
            storedWritten = stored;
        }
        if (told.isEmpty() && !renewHookMarks) {
            return;
        }
        if (renewHookMarks || hookMarks.isLong() || told.size() > MOST_TOLD) {
            renewHookMarks = true;
            told.clear();
            hookMarks.write(lastNumber, waitingNumbers());
            renewHookMarks = false;
        } else {
            hookMarks.add(told);
            told.clear();
        }
    }

    private List<Long> waitingNumbers() {
        return Stream.concat(segments.stream().flatMap(segment -> segment.notices.stream()),
                        unwritten.stream().filter(each -> each.notice != null).map(Unwritten::notice))
                .filter(notice -> !notice.done()).map(notice -> notice.number).toList();
    }

    // Room

    private void tidy() throws IOException {
        do {
            removeDone();
            compactSparse();
        } while ((hooksWaiting > limits.hooks || hookBytes() > limits.hookBytes) && giveUpOldestHooks());
    }

    private void removeDone() throws IOException {
        for (Segment segment : List.copyOf(segments)) {
            if (isStored(segment) && segment.waiting == 0) {
                remove(segment);
            }
        }
    }

    private void compactSparse() throws IOException {
        for (int at = segments.size() - 1; at >= 0; at--) {
            Segment segment = segments.get(at);
            if (isStored(segment) && !Files.exists(segment.path)) {
                lose(segment);
            } else if (isStored(segment) && segment.waitingBytes * 2 < segment.bytes) {
                compact(at);
            }
        }
    }

    /** Whether nothing is written to a segment any more, and only hooks need it. */
    private boolean isStored(Segment segment) {
        return segment != active && segment.last <= stored;
    }

    private long hookBytes() {
        return segments.stream().filter(this::isStored).mapToLong(segment -> segment.bytes).sum();
    }

    private void remove(Segment segment) throws IOException {
        disk.delete(segment.path);
        segments.remove(segment);
    }

    /** Keeps of a segment what hooks still need, in one file with what they need of the one before if that is little too. */
    private void compact(int at) throws IOException {
        Segment last = segments.get(at);
        Segment first = at > 0 && fitTogether(segments.get(at - 1), last) ? segments.get(at - 1) : last;
        Segment fresh = SegmentReader.compact(first == last ? List.of(last) : List.of(first, last), disk);
        segments.set(segments.indexOf(first), fresh);
        disk.forceFolder(folder.path());
        if (first != last) {
            last.emptied();
            remove(last);
        }
    }

    private boolean fitTogether(Segment first, Segment second) {
        return isStored(first) && first.waitingBytes + second.waitingBytes <= limits.segment / 2;
    }

    /** @return whether there were any */
    private boolean giveUpOldestHooks() {
        Optional<Segment> oldest = segments.stream().filter(segment -> segment.waiting > 0).findFirst();
        if (oldest.isEmpty()) {
            return false;
        }
        if (oldest.get() == active) {
            closeActive();
        }
        List<Notice> notices = oldest.get().open();
        notices.forEach(this::finish);
        renewHookMarks = true;
        hooksGivenUp += notices.size();
        if (losses.take()) {
            LOG.log(System.Logger.Level.ERROR, "{0} hooks, the oldest that waited, are given up: more than {1}, or {2} bytes, may not wait",
                    hooksGivenUp, limits.hooks, limits.hookBytes);
            hooksGivenUp = 0;
        }
        listener.givenUp();
        return true;
    }

    private void finish(Notice notice) {
        notice.finish();
        hooksWaiting--;
        if (notice.segment != null) {
            notice.segment.finished(notice);
        }
    }

    private void closeActive() {
        Closing.quietly(out);
        out = null;
        active = null;
    }

    private void closeFiles() {
        closeActive();
        storedMark.close();
        hookMarks.close();
    }

    // Reading

    private void readRows(int most) throws IOException {
        for (Segment segment : List.copyOf(segments)) {
            if (segment.last > stored && !readToEnd(segment, most)) {
                return;
            }
        }
        unwritten.stream().map(Unwritten::report).filter(report -> report.number() > stored).limit(most - head.size())
                .forEach(report -> head.add(new Row(report, null, 0)));
    }

    /** @return false if there is enough, and perhaps more */
    private boolean readToEnd(Segment segment, int most) throws IOException {
        try {
            return readRows(segment, most);
        } catch (NoSuchFileException e) {
            lose(segment);
            return true;
        } catch (IOException e) {
            if (head.isEmpty()) {
                throw e;
            }
            return false;
        }
    }

    private boolean readRows(Segment segment, int most) throws IOException {
        long begin = segment == cursorSegment ? cursor : 0;
        try (CheckedLines lines = new CheckedLines(segment.path, begin, segment.bytes)) {
            long bytes = 0;
            while (head.size() < most && bytes < PART) {
                if (!lines.next()) {
                    SegmentReader.sayDamage(segment, lines);
                    return true;
                }
                if (Report.number(lines.text()) > stored) {
                    Report.read(lines.text()).ifPresent(report -> head.add(new Row(report, segment, lines.position())));
                    bytes += lines.length();
                }
            }
        }
        return false;
    }

    private void lose(Segment segment) {
        LOG.log(System.Logger.Level.ERROR, "{0} is gone, somebody has removed it: what reports it held are lost", segment.path);
        segment.open().forEach(this::finish);
        segments.remove(segment);
        if (segment == active) {
            closeActive();
        }
        listener.givenUp();
    }

    private Optional<Report> readLine(Notice notice) throws IOException {
        try (CheckedLines lines = new CheckedLines(notice.segment.path, notice.offset, notice.offset + notice.length)) {
            return lines.next() && Report.number(lines.text()) == notice.number ? Report.read(lines.text()) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
