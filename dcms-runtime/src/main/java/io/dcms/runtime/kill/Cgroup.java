package io.dcms.runtime.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The cgroup of one run: whoever is in it stays in it, whatever session, parents or environment it leaves behind. Any thread. */
public final class Cgroup {

    private static final System.Logger LOG = System.getLogger(Cgroup.class.getName());
    private static final String PROCS = "cgroup.procs";

    private final Path folder;

    Cgroup(Path folder) {
        this.folder = folder;
    }

    /** Where the run's own process, when it has become its runner, writes 0 to enter, before it becomes the executor. */
    public Path procsFile() {
        return folder.resolve(PROCS);
    }

    /** The pids that are in it, zombies not; none if it can't be read, or is gone. */
    List<Long> members() {
        try {
            // 0 stands for a process that can't be seen from here.
            return Files.readAllLines(procsFile(), StandardCharsets.US_ASCII).stream().map(Long::valueOf).filter(pid -> pid > 0).toList();
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }

    /** Whether somebody is in it, or in one below it. */
    boolean populated() {
        try {
            return Files.readString(folder.resolve("cgroup.events")).contains("populated 1");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Kills all that are in it, those included that are being forked. Does nothing if there are cgroups below it: they are not
     * the run's, which can't make any, but those of an agent that the run has started, with the runs of that.
     */
    void kill() {
        try {
            if (!hasBelow()) {
                Files.writeString(folder.resolve("cgroup.kill"), "1", StandardOpenOption.WRITE);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "can't kill the cgroup " + folder, e);
        }
    }

    private boolean hasBelow() throws IOException {
        try (DirectoryStream<Path> below = Files.newDirectoryStream(folder, Files::isDirectory)) {
            return below.iterator().hasNext();
        }
    }

    /** Removes it if nobody is in it. @return false if it is still there */
    public boolean remove() {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
