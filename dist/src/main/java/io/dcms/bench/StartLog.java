package io.dcms.bench;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What programs wrote when they were started, read on from where it was last read. Lines of one {@code write} are never torn. */
final class StartLog implements AutoCloseable {

    /** The line of a program that begins with this says when it was due and when it began. @see String#formatted */
    static final String LINE = "date +\"$DCMS_FIRE_TIME %%s.%%N\" >>%s\n";

    private final RandomAccessFile file;

    StartLog(Path path) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
    }

    /**
     * A start.
     *
     * @param due    the second since 1970
     * @param moment when the program had begun, in seconds since 1970
     */
    record Start(long due, double moment) {

        static Start parse(String line) {
            int blank = line.indexOf(' ');
            return new Start(Long.parseLong(line.substring(0, blank)), Double.parseDouble(line.substring(blank + 1)));
        }

        double late() {
            return moment - due;
        }
    }

    /** All that came since the last time. */
    List<Start> next() throws IOException {
        long from = file.getFilePointer();
        byte[] fresh = new byte[(int) (file.length() - from)];
        file.readFully(fresh);
        String text = new String(fresh, StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('\n') + 1;
        file.seek(from + end);
        List<Start> starts = new ArrayList<>();
        text.substring(0, end).lines().forEach(line -> starts.add(Start.parse(line)));
        return starts;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
