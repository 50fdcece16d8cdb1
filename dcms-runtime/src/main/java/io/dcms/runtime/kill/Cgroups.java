package io.dcms.runtime.kill;

import io.dcms.runtime.files.Own;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The cgroups (version 2) of the runs, where this machine lets us make some: below the agent's own one
 * {@code dcms-<work dir>/<uid>/<task id>} for each run, and {@code dcms-<work dir>/<uid>/launcher} for the shell that starts the
 * runs of a runner. No controller is switched on: they only hold together what belongs together. Any thread.
 *
 * <p>RATIONALE. A process enters the run's cgroup by itself, before it becomes the executor: if the agent moved it, it could
 * have forked before. The kernel wants of who moves a process the right to write to {@code cgroup.procs} of where it goes and
 * of what both places are below: so the shell that starts runs is below {@code <uid>} too, and these files belong to the runner.
 * A runner can therefore move its own processes among its own runs' cgroups, and out of one if it means to: this is no
 * border within one user, whose processes have other ways to hide, but catches all that lose their ties without intent. The
 * folders are the agent's, so that a task can't make cgroups of its own there.
 */
public final class Cgroups {

    private static final System.Logger LOG = System.getLogger(Cgroups.class.getName());
    private static final String PREFIX = "dcms-";
    private static final Pattern OTHERS = Pattern.compile(PREFIX + "[0-9a-f]{12}");
    private static final String LAUNCHER = "launcher";
    private static final String PROCS = "cgroup.procs";
    private static final Pattern TASK_ID = Pattern.compile("[0-9][0-9A-Za-z_.-]*");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private final Path base;
    private final Set<String> used = new HashSet<>();

    private Cgroups(Path base) {
        this.base = base;
    }

    /**
     * Looks whether cgroups can be had here.
     *
     * @param workDir an agent with another one has cgroups of another name
     * @return nothing where they can't: everything works without, but for processes that leave session, parents and environment
     */
    public static Optional<Cgroups> probe(Path workDir) {
        return probe(Path.of("/proc"), PREFIX + hash(workDir.toAbsolutePath().normalize().toString()));
    }

