package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/** What the kernel tells of processes in {@code /proc}, or a folder that plays it. Any thread. */
final class ProcFolder {

    private static final String MARK = ProcessTree.MARK + "=";
    /** The kernel allows more, 6 MiB with its usual limits, but nobody has it. */
    private static final int MOST_OF_AN_ENVIRONMENT = 1 << 20;
    private static final int MOST_PASSES = 20;

    private final Path root;

    ProcFolder(Path root) {
        this.root = root;
    }

    static ProcFolder ofThisMachine() {
        return new ProcFolder(Path.of("/proc"));
    }

    /**
     * Reads all processes now. One that ends between being listed and being read may have started another behind the
     * reader's back, so the list is read again until all that is new in it is alive, or many times.
     *
     * @throws UncheckedIOException if it can't be read completely
     */
    ProcessTable read() {
        return read(pid -> true);
    }

    /** @param wanted is asked before a process is looked at, of each number in its turn; one that is not wanted is left out */
    ProcessTable read(LongPredicate wanted) {
        long begun = System.nanoTime();
        Map<Long, Entry> found = new HashMap<>();
        boolean complete = false;
        for (int pass = 0; pass < MOST_PASSES && !complete; pass++) {
            complete = addAllAlive(found, wanted);
        }
        return new ProcessTable(begun, found.values(), complete);
    }

    /** Adds those that are not known yet. @return false if one had ended before it could be read */
    private boolean addAllAlive(Map<Long, Entry> found, LongPredicate wanted) {
        boolean allAlive = true;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "[0-9]*")) {
            for (Path folder : folders) {
                long pid = Long.parseLong(folder.getFileName().toString());
                if (!found.containsKey(pid) && wanted.test(pid)) {
                    Entry entry = found.computeIfAbsent(pid, this::of);
                    allAlive &= entry != null && !entry.dead();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list processes", e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("can't list processes", e.getCause());
        }
        return allAlive;
    }

    /**
     * One process as it is now.
     *
     * @return null if there is none of this number any more
     * @throws UncheckedIOException if it is there but can't be read
     */
    Entry of(long pid) {
        try {
            String text = Files.readString(file(pid, "stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold blanks and parentheses itself: the fields begin after the last one.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return new Entry(pid, fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]), Integer.parseInt(fields[17]), Long.parseLong(fields[19]));
        } catch (FileSystemException e) {
            // Without a descriptor left nothing can be read: what is there must not pass for gone.
            if (!(e instanceof AccessDeniedException) && Files.exists(file(pid, ""))) {
                throw new UncheckedIOException("can't read the state of process " + pid, e);
            }
            return null;
        } catch (IOException | RuntimeException e) {
            // It was going while it was read.
            return null;
        }
    }

    /**
     * Its effective user. Opens nothing.
     *
     * @return -1 if it is gone
     */
    long ownerOf(long pid) {
        try {
            return Integer.toUnsignedLong((Integer) Files.getAttribute(file(pid, ""), "unix:uid"));
        } catch (IOException e) {
            return -1;
        }
    }

    /** Whether it is still there: a zombie is. */
    boolean has(Id id) {
        Entry now = of(id.pid());
        return now != null && now.startTime() == id.startTime();
    }

    /** When a process of this number started, in clock ticks since boot; -1 if it is gone or can't be read. */
    long startTime(long pid) {
        try {
            Entry entry = of(pid);
            return entry == null ? -1 : entry.startTime();
        } catch (UncheckedIOException e) {
            return -1;
        }
    }

    /** Now, in clock ticks since boot: 100 a second on all machines that run Java 17. */
    long now() throws IOException {
        String uptime = Files.readString(root.resolve("uptime"));
        return Long.parseLong(uptime.substring(0, uptime.indexOf(' ')).replace(".", ""));
    }

    /**
     * The environment that a process's program was given, as far as it has not written over it.
     *
     * @return no bytes for a thread of the kernel, or for a process that is just becoming another program
     * @throws IOException if it is gone, or not ours to look at
     */
    byte[] environment(long pid) throws IOException {
        try (InputStream in = Files.newInputStream(file(pid, "environ"))) {
            return in.readNBytes(MOST_OF_AN_ENVIRONMENT);
        }
    }

    /**
     * Whether a process is this user's: its effective uid, or its real one if it has root's for being set-uid. False if it is
     * gone. Opens no file of somebody else's, root excepted.
     */
    boolean isOf(long pid, long uid) {
        try {
            long owner = ownerOf(pid);
            return owner == uid || owner == 0 && realUser(pid) == uid;
        } catch (IOException e) {
            return false;
        }
    }

    private long realUser(long pid) throws IOException {
        for (String line : Files.readString(file(pid, "status"), StandardCharsets.ISO_8859_1).split("\n")) {
            if (line.startsWith("Uid:")) {
                return Long.parseLong(line.split("\\s+")[1]);
            }
        }
        throw new IOException("process " + pid + " has no user");
    }

    /** The launch that an environment names: the first entry counts, as for programs; empty if it names none. */
    static String markIn(byte[] environment) {
        String entries = "\0" + new String(environment, StandardCharsets.ISO_8859_1);
        int at = entries.indexOf("\0" + MARK);
        int end = at < 0 ? -1 : entries.indexOf('\0', at + 1);
        return end < 0 ? "" : entries.substring(at + 1 + MARK.length(), end);
    }

    private Path file(long pid, String name) {
        return root.resolve(Long.toString(pid)).resolve(name);
    }
}
