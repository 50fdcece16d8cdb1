package io.dcms.runtime.output;

import io.dcms.runtime.files.Own;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the output of runs is kept: {@code <work_dir>/DCMS-<yyyyMMdd>/<job id>-<job name>-<task id>.log}. The folder has
 * mode 0750 and is the agent's, the file 0640 and its run's user's. A job's name may be anything;
 * what a file name can't hold becomes {@code _}, and a long one is cut.
 */
public final class LogFiles {

    /** A task id as this agent makes them. */
    public static final Pattern TASK_ID = Pattern.compile("\\d{1,19}-\\d{1,19}(-\\d{1,10})?");

    /** Bytes of UTF-8 for the job's name: with ids of any length a file name stays well under 255. */
    private static final int NAME_BYTES = 120;
    /** The {@code log_filename} column. */
    private static final int COLUMN = 200;
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwxr-x---");
    /** Of the permissions those that {@link #FOLDER} has not. */
    private static final int OTHER_BITS = 0027;
    private static final int KIND = 0170000;
    private static final int KIND_FOLDER = 0040000;
    private static final FileAttribute<?> FILE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");

    private final Path workDir;
    private final ZoneId zone;
    /** Null as long as none was needed. */
    private volatile Day lastDay;

    private record Day(LocalDate day, Path folder) {
    }

    /** @param zone tells which day it is */
    public LogFiles(Path workDir, ZoneId zone) {
        this.workDir = workDir;
        this.zone = zone;
    }

    public Path workDir() {
        return workDir;
    }

    /**
     * Makes the empty log file of a run that starts now. It is the agent's until {@link RunFiles#create} gives it away.
     *
     * @throws IOException if it can't be made, or its folder is not the agent's own
     */
    public Path create(long jobId, String jobName, String taskId, Instant now) throws IOException {
        Path folder = folder(now.atZone(zone).toLocalDate());
        own(folder);
        String stem = jobId + "-" + printable(jobName) + "-" + taskId;
        for (int copy = 1;; copy++) {
            Path file = folder.resolve(stem + (copy == 1 ? "" : "~" + copy) + ".log");
            try {
                FileChannel.open(file, NEW, FILE).close();
                return file;
            } catch (FileAlreadyExistsException e) {
                // An earlier agent ran a task of this name; its output stays.
            }
        }
    }

    /** The path to report: absolute, or relative to the work dir where the absolute one would not fit the column. */
    public String reported(Path file) {
        String path = file.toString();
        return path.length() <= COLUMN ? path : workDir.relativize(file).toString();
    }

    /**
     * The log file of a run, whether it is going or over, by its task id alone. Of several runs of one id it is the last.
     *
     * @return empty if the id is none of ours or there is no log
     */
    public Optional<Path> find(String taskId) throws IOException {
        if (!TASK_ID.matcher(taskId).matches()) {
            return Optional.empty();
        }
        Pattern name = Pattern.compile(taskId.split("-")[1] + "-.*-" + taskId + "(?:~(\\d{1,9}))?\\.log", Pattern.DOTALL);
        for (Path folder : folders()) {
            Optional<Path> last = last(folder, name);
            if (last.isPresent()) {
                return last;
            }
        }
        return Optional.empty();
    }

    /**
     * The log of a run whose job is known, without looking through folders.
     *
     * @param out another name of it
     * @return {@code out} if there is no other
     */
    public Path find(long jobId, String jobName, String taskId, Path out) throws IOException {
        String stem = jobId + "-" + printable(jobName) + "-" + taskId;
        for (Path folder : folders()) {
            for (int copy = 1;; copy++) {
                Path file = folder.resolve(stem + (copy == 1 ? "" : "~" + copy) + ".log");
                if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    break;
                }
                if (Files.isSameFile(file, out)) {
                    return file;
                }
            }
        }
        return out;
    }

    /** @param name of the first copy, or with the number of a later one as its group */
    private static Optional<Path> last(Path folder, Pattern name) throws IOException {
        Path last = null;
        int most = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Matcher matcher = name.matcher(file.getFileName().toString());
                int copy = !matcher.matches() ? 0 : matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1));
                if (copy > most) {
                    last = file;
                    most = copy;
                }
            }
        }
        return Optional.ofNullable(last);
    }

    /** The folders of days, newest first. */
    private List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(workDir, "DCMS-????????")) {
            for (Path folder : found) {
                if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && ownedByUs(folder)) {
                    folders.add(folder);
                }
            }
        }
        folders.sort((a, b) -> b.getFileName().toString().compareTo(a.getFileName().toString()));
        return folders;
    }

    private Path folder(LocalDate day) {
        Day known = lastDay;
        if (known == null || !known.day.equals(day)) {
            known = new Day(day, workDir.resolve("DCMS-" + DAY.format(day)));
            lastDay = known;
        }
        return known.folder;
    }

    /** One look where all is well, as at every start but the first of a day. */
    private void own(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            make(folder);
        }
        Map<String, Object> found = Files.readAttributes(folder, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
        int mode = (Integer) found.get("mode");
        if ((mode & KIND) != KIND_FOLDER) {
            throw new IOException(folder + " is not a folder, perhaps a link: remove it");
        }
        if ((Integer) found.get("uid") != Own.uid()) {
            throw new IOException(folder + " belongs to " + Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS)
                    + ", not to the agent: remove it or give the agent another work dir");
        }
        if ((mode & OTHER_BITS) != 0) {
            close(folder);
        }
    }

    private static void make(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        } catch (FileAlreadyExistsException e) {
            // Another run of this moment has made it, or somebody something else: that is looked at.
        }
    }

    /** The Go agent made its folders 0777: in such a one anybody could put a link in the place of a log. */
    private static void close(Path folder) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        permissions.retainAll(FOLDER);
        Files.setPosixFilePermissions(folder, permissions);
    }

    /** Asks the kernel who we are, not a variable of the environment. */
    private static boolean ownedByUs(Path folder) throws IOException {
        int owner = (Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return owner == Own.uid();
    }

    private static String printable(String name) {
        StringBuilder out = new StringBuilder();
        int bytes = 0;
        for (int at = 0; at < name.length();) {
            int c = name.codePointAt(at);
            at += Character.charCount(c);
            String safe = safe(c);
            bytes += safe.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > NAME_BYTES) {
                break;
            }
            out.append(safe);
        }
        return out.toString();
    }

    private static String safe(int c) {
        boolean bad = c == '/' || Character.isISOControl(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return bad ? "_" : Character.toString(c);
    }
}
