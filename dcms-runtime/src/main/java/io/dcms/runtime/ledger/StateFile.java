package io.dcms.runtime.ledger;

import io.dcms.runtime.files.Own;
import java.io.ByteArrayOutputStream;
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
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/** {@code dcms-fires.log}: lines that are appended, and written anew as a whole now and then. Belongs to one thread. */
class StateFile {

    private static final System.Logger LOG = System.getLogger(StateFile.class.getName());
    private static final String NAME = "dcms-fires.log";
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final int CHUNK = 1 << 16;
    /** No line of ours is longer: a job has 128 KiB at the most, and each character of it six in JSON. */
    private static final int LONGEST_LINE = 2 << 20;
    private static final long LEAST_BYTES = 8L << 20;

    private final Path path;
    private FileChannel file;
    /** A file that has grown to so many bytes is to be written anew. */
    private long mostBytes;

    StateFile(Path workDir) {
        path = workDir.resolve(NAME);
    }

    /** Hands over each line that has its newline. What follows the last one was being written when the agent died. */
    void read(LineReader reader) throws IOException {
        // Whoever could write it would say what is run and what is not; and a pipe would be opened when somebody writes to it.
        Own.requireFile(path);
        try (FileChannel in = FileChannel.open(path, options(StandardOpenOption.READ))) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            while (in.read(chunk.clear()) > 0) {
                take(chunk.flip(), line, reader);
            }
        } catch (NoSuchFileException e) {
            // The first start in this work dir.
        }
    }

    interface LineReader {
        void line(String line);
    }

    /** @param line how the line begins that the chunk goes on with, and then how the one begins that the next chunk goes on with */
    private static void take(ByteBuffer chunk, ByteArrayOutputStream line, LineReader reader) {
        int from = 0;
        for (int at = 0; at < chunk.limit(); at++) {
            if (chunk.get(at) == '\n') {
                append(line, chunk, from, at);
                reader.line(line.toString(StandardCharsets.UTF_8));
                line.reset();
                from = at + 1;
            }
        }
        append(line, chunk, from, chunk.limit());
    }

    private static void append(ByteArrayOutputStream line, ByteBuffer chunk, int from, int to) {
        line.write(chunk.array(), from, Math.min(to - from, LONGEST_LINE - line.size()));
    }

    /** Whether there is a file to append to. */
    boolean isOpen() {
        return file != null;
    }

    /** Whether it is time to write it anew. */
    boolean isLong() throws IOException {
        return file != null && file.size() > mostBytes;
    }

    /** Appends lines: they are in the kernel's hands when this returns. After an error the file is closed. */
    void append(CharSequence lines) throws IOException {
        try {
            write(file, lines);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Returns when what was appended is on the disk. After an error the file is closed. */
    void force() throws IOException {
        try {
            file.force(false);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Puts a new file in the place of the old one, whole at any moment, and on the disk when this returns. */
    void rewrite(State state) throws IOException {
        close();
        Path fresh = path.resolveSibling(NAME + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel out = FileChannel.open(fresh, options(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), MODE)) {
            StringBuilder part = new StringBuilder();
            for (Iterator<String> lines = state.lines().iterator(); lines.hasNext();) {
                part.append(lines.next());
                if (part.length() > CHUNK || !lines.hasNext()) {
                    write(out, part);
                    part.setLength(0);
                }
            }
            out.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        forceFolder();
        file = FileChannel.open(path, options(StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        mostBytes = Math.max(LEAST_BYTES, 2 * file.size());
    }

    /** One place, so that a test can let the disk be full. */
    void write(FileChannel out, CharSequence lines) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel names = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing " + path, e);
        }
        file = null;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static Set<OpenOption> options(StandardOpenOption... options) {
        Set<OpenOption> all = new HashSet<>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        return all;
    }
}
