package io.dcms.runtime.access;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Who did what: {@code audit.log} in the work dir, a line for each call that changes something or would have, also one that was
 * refused. When it has grown to 16 MiB it becomes {@code audit.log.1}, and so on up to 5. Any thread; an entry is in the kernel's
 * hands when {@link #add} returns. A disk that is full or broken is said in the agent's log and stops nobody.
 */
public final class AuditLog implements Audit {

    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final long MOST_BYTES = 16 << 20;
    private static final int OLD_FILES = 5;
    private static final int LONGEST = 800;

    private final Path file;
    private final long mostBytes;
    private final InstantSource clock;
    private final Allowance complaints;

    /** @param elapsed nanoseconds since some moment, never going back */
    public AuditLog(Path workDir, InstantSource clock, LongSupplier elapsed) {
        this(workDir, MOST_BYTES, clock, elapsed);
    }

    AuditLog(Path workDir, long mostBytes, InstantSource clock, LongSupplier elapsed) {
        this.file = workDir.resolve("audit.log");
        this.mostBytes = mostBytes;
        this.clock = clock;
        this.complaints = new Allowance(elapsed);
    }

    @Override
    public synchronized void add(String address, String name, String what, String result) {
        // Each for itself: however long a job's name is, what came of it is still said.
        String line = shortened(address + " " + name + " " + what) + ": " + shortened(result);
        try {
            append((clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (complaints.take()) {
                LOG.log(System.Logger.Level.ERROR, "{0} can''t be written, who does what is not recorded: {1}", file, e.getMessage());
            }
        }
    }

    private static String shortened(String text) {
        String line = OneLine.of(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        return line.length() <= LONGEST && text.length() <= LONGEST ? line : line.substring(0, Math.min(LONGEST, line.length())) + "...";
    }

    private void append(byte[] line) throws IOException {
        Own.requireFile(file);
        if (Files.exists(file, NOFOLLOW_LINKS) && Files.size(file) + line.length > mostBytes) {
            rotate();
        }
        try (FileChannel out = FileChannel.open(file, Set.of(CREATE, APPEND, NOFOLLOW_LINKS), MODE)) {
            ByteBuffer bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    private void rotate() throws IOException {
        for (int number = OLD_FILES; number >= 1; number--) {
            Path younger = number == 1 ? file : old(number - 1);
            if (Files.exists(younger, NOFOLLOW_LINKS)) {
                Files.move(younger, old(number), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
