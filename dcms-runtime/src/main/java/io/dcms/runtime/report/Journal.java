package io.dcms.runtime.report;

import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.report.RowReader.Row;
import java.io.IOException;
import java.net.URI;
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
 * The reports that wait, in files. One thread, {@code dcms-journal}, writes by {@link #load} and {@link #work}; the lanes read,
 * and say what was taken, on theirs. What can't be written waits in memory until it can be. See the package's RATIONALE.
 */
final class Journal {

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());
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
    private final SegmentWriter writer;
    private final RowReader rowReader = new RowReader(this::lose);
    private final StoredMark storedMark;
    private final HookMarks hookMarks;
    private final RefusedLog refusedLog;

    private final List<Segment> segments = new ArrayList<>();
    /** What is in no file yet, in order. */
    private final Deque<Unwritten> unwritten = new ArrayDeque<>();
    /** What came before the last agent's reports could be read, which go first: it has no numbers yet. */
    private final Deque<Report> early = new ArrayDeque<>();
    /** The numbers after {@link #stored} of reports that are for a hook alone, in order; of the last agent's those that still wait. */
    private final Deque<Long> hookOnly = new ArrayDeque<>();
    private List<Row> head = List.of();
    private final List<Long> told = new ArrayList<>();
    private final Deque<Report> refused = new ArrayDeque<>();
    private boolean loaded;
    private long lastNumber;
    private long storedWritten;
    private boolean renewHookMarks;
    private long hooksGivenUp;
    private long rowsGivenUp;

    /** Up to this number the store has taken all, or was not to be told. */
    private volatile long stored;
    private volatile long rowsWaiting;
    private volatile int hooksWaiting;
    private volatile long oldestRow;
    /** Whether the first of the last {@link #rows} still waits. */
    private volatile boolean oldestKnown;
    private volatile long bytes;
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
        this.writer = new SegmentWriter(folder, disk, limits.segment);
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
            deleteDrafts();
            SegmentReader reader = new SegmentReader(hookMarks, this::since);
            List<SegmentReader.Found> found = reader.read(folder.files(SegmentReader.NAMES), disk);
            lastNumber = Math.max(reader.last(), Math.max(stored, hookMarks.greatest()));
            storedWritten = stored;
            hookMarks.forget();
            loaded = true;
            found.forEach(this::take);
            measure();
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
        sayLosses();
        measure();
        notices.stream().filter(each -> !each.notice.done())
                .forEach(each -> listener.add(each.report.hook().orElseThrow(), each.notice));
    }

    /** The first reports that the store has not taken, in order: at most so many and not much more than a MiB. */
    synchronized List<Report> rows(int most) throws IOException {
        head = rowReader.read(segments, unwritten.stream().map(Unwritten::report).toList(), stored, most);
        if (head.isEmpty()) {
            stored = lastNumber;
        } else {
            // What is missing before the first was lost, and said to be.
            stored = Math.max(stored, head.get(0).report().number() - 1);
            oldestRow = head.get(0).report().at();
            oldestKnown = true;
        }
        countRows();
        return head.stream().map(Row::report).toList();
    }

    /** The store has taken the first so many of the last {@link #rows}. */
    synchronized void stored(int count) {
        Row last = head.get(count - 1);
        stored = last.report().number();
        oldestKnown = false;
        rowReader.moveBehind(last);
        countRows();
        listener.changed();
    }

    /** The store can't take the first of the last {@link #rows}. @return where it is kept */
    synchronized Path refuse() {
        refused.add(head.get(0).report());
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
            LOG.log(System.Logger.Level.ERROR, "{0} is damaged or gone at byte {1}: the hook of report {2} is not told",
                    notice.segment.path, notice.offset, notice.number);
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

    /**
     * How many reports the store has not taken; of what the last agent left it may be too many until the store has come there. Any
     * thread, at once.
     */
    long rowsWaiting() {
        return rowsWaiting;
    }

    /** How many hooks are to be told. Any thread, at once. */
    int hooksWaiting() {
        return hooksWaiting;
    }

    /** How long the first of the last {@link #rows} has waited. Any thread, at once. */
    Duration oldestRow() {
        return Duration.ofSeconds(Math.max(0, clock.instant().getEpochSecond() - oldestRow));
    }

    /**
     * How long the store has been owed the report that comes next; zero if none waits, or it was not looked at yet. Any thread, at
     * once.
     */
    Duration longestWait() {
        return rowsWaiting() > 0 && oldestKnown ? oldestRow() : Duration.ZERO;
    }

    /** How large the files are that hold reports, in bytes. Any thread, at once. */
    long bytes() {
        return bytes;
    }

    /** Why reports can't be written; empty if they can. Any thread, at once. */
    Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    /** Ends the writing. @return how many reports, that nobody has taken, are in no file */
    synchronized int close() {
        closeFiles();
        forgetDone();
        return unwritten.size() + early.size();
    }

    // Taking over

    /** One that can't be deleted is in nobody's way. */
    private void deleteDrafts() throws IOException {
        for (Path draft : folder.files("*.log.new")) {
            try {
                disk.delete(draft);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "{0} can''t be deleted: {1}", draft, e);
            }
        }
    }

    private void take(SegmentReader.Found found) {
        segments.add(found.segment());
        hooksWaiting += found.segment().waiting;
        found.targets().forEach(target -> {
            if (!target.isForStore()) {
                hookOnly.add(target.notice().number);
            }
            listener.add(target.uri(), target.notice());
        });
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
            if (!kept.isForStore()) {
                hookOnly.add(kept.number());
            }
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

    private void measure() {
        countRows();
        if (rowsWaiting == 0) {
            // Nothing but reports for hooks: no store has to come by for their files to be given back.
            stored = Math.max(stored, lastNumber);
        }
        bytes = segments.stream().mapToLong(segment -> segment.bytes).sum();
    }

    private void countRows() {
        while (!hookOnly.isEmpty() && hookOnly.peek() <= stored) {
            hookOnly.remove();
        }
        rowsWaiting = Math.max(0, lastNumber - stored - hookOnly.size()) + early.stream().filter(Report::isForStore).count();
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
            LOG.log(System.Logger.Level.ERROR, "{0}; {1} reports wait in memory and are lost if the agent dies", trouble,
                    unwritten.size() + early.size());
        }
    }

    private void writeReports() throws IOException {
        forgetDone();
        if (writer.lostItsFile()) {
            LOG.log(System.Logger.Level.ERROR, "the newest file of {0} is gone, somebody has removed it: another is made", folder.path());
            closeFiles();
        }
        while (!unwritten.isEmpty()) {
            written(writer.write(() -> unwritten.stream().map(Unwritten::report).iterator()));
        }
    }

    /** What all have taken needs no file, and can't be lost any more. */
    private void forgetDone() {
        unwritten.stream().filter(each -> each.done(stored)).forEach(each -> each.report.kept().run());
        unwritten.removeIf(each -> each.done(stored));
    }

    private void written(SegmentWriter.Written part) {
        Segment segment = part.segment();
        if (!segments.contains(segment)) {
            segments.add(segment);
            renewHookMarks = true;
        }
        long offset = part.begin();
        for (int length : part.lengths()) {
            Unwritten each = unwritten.remove();
            if (each.notice != null && !each.notice.done()) {
                each.notice.unwritten = null;
                segment.add(each.notice, offset, length);
            }
            offset += length;
            rowReader.written(new Row(each.report, segment, offset), length);
            each.report.kept().run();
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
    }

    private void sayLosses() {
        if (hooksGivenUp + rowsGivenUp == 0 || !losses.take()) {
            return;
        }
        if (hooksGivenUp > 0) {
            LOG.log(System.Logger.Level.ERROR, "{0} hooks, the oldest that waited, are given up: more than {1}, or {2} bytes, may"
                    + " not wait", hooksGivenUp, limits.hooks, limits.hookBytes);
        }
        if (rowsGivenUp > 0) {
            LOG.log(System.Logger.Level.ERROR, "{0} reports are lost: neither can they be written, nor does memory hold more than {1}",
                    rowsGivenUp, MOST_IN_MEMORY);
        }
        hooksGivenUp = 0;
        rowsGivenUp = 0;
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
        return !writer.writesTo(segment) && segment.last <= stored;
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
        if (writer.writesTo(oldest.get())) {
            writer.close();
        }
        List<Notice> notices = oldest.get().open();
        notices.forEach(this::finish);
        renewHookMarks = true;
        hooksGivenUp += notices.size();
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

    private void closeFiles() {
        writer.close();
        storedMark.close();
        hookMarks.close();
    }

    // Reading

    private void lose(Segment segment) {
        LOG.log(System.Logger.Level.ERROR, "{0} is gone, somebody has removed it: what reports it held are lost", segment.path);
        segment.open().forEach(this::finish);
        segments.remove(segment);
        if (writer.writesTo(segment)) {
            writer.close();
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
