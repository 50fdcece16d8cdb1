package io.dcms.runtime.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * {@code <work_dir>/dcms-history} and its files: {@code fires-<second>.log}, and {@code fires-<second>.log.gz} of those that are
 * written to no more.
 */
record HistoryFolder(Path path) {

    private static final Pattern NAME = Pattern.compile("fires-(\\d{12})\\.log(\\.gz)?");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");
    private static final FileAttribute<?> FILE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final int BUFFER = 1 << 16;

    static HistoryFolder in(Path workDir) {
        return new HistoryFolder(workDir.resolve("dcms-history"));
    }

    /**
     * Makes it if it is missing.
     *
     * @throws IOException if it can't be made, is a link or is somebody else's
     */
    void own() throws IOException {
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(FOLDER));
        } catch (FileAlreadyExistsException e) {
            requireOurs(e);
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
            if (permissions.retainAll(FOLDER)) {
                Files.setPosixFilePermissions(path, permissions);
            }
        }
    }

    private void requireOurs(IOException cause) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a folder, perhaps a link: the history of fires is there, remove it", cause);
        }
        Object agent = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (!agent.equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new IOException(path + " belongs to " + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                    + ", not to the agent, and the history of fires is there: remove it or give the agent another -work_dir", cause);
        }
    }

    /** The seconds that its files begin with, in order; none if there is no folder. */
    List<Long> segments() throws IOException {
        TreeSet<Long> seconds = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "fires-*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    seconds.add(Long.parseLong(name.group(1)));
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing has been written yet.
        }
        return new ArrayList<>(seconds);
    }

    Path plain(long second) {
        return path.resolve("fires-" + String.format("%012d", second) + ".log");
    }

    private Path packed(long second) {
        return path.resolve("fires-" + String.format("%012d", second) + ".log.gz");
    }

    /** Opens a file that is to be gone on with. */
    FileChannel open(long second) throws IOException {
        return FileChannel.open(plain(second), Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    /** Makes a file that nobody sees before {@link #publish}. */
    FileChannel draft(long second) throws IOException {
        return create(draftOf(plain(second)));
    }

    void publish(long second) throws IOException {
        Files.move(draftOf(plain(second)), plain(second), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path draftOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static FileChannel create(Path draft) throws IOException {
        Files.deleteIfExists(draft);
        return FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), FILE);
    }

    /** The text of a segment, whether it is being packed meanwhile or not. @throws NoSuchFileException if it was deleted */
    InputStream read(long second) throws IOException {
        try {
            return input(plain(second));
        } catch (NoSuchFileException e) {
            InputStream packed = input(packed(second));
            try {
                return new GZIPInputStream(packed, BUFFER);
            } catch (IOException | RuntimeException damaged) {
                packed.close();
                throw damaged;
            }
        }
    }

    private static InputStream input(Path file) throws IOException {
        // One look: between two the file may be packed, and gone.
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile()) {
            throw new IOException(file + " is not a file");
        }
        return Channels.newInputStream(FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    boolean isPlain(long second) {
        return Files.exists(plain(second), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isPacked(long second) {
        return Files.exists(packed(second), LinkOption.NOFOLLOW_LINKS);
    }

    /** Puts a packed file in the place of a plain one; one of the two is there, and whole, at any moment. */
    void pack(long second) throws IOException {
        if (!isPacked(second)) {
            Path draft = draftOf(packed(second));
            try (FileChannel out = create(draft); InputStream in = input(plain(second))) {
                GZIPOutputStream packing = new FastGzip(Channels.newOutputStream(out));
                in.transferTo(packing);
                packing.finish();
                out.force(true);
            }
            Files.move(draft, packed(second), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.deleteIfExists(plain(second));
    }

    /** The fastest level packs these lines nearly as well as the best. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream to) throws IOException {
            super(to, BUFFER);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    void delete(long second) throws IOException {
        Files.deleteIfExists(plain(second));
        Files.deleteIfExists(packed(second));
    }

    void deleteDrafts() throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(path, "fires-*.new")) {
            for (Path draft : drafts) {
                Files.delete(draft);
            }
        }
    }

    /** On the disk; 0 if it was deleted meanwhile. */
    long bytes(long second) throws IOException {
        try {
            return Files.size(isPlain(second) ? plain(second) : packed(second));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
