package io.dcms.runtime.report;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The file {@code hooks.log}: which hooks are still to be told. Its first line names all that wait among the reports up to some
 * number, each further one is a report whose hook was told since. It is written anew before it grows large, so that
 * neither it nor what it takes to read it grows with the reports.
 */
final class HookMarks implements Closeable {

    private static final long MOST_BYTES = 1 << 20;
    private static final String UP_TO = "hooks 1 up to ";
    private static final String WAIT = " wait ";
    private static final String TOLD = "told ";

    private final Path path;
    private final Disk disk;
    private final Set<Long> told = new HashSet<>();
    private final TreeSet<Long> waiting = new TreeSet<>();
    private long upTo;
    private FileChannel file;
    private long bytes;
    private long firstLine;

    HookMarks(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    /** Reads what was written; without the file, or its first line, nobody has been told of anything. */
    void read() throws IOException {
        try (CheckedLines lines = new CheckedLines(path, 0, Long.MAX_VALUE)) {
            while (lines.next()) {
                read(lines.text());
            }
        } catch (NoSuchFileException e) {
            // The first start in this work dir.
        }
    }

    private void read(String text) {
        long number = Checked.number(TOLD, text);
        if (number > 0) {
            told.add(number);
        } else if (text.startsWith(UP_TO)) {
            int end = text.indexOf(WAIT);
            for (String each : text.substring(end + WAIT.length()).split(" ")) {
                if (!each.isEmpty()) {
                    waiting.add(Long.parseLong(each));
                }
            }
            upTo = Long.parseLong(text, UP_TO.length(), end, 10);
        }
    }

    /** Whether the hook of this report was not told. */
    boolean waits(long number) {
        return (number > upTo || waiting.contains(number)) && !told.contains(number);
    }

    /** Whether the hook of a report with a number in this range may not have been told. */
    boolean waitsBetween(long first, long last) {
        Long next = waiting.ceiling(first);
        return last > upTo || next != null && next <= last;
    }

    /** The greatest number in it. */
    long greatest() {
        return Math.max(upTo, told.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** Gives the memory back: what was read is known elsewhere by now. */
    void forget() {
        told.clear();
        waiting.clear();
    }

    /** Whether it should be written anew. */
    boolean isLong() {
        return file == null || bytes - firstLine > MOST_BYTES;
    }

    /** Adds hooks that were told. */
    void add(Collection<Long> numbers) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        numbers.forEach(number -> lines.writeBytes(Checked.line(TOLD + number)));
        disk.write(file, lines.toByteArray(), bytes);
        bytes += lines.size();
    }

    /** Writes it anew: of all reports up to this number the hooks of these wait. */
    void write(long number, Collection<Long> still) throws IOException {
        close();
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        disk.delete(fresh);
        byte[] line = Checked.line(UP_TO + number + WAIT + still.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        FileChannel out = disk.create(fresh);
        try {
            disk.write(out, line, 0);
            disk.force(out);
            disk.move(fresh, path);
        } catch (IOException | RuntimeException | Error e) {
            Closing.quietly(out);
            throw e;
        }
        file = out;
        bytes = line.length;
        firstLine = line.length;
    }

    /** The next write makes the file anew. */
    @Override
    public void close() {
        Closing.quietly(file);
        file = null;
    }
}
