package io.dcms.runtime.output;

import io.dcms.runtime.prune.OldLogs;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One folder of logs, read from its begin to its end once. */
final class LogFolder implements OldLogs.Day {

    private static final Pattern LOG = Pattern.compile("\\d{1,19}-.*-\\d{1,19}-\\d{1,19}(~\\d{1,9})?\\.log", Pattern.DOTALL);
    private static final Pattern COPY = Pattern.compile("(~\\d{1,9})?\\.log$");

    private final LocalDate date;
    private final Path path;
    private final SecureDirectoryStream<Path> folder;
    private final Iterator<Path> entries;
    private final Predicate<String> active;
    private long removed;
    private long strangers;
    private String stranger = "";

    LogFolder(LocalDate date, Path path, SecureDirectoryStream<Path> folder, Predicate<String> active) {
        this.date = date;
        this.path = path;
        this.folder = folder;
        this.entries = folder.iterator();
        this.active = active;
    }

    @Override
    public LocalDate date() {
        return date;
    }

    @Override
    public boolean removeSome(int most, Instant written, Instant now) throws IOException {
        for (int count = 0; count < most && entries.hasNext(); count++) {
            Path name = entries.next().getFileName();
            try {
                look(name, written, now);
            } catch (NoSuchFileException e) {
                // Somebody was faster.
            } catch (IOException e) {
                stays(name, e.getMessage());
            }
        }
        return entries.hasNext();
    }

    @Override
    public long removed() {
        return removed;
    }

    @Override
    public String strangers() {
        return strangers == 0 ? "" : "old logs are removed from " + path + ", but " + strangers + " things in it stay, such as " + stranger
                + ": remove them by hand";
    }

    @Override
    public boolean removeIfEmpty() throws IOException {
        try {
            return Files.deleteIfExists(path);
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private void look(Path name, Instant written, Instant now) throws IOException {
        BasicFileAttributes found = folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        if (!found.isRegularFile() || !LOG.matcher(name.toString()).matches()) {
            stays(name, "it is no log of a run");
            return;
        }
        Instant last = found.lastModifiedTime().toInstant();
        if ((last.isBefore(written) || last.isAfter(now)) && !isActive(name.toString())) {
            folder.deleteFile(name);
            removed++;
        }
    }

    private void stays(Path name, String reason) {
        strangers++;
        stranger = name + " (" + reason + ")";
    }

    /** A job may be named after a task: its id is what the last two numbers say, or the last three, which tell a retry. */
    private boolean isActive(String name) {
        Matcher copy = COPY.matcher(name);
        String[] words = (copy.find() ? name.substring(0, copy.start()) : name).split("-");
        int end = words.length;
        return active.test(words[end - 2] + "-" + words[end - 1])
                || end > 3 && active.test(words[end - 3] + "-" + words[end - 2] + "-" + words[end - 1]);
    }
}
