package io.dcms.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All processes of the machine as they were at one moment, or nearly: immutable. */
final class ProcessTable {

    private final long begun;
    private final Map<Long, Entry> byPid = new HashMap<>();
    private final Map<Long, List<Entry>> byParent = new HashMap<>();
    private final Map<Long, List<Entry>> bySession = new HashMap<>();

    /** @param startTime in clock ticks since boot: with the pid it names one process for ever */
    record Entry(long pid, char state, long parent, long session, long startTime) {

        boolean dead() {
            return state == 'Z' || state == 'X';
        }

        /** Whether this process is still there: a zombie is. */
        boolean isStill() {
            Entry now = of(pid);
            return now != null && now.startTime == startTime;
        }
    }

    private ProcessTable(long begun) {
        this.begun = begun;
    }

    /**
     * Reads the table now.
     *
     * @throws UncheckedIOException if it can't be read completely
     */
    static ProcessTable read() {
        ProcessTable table = new ProcessTable(System.nanoTime());
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path folder : folders) {
                table.add(of(Long.parseLong(folder.getFileName().toString())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list processes", e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("can't list processes", e.getCause());
        }
        return table;
    }

    private void add(Entry entry) {
        if (entry != null) {
            byPid.put(entry.pid, entry);
            byParent.computeIfAbsent(entry.parent, pid -> new ArrayList<>()).add(entry);
            bySession.computeIfAbsent(entry.session, pid -> new ArrayList<>()).add(entry);
        }
    }

    /** Whether it was begun at this {@link System#nanoTime} or later, and so shows all that was there then and still is. */
    boolean isSince(long nanos) {
        return begun - nanos >= 0;
    }

    /** @return null if there was none of this number */
    Entry get(long pid) {
        return byPid.get(pid);
    }

    List<Entry> childrenOf(long pid) {
        return byParent.getOrDefault(pid, List.of());
    }

    List<Entry> membersOf(long session) {
        return bySession.getOrDefault(session, List.of());
    }

    /**
     * One process as it is now.
     *
     * @return null if there is none of this number any more
     * @throws UncheckedIOException if it is there but can't be read
     */
    static Entry of(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold blanks and parentheses itself: the fields begin after the last one.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return new Entry(pid, fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[3]),
                    Long.parseLong(fields[19]));
        } catch (FileSystemException e) {
            // Without a descriptor left nothing can be read: what is there must not pass for gone.
            if (!(e instanceof AccessDeniedException) && Files.exists(Path.of("/proc/" + pid))) {
                throw new UncheckedIOException("can't read the state of process " + pid, e);
            }
            return null;
        } catch (IOException | RuntimeException e) {
            // It was going while it was read.
            return null;
        }
    }
}
