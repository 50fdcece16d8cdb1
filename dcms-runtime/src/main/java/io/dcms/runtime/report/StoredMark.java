package io.dcms.runtime.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file {@code stored.mark}: the number up to which the store has taken the reports. Two lines of one length are
 * overwritten in turn, so that one is good whenever the agent dies, and so that it can be written on a full disk.
 */
final class StoredMark implements Closeable {

    private static final int DIGITS = 19;
    private static final int LINE = Checked.line(text(0)).length;

    private final Path path;
    private final Disk disk;
    private FileChannel file;
    private int turn;

    StoredMark(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    /** The greatest number that was written; 0 if there is none. */
    long read() throws IOException {
        long number = 0;
        try (CheckedLines lines = new CheckedLines(path, 0, Long.MAX_VALUE)) {
            while (lines.next()) {
                long found = Checked.number("stored ", lines.text());
                if (found > number) {
                    number = found;
                    turn = lines.begin() == 0 ? 1 : 0;
                }
            }
        } catch (NoSuchFileException e) {
            // The first start in this work dir.
        }
        return number;
    }

    void write(long number) throws IOException {
        if (file == null) {
            turn = Files.exists(path) ? turn : 0;
            file = disk.open(path);
        }
        disk.write(file, Checked.line(text(number)), (long) turn * LINE);
        turn = 1 - turn;
    }

    /** The next write opens the file anew. */
    @Override
    public void close() {
        Closing.quietly(file);
        file = null;
    }

    private static String text(long number) {
        String digits = Long.toString(number);
        return "stored " + "0".repeat(DIGITS - digits.length()) + digits;
    }
}
