package io.dcms.runtime.filestore;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;

import io.dcms.api.Task;
import io.dcms.runtime.document.TaskLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The reports of runs, a line each, appended to a file that is rotated by size. A line that a crash tore stays alone: the
 * next report begins a line of its own. One thread may read while another appends.
 */
final class ResultsFile {

    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    /** A batch is written in pieces of about this size, so that a long one costs no more memory than a short one. */
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final long maxBytes;
    private final int oldFiles;
    private final User self;
    /** Taken to append, to rotate and to open the files for reading, not while they are read. */
    private final Object lock = new Object();

    /** Asks the system for a user's number. */
    interface User {
        int uid() throws IOException;
    }

    /**
     * @param maxBytes a file that would grow over it is rotated first; a single piece may be larger
     * @param oldFiles how many rotated files are kept: {@code path.1}, the newest, to {@code path.<oldFiles>}
     * @param self     the user that must own the file
     */
    ResultsFile(Path path, long maxBytes, int oldFiles, User self) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.oldFiles = oldFiles;
        this.self = self;
    }

    /** Appends a line for each report and returns when they are on the disk. */
    void append(List<Task> tasks) throws IOException {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        for (Task task : tasks) {
            piece.writeBytes(TaskLine.of(task));
            if (piece.size() >= Math.min(PIECE, maxBytes)) {
                append(piece.toByteArray());
                piece.reset();
            }
        }
        if (piece.size() > 0) {
            append(piece.toByteArray());
        }
    }

    /**
     * The last runs of a job on a host, newest first. Reads every file once, the newest first, with memory for the answer
     * alone; what is too old for the answer is not decoded.
     */
    List<Task> newest(String host, long jobId, int limit) throws IOException {
        NewestRuns runs = new NewestRuns(limit);
        List<FileChannel> files = openNewestFirst();
        try {
            LineReader lines = new LineReader(TaskLine.beginning(jobId));
            for (FileChannel file : files) {
                NewestRuns ofFile = new NewestRuns(limit);
                lines.read(Channels.newInputStream(file), line -> {
                    if (runs.wants(TaskLine.execAt(line))) {
                        TaskLine.read(line).filter(task -> task.host().equals(host)).ifPresent(ofFile::add);
                    }
                });
                runs.addEarlier(ofFile);
            }
        } finally {
            closeAll(files);
        }
        return runs.newestFirst();
    }

    void check() throws IOException {
        requireOurs();
        Path folder = path.getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new IOException("results can't be written to " + path + ": the agent's user may not write to " + folder);
        }
    }

    private void append(byte[] lines) throws IOException {
        synchronized (lock) {
            requireOurs();
            if (size() > 0 && size() + lines.length > maxBytes) {
                rotate();
            }
            byte[] healing = endsInMidLine() ? new byte[] {'\n'} : new byte[0];
            ByteBuffer[] bytes = {ByteBuffer.wrap(healing), ByteBuffer.wrap(lines)};
            try (FileChannel file = FileChannel.open(path, Set.of(CREATE, APPEND, NOFOLLOW_LINKS), MODE)) {
                while (bytes[1].hasRemaining()) {
                    file.write(bytes);
                }
                file.force(false);
            } catch (FileSystemException e) {
                check();
                throw new IOException("results can't be written to " + path + ": "
                        + Objects.requireNonNullElse(e.getReason(), e.toString()), e);
            }
        }
    }

    /** Refuses a link, a pipe, and a file that somebody else put there to read or to fake what we write. */
    private void requireOurs() throws IOException {
        if (!Files.exists(path, NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(path, NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a plain file: results are written only to a plain file, remove it");
        }
        int owner = (int) Files.getAttribute(path, "unix:uid", NOFOLLOW_LINKS);
        if (owner != self.uid()) {
            throw new IOException(path + " belongs to user " + owner + ": results are written only to a file that belongs to"
                    + " the agent's user " + self.uid() + ", remove it");
        }
    }

    private long size() throws IOException {
        try {
            return Files.size(path);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private boolean endsInMidLine() throws IOException {
        if (size() == 0) {
            return false;
        }
        try (FileChannel file = FileChannel.open(path, READ, NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            file.read(last, file.size() - 1);
            return last.get(0) != '\n';
        }
    }

    private void rotate() throws IOException {
        for (int number = oldFiles; number >= 1; number--) {
            Path younger = number == 1 ? path : old(number - 1);
            if (Files.exists(younger, NOFOLLOW_LINKS)) {
                Files.move(younger, old(number), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private Path old(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private List<FileChannel> openNewestFirst() throws IOException {
        List<FileChannel> files = new ArrayList<>();
        synchronized (lock) {
            try {
                for (int number = 0; number <= oldFiles; number++) {
                    open(number == 0 ? path : old(number), files);
                }
                return files;
            } catch (IOException e) {
                closeAll(files);
                throw e;
            }
        }
    }

    private static void open(Path path, List<FileChannel> files) throws IOException {
        if (Files.isRegularFile(path, NOFOLLOW_LINKS)) {
            files.add(FileChannel.open(path, READ, NOFOLLOW_LINKS));
        }
    }

    private static void closeAll(List<FileChannel> files) throws IOException {
        for (FileChannel file : files) {
            file.close();
        }
    }
}
