package io.dcms.runtime.process;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.output.LogFiles;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder {@code <work_dir>/dcms-runs}: for each run the file {@code <task id>}, in which its supervisor writes down what
 * becomes of it, and {@code <task id>.out}, another name of its log; and the scripts of the launchers. The folder is the
 * agent's and can be entered but not read or written by others, so that no task can put something else in the place of a name.
 * Any thread, but for one run one at a time.
 */
final class RunFiles {

    private static final String OUT = ".out";
    private static final String TAKEN = ".taken";
    /** Those of the launchers. */
    private static final List<String> SCRIPTS = List.of(PerlDialect.SCRIPT, ShellDialect.SCRIPT);
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    /** Of a file whose run was launched although not even its first line could be written. */
    private static final Set<PosixFilePermission> BLIND = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final String boot;
    private final boolean root;

    /**
     * What became of a run that the agent does not want to be started any more.
     *
     * @param file what its file said when its name was gone
     * @param certain whether a file without a start means that there will never be one
     */
    record Revoked(RunFile file, boolean certain) {
    }

    /**
     * Makes the folder and the scripts, or makes them anew.
     *
     * @param boot names this start of the machine
     * @throws ConfigException if the folder is not ours or can't be made
     */
    RunFiles(Path workDir, String boot) throws ConfigException {
        this.folder = workDir.resolve("dcms-runs");
        this.boot = boot;
        this.root = Own.uid() == 0;
        try {
            own();
            for (String script : SCRIPTS) {
                writeScript(script);
            }
        } catch (IOException e) {
            throw new ConfigException("-work_dir: " + folder + " can't be made or written: " + e);
        }
    }

    private void own() throws IOException, ConfigException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new ConfigException("-work_dir: " + folder + " is not a folder, perhaps a link: remove it");
            }
            if (ownerOf(folder) != Own.uid()) {
                throw new ConfigException("-work_dir: " + folder + " belongs to " + Files.getOwner(folder)
                        + ", not to the agent: remove it or give the agent another work dir");
            }
        }
        Files.setPosixFilePermissions(folder, FOLDER);
    }

    /** Launchers that run the script of an agent before this one keep that file. */
    private void writeScript(String name) throws IOException {
        Path fresh = folder.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        try (InputStream script = RunFiles.class.getResourceAsStream(name)) {
            Files.copy(script, fresh);
        }
        Files.setPosixFilePermissions(fresh, READABLE);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    Path folder() {
        return folder;
    }

    /** The name by which the output of a run is found, whatever becomes of the log's own. */
    Path out(String taskId) {
        return folder.resolve(taskId + OUT);
    }

    /**
     * Makes the files of a run that is about to be launched.
     *
     * @param log   its log, which becomes its user's: only so can it be opened with no more than that user's rights
     * @param mark  of this launch
     * @return the first line of its file; empty if there is no room to write down what becomes of it
     */
    String create(String taskId, Path log, long uid, String mark) throws IOException {
        Path file = file(taskId);
        Files.deleteIfExists(file);
        Files.deleteIfExists(out(taskId));
        try {
            Files.createLink(out(taskId), log);
        } catch (FileSystemException e) {
            if (!Files.getFileStore(folder).equals(Files.getFileStore(log))) {
                throw new IOException(log.getParent() + " is on another file system than " + folder
                        + ", so that its files can't have a name there: mount the whole work dir instead", e);
            }
            throw e;
        }
        if (root) {
            Files.setAttribute(log, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
        }
        String first = createFile(file, mark);
        if (root) {
            Files.setAttribute(file, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
        }
        return first;
    }

    private String createFile(Path file, String mark) throws IOException {
        String first = RunFile.firstLine(boot, mark);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(FILE))) {
            channel.write(ByteBuffer.wrap((first + "\n").getBytes(StandardCharsets.ISO_8859_1)));
            return first;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            if (!Files.exists(file)) {
                throw e;
            }
            Files.setPosixFilePermissions(file, BLIND);
            return "";
        }
    }

    /** @return empty if there is no such file */
    Optional<RunFile> read(String taskId) throws IOException {
        try {
            return Optional.of(read(file(taskId)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes the name of a run's file away, so that the run can't start any more. If it has started the name comes back.
     *
     * @return empty if there is no such file
     */
    Optional<Revoked> revoke(String taskId) throws IOException {
        Path taken = folder.resolve(taskId + TAKEN);
        try {
            Files.move(file(taskId), taken, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (!Files.exists(taken, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            // An agent died between the two.
        }
        RunFile found = read(taken);
        boolean blind = found.boot().isEmpty() && Files.getPosixFilePermissions(taken, LinkOption.NOFOLLOW_LINKS)
                .contains(PosixFilePermission.OWNER_EXECUTE);
        if (found.start().isPresent() || found.status().isPresent() || blind) {
            Files.move(taken, file(taskId), StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(taken);
        }
        return Optional.of(new Revoked(found, !blind));
    }

    /** @return 0 if there is no such file */
    long size(String taskId) throws IOException {
        try {
            return Files.size(file(taskId));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** When something was last written into the file of a run. */
    Instant written(String taskId) throws IOException {
        return Files.getLastModifiedTime(file(taskId), LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    /** The user that a run was launched for. */
    long ownerOf(String taskId) throws IOException {
        return ownerOf(file(taskId));
    }

    /** The user that a run was launched for, also if its file has been taken away; empty if there is none. Opens nothing. */
    Optional<Long> userOf(String taskId) throws IOException {
        for (Path file : List.of(file(taskId), folder.resolve(taskId + TAKEN))) {
            try {
                return Optional.of(ownerOf(file));
            } catch (NoSuchFileException e) {
                // perhaps the other one
            }
        }
        return Optional.empty();
    }

    /** Deletes all that is kept of a run but its log. */
    void forget(String taskId) throws IOException {
        Files.deleteIfExists(file(taskId));
        Files.deleteIfExists(folder.resolve(taskId + TAKEN));
        Files.deleteIfExists(out(taskId));
    }

    /** The task ids of all files that are there. */
    Set<String> all() throws IOException {
        Set<String> ids = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String id = name.endsWith(OUT) ? name.substring(0, name.length() - OUT.length())
                        : name.endsWith(TAKEN) ? name.substring(0, name.length() - TAKEN.length()) : name;
                if (LogFiles.TASK_ID.matcher(id).matches()) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    private static RunFile read(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = Channels.newInputStream(channel).readNBytes(RunFile.MOST_BYTES);
            return RunFile.parse(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private Path file(String taskId) {
        if (!LogFiles.TASK_ID.matcher(taskId).matches()) {
            throw new IllegalArgumentException("\"" + taskId + "\" is no task id");
        }
        return folder.resolve(taskId);
    }

    private static long ownerOf(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
