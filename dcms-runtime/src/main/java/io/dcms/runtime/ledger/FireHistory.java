package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.FireRecord.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of each fire, in files below {@code <work_dir>/dcms-history}; see the package's rationale. One thread writes, any
 * number of threads read at the same time.
 */
public final class FireHistory implements Closeable {

    private static final System.Logger LOG = System.getLogger(FireHistory.class.getName());
    private static final long DAY = 86_400;

    private final HistoryFolder folder;
    private final Duration keep;
    private final InstantSource clock;
    private final Limits limits;

    // What follows belongs to the thread that writes.
    private FileChannel file;
    private long segment;
    private long bytes;
    /** The jobs that are off, and since when. */
    private final Map<Long, FireRecord> off = new TreeMap<>();
    private boolean agentIsNoted;
    private boolean isTidy = true;

    /**
     * Bounds in bytes.
     *
     * @param segment a file that has so many is followed by a new one
     * @param total   of all files; the oldest go first
     */
    record Limits(long segment, long total) {
    }

    /**
     * Answers about one job.
     *
     * @param fires         in the order of fire times: of kind {@code RAN}, {@code SKIPPED}, {@code MISSED}, {@code OFF}, {@code ON}
     *                      or {@code LOST}
     * @param more          whether older ones were left out
     * @param known         whether there is anything about the job in what was read, which begins before what was asked for
     * @param completeSince every fire from this moment on has an answer, once it has been decided on
     */
    public record Answers(List<FireRecord> fires, boolean more, boolean known, Instant completeSince) {
    }

    /**
     * Touches no file yet.
     *
     * @param keep answers this old are deleted, by whole files
     */
    public FireHistory(Path workDir, Duration keep, InstantSource clock) {
        this(workDir, keep, clock, new Limits(8L << 20, 256L << 20));
    }

    FireHistory(Path workDir, Duration keep, InstantSource clock, Limits limits) {
        this.folder = HistoryFolder.in(workDir);
        this.keep = keep;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Writes records behind all that were written before; they are in the kernel's hands then. The thread that writes.
     *
     * @throws IOException if they can't be written: then none of them is, or some; all may be given again, which does no harm
     */
    public void append(List<FireRecord> records) throws IOException {
        boolean done = false;
        try {
            if (file == null || !Files.exists(folder.plain(segment), LinkOption.NOFOLLOW_LINKS)) {
                close();
                goOn();
            }
            rotate();
            write(text(records));
            agentIsNoted = true;
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    /**
     * Packs what is written to no more and deletes what is too old or too much, if a file was begun since: may take some tenths of
     * a second then, so it is for when nobody waits. What fails is done after the next file. The thread that writes.
     */
    public void tidy() {
        if (isTidy) {
            return;
        }
        isTidy = true;
        try {
            List<Long> segments = folder.segments();
            for (long each : segments) {
                if (each != segment && folder.isPlain(each)) {
                    folder.pack(each);
                }
            }
            delete(segments);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} can''t be tidied, it is tried again with its next file: {1}", folder.path(), e);
        }
    }

    /** Forgets what is open; {@link #append} opens it again. The thread that writes. */
    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a file of {0}: {1}", folder.path(), e);
        }
        file = null;
    }

    /**
     * What became of the fires of a job. Any thread; takes as long as reading the files since then takes.
     *
     * @param since the first moment that is asked for
     * @param until the last
     * @param limit at most so many answers, the newest; from 1 on
     * @throws IOException if the folder can't be read; a file that can't be is passed over
     */
    public Answers answers(long jobId, Instant since, Instant until, int limit) throws IOException {
        AnswerBook book = new AnswerBook(since.getEpochSecond(), until.getEpochSecond(), limit);
        List<Long> segments = folder.segments();
        long complete = segments.isEmpty() ? clock.instant().getEpochSecond() : segments.get(0);
        for (int at = firstToRead(segments, since.getEpochSecond()); at < segments.size(); at++) {
            if (!read(segments.get(at), jobId, book)) {
                complete = at + 1 < segments.size() ? segments.get(at + 1) : clock.instant().getEpochSecond();
            }
        }
        return new Answers(book.answers(), book.more(), book.seen(), Instant.ofEpochSecond(complete));
    }

    /** No fire is decided on before its time: the answer to one at {@code since} is in this file or in a later one. */
    private static int firstToRead(List<Long> segments, long since) {
        int first = 0;
        while (first + 1 < segments.size() && segments.get(first + 1) <= since) {
            first++;
        }
        return first;
    }

