package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.JobScript;
import io.dcms.runtime.files.Own;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder of the scripts that lines of crontabs have become. */
final class ScriptFolder {

    static final String DEFAULT = "/etc/dcms/imported";

    /** Far more than a script of ours has. */
    private static final int MOST_BYTES = 1 << 18;
    private static final int OTHERS_ENTER = 1;
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    /** Crontabs may hold secrets: only the user's own group may read what is made of them. */
    private static final Set<PosixFilePermission> SCRIPT = PosixFilePermissions.fromString("rwxr-x---");
    private static final Set<PosixFilePermission> DRAFT = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final Map<String, JobScript.Origin> ours = new TreeMap<>();
    private final Set<String> others = new HashSet<>();

    private ScriptFolder(Path folder) {
        this.folder = folder;
    }

    /** What is in a folder, which may not be there yet. */
    static ScriptFolder read(Path path) throws CommandFailed {
        ScriptFolder folder = new ScriptFolder(path);
        if (!Files.exists(path)) {
            return folder;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                folder.add(file);
            }
            return folder;
        } catch (AccessDeniedException e) {
            throw new CommandFailed(CommandFailed.NO, e.getMessage() + ": it can't be read: run this as root");
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.NO, path + ": it can't be read: " + e);
        }
    }

    private void add(Path file) throws IOException {
        String name = file.getFileName().toString();
        Optional<JobScript.Origin> origin = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES
                ? JobScript.read(text(Files.readAllBytes(file))) : Optional.empty();
        if (origin.isPresent()) {
            ours.put(name, origin.get());
        } else {
            others.add(name);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, CrontabFile.charsetOf(bytes));
    }

    /** The scripts of ours that are there, by name. */
    Map<String, JobScript.Origin> ours() {
        return ours;
    }

    /** The names of all else that is there. */
    Set<String> others() {
        return others;
    }

    /** Makes the folder if need be, and refuses one in which others could put their own in the place of a script. */
    void prepare() throws CommandFailed {
        try {
            make(folder);
            for (Path at = folder; at != null; at = at.getParent()) {
                Own.requireFolder(at);
                if (((Integer) Files.getAttribute(at, "unix:mode") & OTHERS_ENTER) == 0) {
                    throw new IOException("users can't enter " + at + ", and so not run a script in it: chmod o+x " + at);
                }
            }
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.NO, "--dir " + folder + ": " + (e instanceof AccessDeniedException ? "run this as root"
                    : e.getMessage()));
        }
    }

    /** Whatever our umask is. */
    private static void make(Path folder) throws IOException {
        if (folder != null && !Files.exists(folder)) {
            make(folder.getParent());
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, FOLDER);
        }
    }

    /** Whether a script is there with this text, which a group may run. */
    boolean has(Path script, byte[] text, long group) throws CommandFailed {
        try {
            if (!Files.isRegularFile(script, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            Map<String, Object> look = Files.readAttributes(script, "unix:uid,gid,permissions", LinkOption.NOFOLLOW_LINKS);
            return Integer.valueOf((int) Own.uid()).equals(look.get("uid")) && Integer.valueOf((int) group).equals(look.get("gid"))
                    && look.get("permissions").equals(SCRIPT) && Arrays.equals(Files.readAllBytes(script), text);
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.NO, script + ": it can't be read: " + e);
        }
    }

    /** Puts a script in its place, whole at any moment, over none but one of ours. */
    void write(Path script, byte[] text, long group) throws CommandFailed {
        String name = script.getFileName().toString();
        if (others.contains(name)) {
            throw new CommandFailed(CommandFailed.NO, script + ": it is not one that dcms import has made, and so not replaced: move it "
                    + "away");
        }
        Path draft = script.resolveSibling("." + name + ".draft");
        try {
            Files.deleteIfExists(draft);
            try (FileChannel channel = FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(DRAFT))) {
                ByteBuffer bytes = ByteBuffer.wrap(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                Files.setAttribute(draft, "unix:gid", (int) group);
                Files.setPosixFilePermissions(draft, SCRIPT);
                channel.force(true);
            }
            Files.move(draft, script, StandardCopyOption.ATOMIC_MOVE);
            ours.putAll(JobScript.read(text(text)).map(origin -> Map.of(name, origin)).orElse(Map.of()));
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.NO, script + ": it can't be written: " + e);
        }
    }
}
