package io.dcms.runtime.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Looks users up in whatever name services the machine has, by {@code getent} and {@code id}, and remembers the answer for a
 * minute or until {@code /etc/passwd} or {@code /etc/group} changes.
 */
final class Runners {

    private static final long REMEMBERED_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<Path> LOCAL_FILES = List.of(Path.of("/etc/passwd"), Path.of("/etc/group"));

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final LongSupplier elapsed;

    private record Known(Runner runner, long nanos, List<FileTime> localFiles) {
    }

    Runners(LongSupplier elapsed) {
        this.elapsed = elapsed;
    }

    /**
     * The runner of this name.
     *
     * @throws Refusal if there is no such user, or it is root or in root's group
     */
    Runner find(String name) throws Refusal {
        List<FileTime> files = changeTimes();
        Known remembered = known.get(name);
        if (remembered != null && elapsed.getAsLong() - remembered.nanos < REMEMBERED_NANOS
                && remembered.localFiles.equals(files)) {
            return remembered.runner;
        }
        Runner runner = lookUp(name);
        known.put(name, new Known(runner, elapsed.getAsLong(), files));
        return runner;
    }

    private static Runner lookUp(String name) throws Refusal {
        String[] fields = ask("getent", "passwd", "--", name).strip().split(":", -1);
        // getent takes a number for a uid: an answer for another name is none.
        if (fields.length < 7 || !fields[0].equals(name)) {
            throw new Refusal("runner: there is no user \"" + name + "\" on this machine");
        }
        long uid = number(fields[2], name);
        long gid = number(fields[3], name);
        if (uid == 0) {
            throw new Refusal("runner: \"" + name + "\" is root (uid 0): give an ordinary user");
        }
        List<Long> groups = new ArrayList<>();
        for (String group : ask("id", "-G", "--", name).strip().split(" ")) {
            groups.add(number(group, name));
        }
        groups.remove(gid);
        if (gid == 0 || groups.contains(0L)) {
            throw new Refusal("runner: \"" + name + "\" is in root's group (gid 0): give an ordinary user");
        }
        String home = fields[5].startsWith("/") ? fields[5] : "/";
        return new Runner(name, uid, gid, List.copyOf(groups), home, fields[6].isEmpty() ? "/bin/sh" : fields[6]);
    }

    private static long number(String text, String name) throws Refusal {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Refusal("runner: the name service gave no numbers for \"" + name + "\"");
        }
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

    /** What a program prints; empty if it fails. */
    private static String ask(String... command) throws Refusal {
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(Path.of("/dev/null").toFile()).start();
            try {
                // Waited for first: reading would last as long as a name service that does not answer.
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new Refusal("runner: the name service did not answer within " + PATIENCE.toSeconds() + " s");
                }
                byte[] out = process.getInputStream().readAllBytes();
                return process.exitValue() == 0 ? new String(out, StandardCharsets.UTF_8) : "";
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new Refusal("runner: can't ask the name service: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("runner: interrupted while asking the name service");
        }
    }
}
