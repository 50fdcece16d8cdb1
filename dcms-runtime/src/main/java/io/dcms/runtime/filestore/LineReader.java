package io.dcms.runtime.filestore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Reads the complete lines that begin with certain bytes, and decodes no others: looking through a full set of files for one
 * job's runs costs little more than reading them. Belongs to one thread.
 */
final class LineReader {

    /** No line of ours is longer: 65,535 bytes of output, each written as a six-character escape, and the other fields. */
    static final int LONGEST = 1 << 20;

    private final byte[] beginning;
    private final byte[] buffer = new byte[LONGEST];

    LineReader(byte[] beginning) {
        this.beginning = beginning;
    }

    /** Hands on each such line, without its newline. Leaves out longer ones, and a last one without a newline. */
    void read(InputStream in, Consumer<String> lines) throws IOException {
        int filled = 0;
        boolean tooLong = false;
        for (int n = in.read(buffer); n > 0; n = in.read(buffer, filled, buffer.length - filled)) {
            int lineStart = 0;
            for (int i = filled; i < filled + n; i++) {
                if (buffer[i] == '\n') {
                    if (!tooLong) {
                        handOn(lineStart, i, lines);
                    }
                    tooLong = false;
                    lineStart = i + 1;
                }
            }
            filled += n;
            if (lineStart == 0 && filled == buffer.length) {
                tooLong = true;
                lineStart = filled;
            }
            System.arraycopy(buffer, lineStart, buffer, 0, filled - lineStart);
            filled -= lineStart;
        }
    }

    private void handOn(int from, int to, Consumer<String> lines) {
        int end = from + beginning.length;
        if (end <= to && Arrays.equals(buffer, from, end, beginning, 0, beginning.length)) {
            lines.accept(new String(buffer, from, to - from, StandardCharsets.UTF_8));
        }
    }
}
