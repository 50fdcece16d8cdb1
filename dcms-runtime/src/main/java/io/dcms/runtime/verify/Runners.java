package io.dcms.runtime.verify;

import io.dcms.runtime.thread.NamedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * Looks users up in whatever name services the machine has, by {@code getent} and {@code id}, and remembers the answer for a
 * minute or until {@code /etc/passwd} or {@code /etc/group} changes. While a service is silent its last answer is used for an
 * hour. Any thread; the threads {@code dcms-runner-n} wait for the services.
 */
public final class Runners implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Runners.class.getName());
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long USED_WHILE_SILENT_NANOS = Duration.ofHours(1).toNanos();
    /** So many questions at a time: a user whose service is silent does not hold up those of others. */
    private static final int ASKING = 4;
    /** {@code setreuid} and {@code setgroups} take the number after it, -1, for "as it is", which is root. */
    private static final long LARGEST_ID = 0xffff_fffeL;
    /** The kernel takes no longer argument, and {@code setpriv} is given the groups in one. */
    private static final int LONGEST_ARGUMENT = 120 << 10;
    private static final List<Path> LOCAL_FILES = List.of(Path.of("/etc/passwd"), Path.of("/etc/group"));

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    /** What is being asked, so that a storm of runs of one user is one question. */
    private final Map<String, CompletableFuture<Runner>> asked = new ConcurrentHashMap<>();
    private final ExecutorService askers = Executors.newFixedThreadPool(ASKING, new NamedThreads("dcms-runner"));
    private final Set<String> allowed;
    private final NameService service;
    private final LongSupplier elapsed;

    /**
     * @param answered when the service said so
     * @param used     when it was asked last, be it in vain
     */
    private record Known(Runner runner, long answered, long used, List<FileTime> localFiles) {
    }

    /**
     * @param allowed the names of those who may be runners; empty = anybody but root
     * @param elapsed nanoseconds since some moment, never going back
     */
    public Runners(Set<String> allowed, NameService service, LongSupplier elapsed) {
        this.allowed = new TreeSet<>(allowed);
        this.service = service;
        this.elapsed = elapsed;
    }

    /**
     * The runner of this name: at once if it is remembered. Completed exceptionally by a {@link Refusal} as {@link #find} throws it.
     */
    public CompletableFuture<Runner> ask(String name) {
        Known remembered = known.get(name);
        if (remembered != null && isFresh(remembered, changeTimes())) {
            return CompletableFuture.completedFuture(remembered.runner);
        }
        return asked.computeIfAbsent(name, this::askAnew);
    }

    /**
     * The runner of this name, waiting for the name service if need be.
     *
     * @throws Refusal if there is no such user, it may not be a runner, or it is root or in root's group
     */
    public Runner find(String name) throws Refusal {
        List<FileTime> files = changeTimes();
        Known remembered = known.get(name);
        if (remembered != null && isFresh(remembered, files)) {
            return remembered.runner;
        }
        requireAllowed(name);
        long now = elapsed.getAsLong();
        try {
            Runner runner = lookUp(name);
            known.put(name, new Known(runner, now, now, files));
            return runner;
        } catch (NameService.Silent e) {
            return lastKnown(name, remembered, files, e);
        }
    }

    @Override
    public void close() {
        askers.shutdown();
    }

    private CompletableFuture<Runner> askAnew(String name) {
        CompletableFuture<Runner> answer = new CompletableFuture<>();
        askers.execute(() -> {
            try {
                Runner runner = find(name);
                asked.remove(name);
                answer.complete(runner);
            } catch (Refusal | RuntimeException | Error e) {
                asked.remove(name);
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private boolean isFresh(Known remembered, List<FileTime> files) {
        return elapsed.getAsLong() - remembered.used < REMEMBERED_NANOS && remembered.localFiles.equals(files);
    }

    private void requireAllowed(String name) throws Refusal {
        if (!allowed.isEmpty() && !allowed.contains(name)) {
            throw new Refusal("runner: \"" + name + "\" is none of those that -runners allows, " + String.join(",", allowed)
                    + ": give one of them, or have the agent's operator add the user");
        }
    }

    /** A directory server that is away for a moment shall not fail the jobs of everybody it knows. */
    private Runner lastKnown(String name, Known last, List<FileTime> files, NameService.Silent silent) throws Refusal {
        long now = elapsed.getAsLong();
        if (last == null || now - last.answered >= USED_WHILE_SILENT_NANOS || !last.localFiles.equals(files)) {
            throw new Refusal(silent.getMessage());
        }
        LOG.log(System.Logger.Level.WARNING, "{0}, asked for the user \"{1}\": used is what it said {2} s ago", silent.getMessage(), name,
                Duration.ofNanos(now - last.answered).toSeconds());
        known.put(name, new Known(last.runner, last.answered, now, files));
        return last.runner;
    }

    private Runner lookUp(String name) throws NameService.Silent, Refusal {
        String[] fields = service.ask("getent", "passwd", "--", name).strip().split(":", -1);
        // getent takes a number for a uid: an answer for another name is none.
        if (fields.length != 7 || !fields[0].equals(name)) {
            throw new Refusal("runner: there is no user \"" + name + "\" on this machine");
        }
        long uid = number(fields[2], name);
        long gid = number(fields[3], name);
        if (uid == 0) {
            throw new Refusal("runner: \"" + name + "\" is root (uid 0): give an ordinary user");
        }
        List<Long> groups = new ArrayList<>();
        for (String group : service.ask("id", "-G", "--", name).strip().split(" ")) {
            groups.add(number(group, name));
        }
        groups.remove(gid);
        if (gid == 0 || groups.contains(0L)) {
            throw new Refusal("runner: \"" + name + "\" is in root's group (gid 0): give an ordinary user");
        }
        if (String.join(",", groups.stream().map(String::valueOf).toList()).length() > LONGEST_ARGUMENT) {
            throw new Refusal("runner: \"" + name + "\" is in " + groups.size() + " groups, which is more than a command line can name");
        }
        String home = fields[5].startsWith("/") ? fields[5] : "/";
        return new Runner(name, uid, gid, List.copyOf(groups), home, fields[6].isEmpty() ? "/bin/sh" : fields[6]);
    }

    private static long number(String text, String name) throws Refusal {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= LARGEST_ID) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new Refusal("runner: the name service gave no numbers for \"" + name + "\"");
        }
        throw new Refusal("runner: the name service gave the number " + text + " for \"" + name + "\" or one of its groups, and " + LARGEST_ID
                + " is the last that a process can have: give another user");
    }

    private static List<FileTime> changeTimes() {
        List<FileTime> times = new ArrayList<>(LOCAL_FILES.size());
        for (Path file : LOCAL_FILES) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (IOException e) {
                times.add(FileTime.fromMillis(0));
            }
        }
        return times;
    }
}
