package io.dcms.runtime.rest;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Sends the log of a run, a chunk at a time, however large it is. An answer is closed when it is whole, and only then: closing
 * a part of one makes the JDK's server forget the connection without closing it, and the reader waits for the rest for ever.
 */
final class LogStream {

    private static final int CHUNK = 1 << 16;
    private static final long LOOK_MILLIS = 200;

    private LogStream() {
    }

    /** Begins the answer, which is done when there is something to send. */
    interface Beginning {
        /** @param length in bytes; negative if it is not known yet */
        OutputStream begin(long length) throws IOException;
    }

    /** Sends the last {@code tail} bytes that the log has now. */
    static void copy(Path file, long tail, Beginning beginning) throws IOException {
        try (FileChannel log = open(file)) {
            long size = log.size();
            long from = Math.max(0, size - tail);
            OutputStream out = beginning.begin(size - from);
            if (send(log, from, size, out) < size) {
                throw new EOFException("the log became shorter than " + size + " bytes while it was sent");
            }
            out.close();
        }
    }

    /** Sends the last {@code tail} bytes and all that comes, until the run has ended or the reader is gone. */
    static void follow(Path file, long tail, Beginning beginning, BooleanSupplier active) throws IOException {
        try (FileChannel log = open(file)) {
            OutputStream out = beginning.begin(-1);
            long at = Math.max(0, log.size() - tail);
            boolean more = true;
            while (more) {
                // Asked before the log is read: what was printed before the end is then in it.
                more = active.getAsBoolean();
                long size = log.size();
                at = send(log, Math.min(at, size), size, out);
                out.flush();
                if (more) {
                    pause(LOOK_MILLIS);
                }
            }
            out.close();
        }
    }

    private static FileChannel open(Path file) throws IOException {
        // A run of the agent's own user can put anything in the place of its log, a pipe too, which would be opened for ever.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is not a plain file any more: its run, or somebody else, has put something in its place");
        }
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** @return where it stopped */
    private static long send(FileChannel log, long from, long to, OutputStream out) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, Math.max(0, to - from)));
        long at = from;
        while (at < to) {
            chunk.clear().limit((int) Math.min(chunk.capacity(), to - at));
            int read = log.read(chunk, at);
            if (read <= 0) {
                break;
            }
            out.write(chunk.array(), 0, read);
            at += read;
        }
        return at;
    }

    /** Until the next look. @throws InterruptedIOException if the agent stops meanwhile, or the reader is cut off */
    static void pause(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the agent is stopping");
        }
    }
}
