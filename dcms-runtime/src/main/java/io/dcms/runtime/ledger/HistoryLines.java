package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The records of a segment, in order: those of one job and of all, or every one. What is none of our lines is passed over, and
 * so is what follows the last newline: that is being written, or was when the agent died.
 */
final class HistoryLines implements Closeable {

    /** Longer than any of our lines. */
    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] job;
    private final byte[] buffer = new byte[BUFFER];
    private int begin;
    private int end;
    /** The beginning of this line has been given up already. */
    private boolean tooLong;

    /** @param jobId 0 for every record */
    HistoryLines(InputStream in, long jobId) {
        this.in = in;
        this.job = jobId == 0 ? new byte[0] : (jobId + " ").getBytes(StandardCharsets.US_ASCII);
    }

    /** The next one; null at the end. */
    FireRecord next() throws IOException {
        while (true) {
            int newline = newline();
            if (newline < 0) {
                return null;
            }
            Optional<FireRecord> record = tooLong || !isWanted(newline) ? Optional.empty()
                    : HistoryLine.parse(new String(buffer, begin, newline - begin, StandardCharsets.UTF_8));
            tooLong = false;
            begin = newline + 1;
            if (record.isPresent()) {
                return record.get();
            }
        }
    }

    /** Most lines are of other jobs: they must not cost a string each. */
    private boolean isWanted(int newline) {
        if (newline > begin && buffer[begin] == '-') {
            return true;
        }
        if (newline - begin < job.length) {
            return false;
        }
        for (int i = 0; i < job.length; i++) {
            if (buffer[begin + i] != job[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the line that begins at {@code begin} ends; negative if it does not. */
    private int newline() throws IOException {
        for (int at = begin;; at++) {
            if (at == end) {
                if (end - begin == BUFFER) {
                    tooLong = true;
                    begin = end;
                }
                at -= begin;
                if (!fill()) {
                    return -1;
                }
            }
            if (buffer[at] == '\n') {
                return at;
            }
        }
    }

    /** Moves what is left to the front and reads on. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, begin, buffer, 0, end - begin);
        end -= begin;
        begin = 0;
        int count = in.read(buffer, end, BUFFER - end);
        end += Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