    /** @return false if some of it can't be read */
    private boolean read(long which, long jobId, AnswerBook book) {
        try (HistoryLines lines = new HistoryLines(folder.read(which), jobId)) {
            for (FireRecord record = lines.next(); record != null; record = lines.next()) {
                book.take(record);
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is damaged, or can''t be read: some answers of what became of fires are missing: {1}",
                    folder.plain(which), e);
            return false;
        }
    }

    // Writing

    /** Opens the newest file, if it can be gone on with, behind its last newline. */
    private void goOn() throws IOException {
        folder.own();
        folder.deleteDrafts();
        List<Long> segments = folder.segments();
        off.clear();
        if (segments.isEmpty()) {
            begin(0);
            return;
        }
        segment = segments.get(segments.size() - 1);
        learnWhatIsOff();
        if (folder.isPacked(segment)) {
            begin(segment + 1);
            return;
        }
        file = folder.open(segment);
        bytes = afterLastNewline();
        file.truncate(bytes);
    }

    private void learnWhatIsOff() throws IOException {
        try (InputStream in = folder.read(segment); HistoryLines lines = new HistoryLines(in, 0)) {
            for (FireRecord record = lines.next(); record != null; record = lines.next()) {
                isNews(record);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is damaged, or can''t be read: {1}", folder.plain(segment), e);
        }
    }

    private long afterLastNewline() throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1 << 16);
        for (long end = file.size(); end > 0;) {
            long from = Math.max(0, end - piece.capacity());
            piece.clear().limit((int) (end - from));
            while (piece.hasRemaining() && file.read(piece, from + piece.position()) > 0) {
                // until all of it is read
            }
            for (int at = piece.position() - 1; at >= 0; at--) {
                if (piece.get(at) == '\n') {
                    return from + at + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    /** A new file each day, and when one is full. */
    private void rotate() throws IOException {
        boolean nextDay = clock.instant().getEpochSecond() / DAY > segment / DAY;
        if (bytes > 0 && (nextDay || bytes >= limits.segment)) {
            close();
            begin(segment + 1);
        }
    }

    /** Begins a file with the jobs that are off, so that a reader need not look for them in older ones. */
    private void begin(long atLeast) throws IOException {
        segment = Math.max(atLeast, clock.instant().getEpochSecond());
        file = folder.draft(segment);
        bytes = 0;
        forgetRemoved();
        StringBuilder lines = new StringBuilder();
        off.values().forEach(record -> lines.append(HistoryLine.of(record)));
        write(lines);
        folder.publish(segment);
        isTidy = false;
    }

    private long oldest() {
        return clock.instant().getEpochSecond() - keep.toSeconds();
    }

    private void forgetRemoved() {
        off.values().removeIf(record -> record.kind() == Kind.REMOVED && record.first() < oldest());
    }

    private StringBuilder text(List<FireRecord> records) {
        StringBuilder lines = new StringBuilder();
        if (!agentIsNoted) {
            lines.append(HistoryLine.of(FireRecord.agentOn(clock.instant())));
        }
        records.stream().filter(this::isNews).forEach(record -> lines.append(HistoryLine.of(record)));
        return lines;
    }

    /** Each start of the agent says of the same jobs that they are off. */
    private boolean isNews(FireRecord record) {
        if (record.kind() == Kind.ON) {
            off.remove(record.jobId());
            return true;
        }
        if (record.kind() != Kind.OFF && record.kind() != Kind.REMOVED) {
            return true;
        }
        FireRecord before = off.get(record.jobId());
        boolean isNews = before == null || before.kind() != record.kind() || !before.reason().equals(record.reason());
        if (isNews) {
            off.put(record.jobId(), record);
        }
        return isNews;
    }

    private void write(CharSequence lines) throws IOException {
        ByteBuffer rest = StandardCharsets.UTF_8.encode(lines.toString());
        long position = bytes;
        try {
            while (rest.hasRemaining()) {
                position += file.write(rest, position);
            }
            bytes = position;
        } catch (IOException e) {
            cut(e);
            throw e;
        }
    }

    /** What was written in part would be in the way of what is written next. */
    private void cut(IOException why) {
        try {
            file.truncate(bytes);
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private void delete(List<Long> segments) throws IOException {
        long total = 0;
        for (int at = segments.size() - 1; at >= 0; at--) {
            total += folder.bytes(segments.get(at));
            boolean isOld = at + 1 < segments.size() && segments.get(at + 1) <= oldest();
            // The file that is written to is full size in the end.
            boolean isTooMuch = total + limits.segment > limits.total;
            if (segments.get(at) != segment && (isOld || isTooMuch)) {
                folder.delete(segments.get(at));
            }
        }
    }
}