    static Optional<Cgroups> probe(Path proc, String name) {
        try {
            Path own = place(Files.readString(proc.resolve("self/mountinfo"), StandardCharsets.ISO_8859_1),
                    Files.readString(proc.resolve("self/cgroup"), StandardCharsets.ISO_8859_1));
            Cgroups cgroups = new Cgroups(own.resolve(name));
            cgroups.check(own);
            // It comes back with the first run.
            new Cgroup(cgroups.base).remove();
            LOG.log(System.Logger.Level.DEBUG, "runs get cgroups below {0}", cgroups.base);
            return Optional.of(cgroups);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "runs get no cgroups: {0}", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * Where the runs' cgroups are to be: below the agent's own one. If that is a run's, because a run has started the agent, it is
     * where this run's is: nobody's run should be below another run.
     *
     * @param mountInfo the kernel's {@code mountinfo}
     * @param cgroup    the kernel's {@code cgroup} of the agent
     * @throws IOException if there is none that can be reached: why
     */
    static Path place(String mountInfo, String cgroup) throws IOException {
        String own = pathOf(cgroup);
        int run = own.indexOf("/" + PREFIX);
        return folder(mountInfo, run < 0 ? own : own.substring(0, run));
    }

    /** The path of a cgroup in its hierarchy, told by the kernel's {@code cgroup} of a process. */
    static String pathOf(String cgroup) throws IOException {
        return cgroup.lines().filter(line -> line.startsWith("0::")).map(line -> line.substring(3)).findFirst()
                .orElseThrow(() -> new IOException("the kernel has no cgroup 2"));
    }

    /** The folder of the cgroup of this path. */
    static Path folder(String mountInfo, String place) throws IOException {
        for (String line : mountInfo.lines().toList()) {
            String[] fields = line.split(" ");
            int dash = List.of(fields).indexOf("-");
            if (dash >= 6 && fields[dash + 1].equals("cgroup2") && isBelow(place, unescaped(fields[3]))) {
                Path hierarchy = Path.of(unescaped(fields[4]));
                String below = place.substring(unescaped(fields[3]).equals("/") ? 0 : unescaped(fields[3]).length());
                return hierarchy.resolve("./" + below).normalize();
            }
        }
        throw new IOException("cgroup 2 is not mounted, or not where this process is in it");
    }

    private static boolean isBelow(String path, String mounted) {
        return !path.contains("/..") && (mounted.equals("/") || path.equals(mounted) || path.startsWith(mounted + "/"));
    }

    private static String unescaped(String field) {
        return OCTAL.matcher(field).replaceAll(match -> Matcher.quoteReplacement(
                String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }

    private void check(Path own) throws IOException {
        if (!isOurs(own)) {
            // Who owns it could exchange all that we make below it.
            throw new IOException(own + " belongs to another user");
        }
        make(base);
        if (!Files.isWritable(base.resolve("cgroup.kill"))) {
            throw new IOException("the kernel has no cgroup.kill, which came with Linux 5.14");
        }
        if (!Files.readString(base.resolve("cgroup.type")).strip().equals("domain")) {
            throw new IOException(own + " is one for threads");
        }
    }

    private static boolean isOurs(Path folder) throws IOException {
        return ((Integer) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue() == Own.uid();
    }

    /** The cgroup for a run of this user that is about to start; nothing if it can't be made: then the run goes without one. */
    public synchronized Optional<Cgroup> forRun(String taskId, long uid) {
        if (!TASK_ID.matcher(taskId).matches()) {
            return Optional.empty();
        }
        try {
            Path folder = folderFor(taskId, uid);
            give(folder, uid);
            return Optional.of(new Cgroup(folder));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "task " + taskId + ": gets no cgroup", e);
            return Optional.empty();
        }
    }

    /** Made below the user's, which is there already but for the first time. */
    private Path folderFor(String taskId, long uid) throws IOException {
        try {
            return make(base.resolve(Long.toString(uid)).resolve(taskId));
        } catch (NoSuchFileException e) {
            return make(makeForUser(uid).resolve(taskId));
        }
    }

    /**
     * The cgroup of a run that an agent before this one has started, maybe from another place than where this one is.
     *
     * @param pid   of the run's own process, which is still there, or not
     * @param ticks when that was started, in clock ticks since boot
     */
    public Optional<Cgroup> ofAdopted(String taskId, long uid, long pid, long ticks) {
        Path expected = base.resolve(Long.toString(uid)).resolve(taskId);
        if (!TASK_ID.matcher(taskId).matches()) {
            return Optional.empty();
        }
        if (Files.isDirectory(expected)) {
            return Optional.of(new Cgroup(expected));
        }
        Path its = Path.of(base.getFileName().toString(), Long.toString(uid), taskId);
        return whereItIs(new ProcessTable.Id(pid, ticks)).filter(folder -> folder.endsWith(its)).map(Cgroup::new);
    }

    private Optional<Path> whereItIs(ProcessTable.Id process) {
        ProcFolder proc = ProcFolder.ofThisMachine();
        try {
            Path folder = folder(Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1),
                    pathOf(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"), StandardCharsets.ISO_8859_1)));
            return proc.has(process) && isOurs(folder) ? Optional.of(folder) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Puts a shell that is to start runs of this user where it can put them into theirs. To be called before it starts any.
     *
     * @return false if that failed: then no run can enter its cgroup, which does no harm
     */
    public synchronized boolean addLauncher(long uid, long pid) {
        try {
            Path folder = make(makeForUser(uid).resolve(LAUNCHER));
            Files.writeString(folder.resolve(PROCS), Long.toString(pid), StandardOpenOption.WRITE);
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "user " + uid + ": its runs get no cgroups", e);
            return false;
        }
    }

    private Path makeForUser(long uid) throws IOException {
        Path folder = make(make(base).resolve(Long.toString(uid)));
        used.add(Long.toString(uid));
        give(folder, uid);
        return folder;
    }

    private static Path make(Path folder) throws IOException {
        try {
            return Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            return folder;
        }
    }

    private static void give(Path folder, long uid) throws IOException {
        Files.setAttribute(folder.resolve(PROCS), "unix:uid", (int) uid);
    }

    /**
     * Removes the cgroups of runs that are over, in which something lived on that has ended now, and those of users who have
     * had no run since the agent started.
     *
     * @param inUse whether there is a run of this task id
     */
    public synchronized void sweep(Predicate<String> inUse) {
        for (Path user : below(base)) {
            for (Path run : below(user)) {
                String name = run.getFileName().toString();
                boolean keep = name.equals(LAUNCHER) ? used.contains(user.getFileName().toString()) : inUse.test(name);
                if (!keep) {
                    new Cgroup(run).remove();
                }
            }
            if (!used.contains(user.getFileName().toString())) {
                new Cgroup(user).remove();
            }
        }
    }

    /**
     * Removes what agents with this work dir have left and nobody is in; and what agents with other ones have left below the same
     * cgroup, if nobody is in all of it: they may have gone for good. One that is still there makes anew what it needs.
     */
    public synchronized void removeWhatAgentsLeft() {
        sweep(name -> false);
        for (Path other : below(base.getParent())) {
            if (!other.equals(base) && OTHERS.matcher(other.getFileName().toString()).matches() && isLeft(other)) {
                Cgroups left = new Cgroups(other);
                left.removeUnused();
            }
        }
    }

    private static boolean isLeft(Path other) {
        try {
            return isOurs(other) && !new Cgroup(other).populated();
        } catch (IOException e) {
            return false;
        }
    }

    /** Removes all that nobody is in: the agent has ended, or is not going to start anything. */
    public synchronized void removeUnused() {
        used.clear();
        sweep(name -> false);
        new Cgroup(base).remove();
    }

    private static List<Path> below(Path folder) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, Files::isDirectory)) {
            return StreamSupport.stream(stream.spliterator(), false).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("each JDK has SHA-256", e);
        }
    }
}
