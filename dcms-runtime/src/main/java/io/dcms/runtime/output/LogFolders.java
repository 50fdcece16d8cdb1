package io.dcms.runtime.output;

import io.dcms.runtime.prune.OldLogs;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The folders of {@link LogFiles}, for the removal of what is old. Only those that belong to the agent are taken. */
public final class LogFolders implements OldLogs {

    private static final String PREFIX = "DCMS-";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    private final Path workDir;
    private final Predicate<String> active;

    /** @param active whether there is a run of this task id that is still going */
    public LogFolders(Path workDir, Predicate<String> active) {
        this.workDir = workDir;
        this.active = active;
    }

    @Override
    public Optional<Day> next(LocalDate after, LocalDate before) throws IOException {
        for (var entry : folders().subMap(after, false, before, false).entrySet()) {
            Optional<SecureDirectoryStream<Path>> folder = open(entry.getValue());
            if (folder.isPresent()) {
                return Optional.of(new LogFolder(entry.getKey(), entry.getValue(), folder.get(), active));
            }
        }
        return Optional.empty();
    }

    private TreeMap<LocalDate, Path> folders() throws IOException {
        TreeMap<LocalDate, Path> folders = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(workDir, PREFIX + "????????")) {
            for (Path folder : found) {
                day(folder).ifPresent(day -> folders.put(day, folder));
            }
        }
        return folders;
    }

    private static Optional<LocalDate> day(Path folder) {
        try {
            return Optional.of(LocalDate.parse(folder.getFileName().toString().substring(PREFIX.length()), DAY));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Opened once and then known by its descriptor, so that nobody can put another folder in its place meanwhile. */
    private Optional<SecureDirectoryStream<Path>> open(Path folder) throws IOException {
        try (DirectoryStream<Path> here = Files.newDirectoryStream(workDir)) {
            if (!(here instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException(workDir + " is on a file system whose folders can't be opened safely: remove old logs by hand");
            }
            // Looked at before, since a pipe would be opened when somebody writes to it, and after, since it may be another by then.
            if (isOurs(secure.getFileAttributeView(folder.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS))) {
                SecureDirectoryStream<Path> opened = secure.newDirectoryStream(folder.getFileName(), LinkOption.NOFOLLOW_LINKS);
                if (isOurs(opened.getFileAttributeView(PosixFileAttributeView.class))) {
                    return Optional.of(opened);
                }
                opened.close();
            }
        } catch (FileSystemException e) {
            // A link, no folder, or gone meanwhile: none of ours.
        }
        return Optional.empty();
    }

    private static boolean isOurs(PosixFileAttributeView view) throws IOException {
        PosixFileAttributes found = view.readAttributes();
        return found.isDirectory() && found.owner().equals(Files.getOwner(Path.of("/proc/self")));
    }
}
