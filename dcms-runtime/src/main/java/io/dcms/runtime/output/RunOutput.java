package io.dcms.runtime.output;

import io.dcms.spi.filter.CompiledFilter;
import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * What one run prints: read while it grows, through a descriptor of its own, so that the file may be renamed or deleted
 * meanwhile. Any thread; one at a time is inside.
 */
public final class RunOutput implements Closeable {

    private static final int CHUNK = 1 << 16;

    private final String taskId;
    private final FileChannel file;
    private final Optional<OutputScanner> scanner;
    private long scanned;
    private boolean filterFailed;

    public RunOutput(String taskId, Path log, Optional<CompiledFilter> filter) throws IOException {
        this.taskId = taskId;
        this.file = FileChannel.open(log, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        this.scanner = filter.flatMap(this::newScanner);
    }

    /** Bytes printed so far. */
    public long size() throws IOException {
        return file.size();
    }

    /** Feeds the filter with what was printed since the last time, up to so many bytes. */
    public synchronized void scan(long most) throws IOException {
        if (scanner.isEmpty() || filterFailed || !file.isOpen()) {
            return;
        }
        long size = file.size();
        // A task may cut its own log short: what it has printed since is looked at, and what it left of the old perhaps once more.
        scanned = scanned > size ? 0 : scanned;
        byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, size - scanned))];
        for (long end = Math.min(size, scanned + most); scanned < end;) {
            int read = file.read(ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, end - scanned)), scanned);
            if (read <= 0) {
                return;
            }
            feed(chunk, read);
            scanned += read;
        }
    }

    /**
     * Scans the rest and answers what the filter found in all of it.
     *
     * @param most how many bytes are looked at in the whole life of the run: one that sets its log's length to a terabyte, which
     *             takes no time and no space, would keep the reader of all others busy for an hour
     */
    public synchronized Optional<FilterHit> finish(long most) throws IOException {
        scan(Math.max(0, most - scanned));
        if (scanner.isEmpty() || filterFailed) {
            return Optional.empty();
        }
        try {
            return scanner.get().finish();
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    /** The end of what was printed so far, as text. */
    public String tail() throws IOException {
        long size = file.size();
        long from = Math.max(0, size - OutputText.TAIL_BYTES);
        ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
        while (tail.hasRemaining() && file.read(tail, from + tail.position()) > 0) {
            // until it is full, or the file has become shorter
        }
        byte[] bytes = Arrays.copyOf(tail.array(), tail.position());
        return OutputText.of(bytes, from > 0);
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private Optional<OutputScanner> newScanner(CompiledFilter filter) {
        try {
            return Optional.of(filter.scanner());
        } catch (RuntimeException | Error e) {
            return failed(e);
        }
    }

    private void feed(byte[] chunk, int length) {
        try {
            scanner.orElseThrow().feed(chunk, 0, length);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** A defect of a filter plugin harms neither the run nor the agent. */
    private <T> Optional<T> failed(Throwable e) {
        filterFailed = true;
        System.getLogger(RunOutput.class.getName()).log(System.Logger.Level.ERROR,
                "task " + taskId + ": its filter failed and is not asked any more: a defect of the plugin", e);
        return Optional.empty();
    }
}
