package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.CronFiles;
import io.dcms.runtime.crontab.CrontabSource;
import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the crontabs that operands name, and tells of each whose it is. */
final class CrontabFiles {

    private static final List<Path> SPOOLS = List.of(Path.of("/var/spool/cron/crontabs"), Path.of("/var/spool/cron"));
    private static final Path SYSTEM = Path.of("/etc/crontab");
    private static final Path SYSTEM_FOLDER = Path.of("/etc/cron.d");
    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int PERMISSIONS = 07777;
    private static final int USERS_OWN = 0600;

    private final Optional<String> user;
    private final boolean system;
    private final InputStream standardInput;
    private final List<CrontabFile> found = new ArrayList<>();

    /** @param user whose crontabs the files are, if that was said; {@code system} that their lines have a user column */
    CrontabFiles(Optional<String> user, boolean system, InputStream standardInput) {
        this.user = user;
        this.system = system;
        this.standardInput = standardInput;
    }

    List<CrontabFile> find(List<String> operands) throws CommandFailed {
        if (user.isPresent() && system) {
            throw new CommandFailed(CommandFailed.USAGE, "--user and --system: give one of them, a user's crontab has no user column");
        }
        for (String operand : operands) {
            if (operand.equals("-")) {
                CrontabSource source = system ? CrontabSource.ofSystem("stdin") : user.map(CrontabSource::ofUser).orElseThrow(() ->
                        unclear("standard input"));
                found.add(CrontabFile.of("standard input", source, JobFile.read(operand, standardInput).bytes(), ""));
            } else {
                add(path(operand));
            }
        }
        requireDifferent();
        return List.copyOf(found);
    }

    /** What belongs to a crontab is told by its name: two of one name would take each other's jobs. */
    private void requireDifferent() throws CommandFailed {
        Map<String, String> names = new HashMap<>();
        for (CrontabFile file : found) {
            String other = names.put(file.source().text(), file.name());
            if (other != null) {
                throw new CommandFailed(CommandFailed.USAGE, other + " and " + file.name() + ": each is " + file.source().text()
                        + ": give one of them");
            }
        }
    }

    private static Path path(String operand) throws CommandFailed {
        try {
            return Path.of(operand).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new CommandFailed(CommandFailed.USAGE, OneLine.of(operand) + ": this is no path of a file");
        }
    }

    private void add(Path path) throws CommandFailed {
        if (!Files.isDirectory(path)) {
            CrontabSource source = source(path);
            String ignored = source.user().isEmpty() && isFolderOfCron(path.getParent()) ? CronFiles.whyIgnored(name(path)).orElse("") : "";
            read(path, source, ignored);
            return;
        }
        if (user.isPresent()) {
            throw new CommandFailed(CommandFailed.USAGE, path + ": it is a folder: --user goes with the one crontab of that user");
        }
        for (Path file : files(path)) {
            boolean spool = SPOOLS.contains(path);
            CrontabSource source = spool ? CrontabSource.ofUser(name(file)) : CrontabSource.ofSystem(name(file));
            String ignored = spool ? name(file).startsWith(".") ? "cron reads no file whose name begins with a dot" : ""
                    : CronFiles.whyIgnored(name(file)).orElse("");
            read(file, source, ignored);
        }
    }

    private static List<Path> files(Path folder) throws CommandFailed {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !Files.isDirectory(file)).sorted().toList();
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.USAGE, folder + ": it can't be read: " + OneLine.of(String.valueOf(e.getMessage())));
        }
    }

    private CrontabSource source(Path path) throws CommandFailed {
        if (user.isPresent()) {
            return CrontabSource.ofUser(user.get());
        }
        if (system || path.equals(SYSTEM) || isFolderOfCron(path.getParent())) {
            return CrontabSource.ofSystem(name(path));
        }
        if (SPOOLS.contains(path.getParent())) {
            return CrontabSource.ofUser(name(path));
        }
        throw unclear(path.toString());
    }

    private static CommandFailed unclear(String name) {
        return new CommandFailed(CommandFailed.USAGE, OneLine.of(name) + ": whose crontab is it? Give --user NAME if it is the crontab "
                + "of that user, or --system if its lines have a user column, as in /etc/crontab and /etc/cron.d");
    }

    private static boolean isFolderOfCron(Path folder) {
        return folder != null && folder.getFileName() != null && folder.getFileName().toString().equals("cron.d");
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private void read(Path path, CrontabSource source, String ignored) throws CommandFailed {
        String name = path.toString();
        String reason = ignored.isEmpty() ? whyNotRead(path, source) : ignored;
        found.add(reason.isEmpty() ? CrontabFile.of(name, source, JobFile.read(name, standardInput).bytes(), "")
                : CrontabFile.ignored(name, source, reason));
    }

    /** What {@code process_crontab} of Debian's {@code database.c} looks at, of a file that cron would read where it is. */
    private static String whyNotRead(Path path, CrontabSource source) throws CommandFailed {
        Path folder = path.getParent();
        if (!path.equals(SYSTEM) && !SYSTEM_FOLDER.equals(folder) && !SPOOLS.contains(folder)) {
            return "";
        }
        try {
            Map<String, Object> look = Files.readAttributes(path, "unix:mode,uid,nlink,isRegularFile,owner");
            int mode = (Integer) look.get("mode");
            boolean users = source.user().isPresent();
            String owner = look.get("owner").toString();
            if (!(Boolean) look.get("isRegularFile") || users && Files.isSymbolicLink(path)) {
                return "cron does not read it: it is no regular file";
            }
            if (!look.get("uid").equals(0) && !(users && owner.equals(source.name()))) {
                return "cron does not read it: it belongs to " + owner + ", chown it to root";
            }
            if (users && SPOOLS.get(0).equals(folder) && (mode & PERMISSIONS) != USERS_OWN) {
                return "cron does not read it: its mode is not 0600, chmod 0600 it";
            }
            if (!users && (mode & WRITABLE_BY_OTHERS) != 0) {
                return "cron does not read it: others than root can write to it, chmod go-w it";
            }
            return (Integer) look.get("nlink") == 1 ? "" : "cron does not read it: it has another name somewhere (a hard link)";
        } catch (IOException e) {
            throw new CommandFailed(CommandFailed.USAGE, path + (Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? ": it can't be read: "
                    + OneLine.of(String.valueOf(e.getMessage())) : ": there is no such file"));
        }
    }
}
