package io.dcms.runtime.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Refuses files and folders that somebody else has put, or could put, in the place of the agent's own. Any thread. */
public final class Own {

    private static final int KIND = 0170000;
    private static final int REGULAR = 0100000;
    private static final int FOLDER = 0040000;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 2;

    private Own() {
    }

    /**
     * Refuses what is at this name, if anything is, unless it is a plain file of the agent's user that nobody else can write to and
     * that has no other name. Looks before a file is opened, since a pipe would be opened when somebody writes to it. In a
     * folder that {@link #requireFolder} takes nobody else can replace it afterwards.
     *
     * @throws IOException that says what is wrong and what to do
     */
    public static void requireFile(Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Map<String, Object> found = Files.readAttributes(file, "unix:mode,uid,nlink", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) found.get("mode");
        if ((mode & KIND) != REGULAR) {
            throw new IOException(file + " is not a plain file but a " + kind(mode) + ": remove it");
        }
        if (!found.get("uid").equals(user())) {
            throw new IOException(file + " belongs to " + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS)
                    + ", not to the agent's user: remove it");
        }
        if ((Integer) found.get("nlink") != 1) {
            throw new IOException(file + " has another name somewhere, and what is written here would be written there: remove it");
        }
        if ((mode & WRITABLE_BY_OTHERS) != 0) {
            throw new IOException(file + " can be written by everybody: chmod o-w it if it is to be trusted, else remove it");
        }
    }

    /**
     * Refuses a folder in which somebody else could put something in the place of the agent's files.
     *
     * @throws IOException that says what is wrong and what to do
     */
    public static void requireFolder(Path folder) throws IOException {
        Map<String, Object> found = Files.readAttributes(folder, "unix:mode,uid");
        int mode = (Integer) found.get("mode");
        if ((mode & KIND) != FOLDER) {
            throw new IOException(folder + " is not a folder");
        }
        if (!found.get("uid").equals(0) && !found.get("uid").equals(user())) {
            throw new IOException(folder + " belongs to " + Files.getOwner(folder) + ", who could replace every file in it: chown it to root"
                    + " or to the agent's user");
        }
        if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
            throw new IOException(folder + " can be written by everybody, who could so replace every file in it: chmod o-w it");
        }
    }

    /** The number of the agent's user. */
    public static long uid() {
        try {
            return ((Integer) user()).longValue();
        } catch (IOException e) {
            throw new IllegalStateException("/proc is not mounted", e);
        }
    }

    /** The kernel is asked who we are, not a variable of the environment. */
    private static Object user() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private static String kind(int mode) {
        return switch (mode & KIND) {
            case FOLDER -> "folder";
            case 0120000 -> "link";
            case 0010000 -> "pipe";
            case 0140000 -> "socket";
            default -> "device";
        };
    }
}
