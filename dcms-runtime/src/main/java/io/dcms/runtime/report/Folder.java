package io.dcms.runtime.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code <work_dir>/dcms-outbox}: the agent's own, since hooks' passwords may stand in its files. */
record Folder(Path path) {

    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> WIDEST = PosixFilePermissions.fromString("rwxr-x---");

    static Folder in(Path workDir) {
        return new Folder(workDir.resolve("dcms-outbox"));
    }

    /**
     * Makes it if it is missing.
     *
     * @throws IOException if it can't be made, is a link or is somebody else's
     */
    void own() throws IOException {
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(MODE));
        } catch (FileAlreadyExistsException e) {
            requireOurs(e);
            close();
        } catch (IOException e) {
            throw new IOException(path + " can't be made, and reports wait there: " + e, e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Its files whose names fit this glob, by name. */
    List<Path> files(String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path, glob)) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private void requireOurs(IOException cause) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a folder, perhaps a link: reports wait there, remove it", cause);
        }
        if (!uid(path).equals(uid(Path.of("/proc/self")))) {
            throw new IOException(path + " belongs to " + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                    + ", not to the agent, and reports wait there: remove it or give the agent another -work_dir", cause);
        }
    }

    private static Object uid(Path path) throws IOException {
        return path.startsWith("/proc") ? Files.getAttribute(path, "unix:uid")
                : Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private void close() throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (permissions.retainAll(WIDEST)) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }
}
