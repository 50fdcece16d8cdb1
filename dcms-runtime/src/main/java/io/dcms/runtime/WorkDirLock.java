package io.dcms.runtime;

import io.dcms.runtime.files.Own;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/** The right to use a work dir: one agent has it at a time. The kernel takes it back when the agent dies, however it dies. */
final class WorkDirLock implements Closeable {

    private static final System.Logger LOG = System.getLogger(WorkDirLock.class.getName());
    private static final String NAME = "dcms-agent.lock";
    private static final int MOST_TEXT = 100;
    private static final String LEAVING = ", leaving";
    private static final long LOOK_MILLIS = 20;

    private final FileChannel file;

    private WorkDirLock(FileChannel file) {
        this.file = file;
    }

    /** Another agent has the work dir. */
    static final class Held extends Exception {
        private Held(String message) {
            super(message);
        }
    }

    /**
     * Takes the lock, making the work dir if it is missing.
     *
     * @param patience how long is waited for an agent that has it and is {@linkplain #leaving leaving}
     * @throws Held        if another agent has it; the message says which
     * @throws IOException if the work dir can't be used
     */
    static WorkDirLock take(Path workDir, Duration patience) throws Held, IOException, InterruptedException {
        FileChannel file = open(workDir);
        try {
            FileLock lock = file.tryLock();
            long deadline = System.nanoTime() + patience.toNanos();
            while (lock == null && holder(file).endsWith(LEAVING) && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MILLIS);
                lock = file.tryLock();
            }
            if (lock == null) {
                throw new Held("another agent has the work dir " + workDir + ": " + holder(file)
                        + "; stop it, or give this one another -work_dir");
            }
            WorkDirLock taken = new WorkDirLock(file);
            taken.write("");
            return taken;
        } catch (Held | IOException | InterruptedException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Says to an agent that comes next that this one will give the lock back in a moment. */
    void leaving() {
        try {
            write(LEAVING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the next agent can''t be told to wait: {0}", e.getMessage());
        }
    }

    private void write(String more) throws IOException {
        file.truncate(0);
        file.write(ByteBuffer.wrap(("pid " + ProcessHandle.current().pid() + more + "\n").getBytes(StandardCharsets.UTF_8)), 0);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static FileChannel open(Path workDir) throws IOException {
        Path path = workDir.resolve(NAME);
        try {
            Files.createDirectories(workDir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
            Own.requireFolder(workDir);
            Own.requireFile(path);
            FileChannel file = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            requireStillOurs(path, file);
            return file;
        } catch (IOException e) {
            throw new IOException("the work dir " + workDir + " can't be used: " + reason(e)
                    + "; mend that, or give the agent another -work_dir", e);
        }
    }

    /** It may have been put there by somebody else after the first look. */
    private static void requireStillOurs(Path path, FileChannel file) throws IOException {
        try {
            Own.requireFile(path);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** In words what some of Java's exceptions say by the name of their class alone. */
    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException file) {
            return file.getFile() + " is not a folder";
        }
        if (e instanceof NoSuchFileException file) {
            return file.getFile() + " can't be made";
        }
        if (e instanceof AccessDeniedException file) {
            return file.getFile() + ": permission denied to the agent's user";
        }
        return e.getMessage();
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(MOST_TEXT);
        file.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    }
}
