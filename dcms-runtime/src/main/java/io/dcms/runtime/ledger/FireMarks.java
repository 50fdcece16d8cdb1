package io.dcms.runtime.ledger;

import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.files.Own;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.Decisions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The file {@code dcms-fires.log} of a work dir: a line {@code <job id> <second> <times>} for each decision, the last of a job
 * counting, {@code times} telling schedules apart; for a job that was disabled it tells versions apart. Written by a thread of
 * its own, {@code dcms-fires}; written anew when it has grown. A line that is torn or means nothing is left out.
 */
public final class FireMarks implements Decisions, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(FireMarks.class.getName());
    private static final String NAME = "dcms-fires.log";
    private static final long FORGOTTEN = Long.MIN_VALUE;
    private static final long DISABLED = Long.MIN_VALUE + 1;
    private static final long MOST_BYTES = 8L << 20;
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final BlockingQueue<Optional<Mark>> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work, "dcms-fires");
    private final Path path;
    private final Map<Long, Mark> atStart;
    /** Belongs to the thread, as the file does. */
    private final Map<Long, Mark> current;
    private FileChannel file;
    private boolean troubled;

    private record Mark(long jobId, long second, int times) {

        String line() {
            return jobId + " " + second + " " + Integer.toHexString(times) + "\n";
        }

        static Optional<Mark> parse(String line) {
            String[] parts = line.split(" ");
            try {
                return parts.length != 3 ? Optional.empty() : Optional.of(
                        new Mark(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Integer.parseUnsignedInt(parts[2], 16)));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    private FireMarks(Path path, Map<Long, Mark> marks) {
        this.path = path;
        this.atStart = Map.copyOf(marks);
        this.current = new HashMap<>(marks);
    }

    /** Reads what a work dir remembers and goes on from there. What can't be read is as if it had never been. */
    public static FireMarks open(Path workDir) {
        Path path = workDir.resolve(NAME);
        FireMarks marks = new FireMarks(path, read(path));
        marks.thread.setDaemon(true);
        marks.thread.start();
        return marks;
    }

    @Override
    public Optional<Instant> last(PlannedJob job) {
        return Optional.ofNullable(atStart.get(job.id())).filter(mark -> mark.times == times(job) && mark.second > DISABLED)
                .map(mark -> Instant.ofEpochSecond(mark.second));
    }

    @Override
    public void decided(PlannedJob job, Instant upTo) {
        queue.add(Optional.of(new Mark(job.id(), upTo.getEpochSecond(), times(job))));
    }

    @Override
    public void forget(long jobId) {
        queue.add(Optional.of(new Mark(jobId, FORGOTTEN, 0)));
    }

    @Override
    public boolean wasDisabled(PlannedJob job) {
        Mark mark = atStart.get(job.id());
        return mark != null && mark.second == DISABLED && mark.times == version(job);
    }

    @Override
    public void disabled(PlannedJob job) {
        queue.add(Optional.of(new Mark(job.id(), DISABLED, version(job))));
    }

    /** Writes what was decided so far, and ends the thread. */
    @Override
    public void close() throws InterruptedException {
        queue.add(Optional.empty());
        thread.join();
    }

    private static int times(PlannedJob job) {
        return job.timesKey().hashCode();
    }

    /** The same for a job that has been written down and read meanwhile. */
    private static int version(PlannedJob job) {
        JsonWriter json = new JsonWriter();
        new PlacedJob(job.job(), List.of()).write(json);
        return json.toString().hashCode();
    }

    private static Map<Long, Mark> read(Path path) {
        Map<Long, Mark> marks = new HashMap<>();
        try (FileChannel file = openOwn(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), 4 * MOST_BYTES));
            while (bytes.hasRemaining() && file.read(bytes) > 0) {
                // until all is read
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            // What follows the last newline was being written when the agent died.
            text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Mark::parse).flatMap(Optional::stream)
                    .forEach(mark -> marks.put(mark.jobId, mark));
        } catch (NoSuchFileException e) {
            // The first start in this work dir.
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, path + " can't be read: fires that passed while the agent was away are not known", e);
        }
        return marks;
    }

    /** Whoever could write it would say what is run and what is not; and a pipe would be opened when somebody writes to it. */
    private static FileChannel openOwn(Path path) throws IOException {
        Own.requireFile(path);
        return FileChannel.open(path, options(StandardOpenOption.READ));
    }

    private void work() {
        boolean open = true;
        while (open) {
            try {
                List<Optional<Mark>> taken = new ArrayList<>(List.of(queue.take()));
                queue.drainTo(taken);
                open = taken.stream().noneMatch(Optional::isEmpty);
                write(taken.stream().flatMap(Optional::stream).toList());
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
            }
        }
        closeFile();
    }

    private void write(List<Mark> marks) {
        StringBuilder lines = new StringBuilder();
        for (Mark mark : marks) {
            current.put(mark.jobId, mark);
            lines.append(mark.line());
        }
        try {
            if (file == null || file.size() > MOST_BYTES) {
                rewrite();
            } else {
                append(file, lines);
            }
            troubled = false;
        } catch (IOException e) {
            closeFile();
            if (!troubled) {
                LOG.log(System.Logger.Level.WARNING, path + " can't be written: after a restart some fires may not be known", e);
            }
            troubled = true;
        }
    }

    /** One line for each job, in a new file that takes the place of the old one when it is complete. */
    private void rewrite() throws IOException {
        closeFile();
        Path fresh = path.resolveSibling(NAME + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(fresh, options(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), MODE)) {
            StringBuilder lines = new StringBuilder();
            current.values().forEach(mark -> lines.append(mark.line()));
            append(out, lines);
            out.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        file = FileChannel.open(path, options(StandardOpenOption.WRITE, StandardOpenOption.APPEND));
    }

    private static void append(FileChannel file, CharSequence lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing " + path, e);
        }
        file = null;
    }

    private static Set<OpenOption> options(StandardOpenOption... options) {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return all;
    }
}
