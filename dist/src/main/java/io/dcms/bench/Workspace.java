package io.dcms.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one benchmark, which every user may enter; it goes with it. */
final class Workspace implements AutoCloseable {

    static final String USUAL = "/var/tmp";

    private final Path folder;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    /** Not below {@code /tmp}, which may be memory: logs and records are to meet a disk. */
    static Workspace create() throws IOException {
        return below(Path.of(USUAL));
    }

    static Workspace below(Path parent) throws IOException {
        Path folder = Files.createTempDirectory(parent, "dcms-bench-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Workspace(folder);
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    /** A file that every user may read and run. */
    Path program(String name, String text) throws IOException {
        return Files.setPosixFilePermissions(Files.writeString(path(name), text), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** An empty file that every user may write. */
    Path writable(String name) throws IOException {
        return Files.setPosixFilePermissions(Files.writeString(path(name), ""), PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(folder)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
