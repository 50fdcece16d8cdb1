package io.dcms.runtime.filestore;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What will take the place of a file, next to it, with its owner and mode. Closed before it is put in place it leaves nothing. */
final class Draft implements Closeable {

    private static final FileAttribute<?> NOBODY_ELSE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Path original;

    /** @param original no link */
    Draft(Path original) {
        this.original = original;
        this.path = original.resolveSibling("." + original.getFileName() + ".edit");
    }

    /** Writes all of it, and returns when it is on the disk. */
    void write(byte[] bytes) throws IOException {
        // One that an agent left which was killed meanwhile.
        Files.deleteIfExists(path);
        try (FileChannel file = FileChannel.open(path, Set.of(CREATE_NEW, WRITE), NOBODY_ELSE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                file.write(left);
            }
            takeOver("unix:uid");
            takeOver("unix:gid");
            takeOver("unix:mode");
            file.force(true);
        }
    }

    /** Not what is the same already: only root may give a file away. */
    private void takeOver(String attribute) throws IOException {
        Object wanted = Files.getAttribute(original, attribute, LinkOption.NOFOLLOW_LINKS);
        if (wanted.equals(Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS))) {
            return;
        }
        try {
            Files.setAttribute(path, attribute, wanted, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            throw new IOException("its " + attribute.substring("unix:".length()) + " " + wanted
                    + " can't be kept by the agent's user: chown the file to that user and its group", e);
        }
    }

    void putInPlace() throws IOException {
        Files.move(path, original, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(original.getParent(), READ)) {
            folder.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
