package io.dcms.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run's processes: the members of its session, their descendants, the sessions that those lead, and so on. What was found
 * once is kept, so that a process whose parent died meanwhile, and that so lost its tie to the run, is found again.
 */
final class ProcessTree {

    private final long session;
    private final long leaderStart;
    private final Set<Member> known = new HashSet<>();

    /** @param startTime in clock ticks since boot: with the pid it names one process for ever */
    private record Member(long pid, long startTime) {
    }

    private record Stat(long pid, char state, long parent, long session, long startTime) {

        Member member() {
            return new Member(pid, startTime);
        }

        boolean dead() {
            return state == 'Z' || state == 'X';
        }
    }

    /** @param leader the pid of the process that leads the run's session, or is about to; it has not been waited for */
    ProcessTree(long leader) {
        this.session = leader;
        Stat stat = read(leader);
        this.leaderStart = stat == null ? -1 : stat.startTime;
    }

    /**
     * Looks who is there now and signals them all.
     *
     * @param force KILL if true, else TERM
     * @return how many there are, zombies not counted
     * @throws UncheckedIOException if that can't be known; what was found before is remembered
     */
    int signal(boolean force) {
        List<Stat> alive = look();
        for (Stat stat : alive) {
            // The handle remembers the start time of the process that it finds; if that is still ours, it can't hit another.
            ProcessHandle.of(stat.pid).filter(handle -> isStill(stat)).ifPresent(handle -> {
                if (force) {
                    handle.destroyForcibly();
                } else {
                    handle.destroy();
                }
            });
        }
        return alive.size();
    }

    /**
     * How many there are now, zombies not counted.
     *
     * @throws UncheckedIOException if that can't be known; what was found before is remembered
     */
    int size() {
        return look().size();
    }

    private List<Stat> look() {
        Map<Long, Stat> all = processes();
        Set<Long> ours = new HashSet<>();
        known.removeIf(member -> !all.containsKey(member.pid) || all.get(member.pid).startTime != member.startTime);
        known.forEach(member -> ours.add(member.pid));
        // The number of a session is free again only when its last member is gone: then it is somebody else's.
        Stat leader = all.get(session);
        if (leader == null || leader.startTime == leaderStart) {
            ours.add(session);
        }
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Stat stat : all.values()) {
                boolean belongs = ours.contains(stat.session) || ours.contains(stat.parent);
                grown |= belongs && stat.pid != session && ours.add(stat.pid);
            }
        }
        List<Stat> alive = new ArrayList<>();
        for (long pid : ours) {
            Stat stat = all.get(pid);
            if (stat != null && !stat.dead()) {
                known.add(stat.member());
                alive.add(stat);
            }
        }
        // Parents before children: a shell whose command dies first goes on with its next one.
        alive.sort(Comparator.comparing((Stat stat) -> stat.pid != session).thenComparing(Stat::startTime)
                .thenComparing(Stat::pid));
        return alive;
    }

    private static boolean isStill(Stat stat) {
        Stat now = read(stat.pid);
        return now != null && now.startTime == stat.startTime;
    }

    private static Map<Long, Stat> processes() {
        Map<Long, Stat> all = new HashMap<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path folder : folders) {
                Stat stat = read(Long.parseLong(folder.getFileName().toString()));
                if (stat != null) {
                    all.put(stat.pid, stat);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't list processes", e);
        } catch (DirectoryIteratorException e) {
            throw new UncheckedIOException("can't list processes", e.getCause());
        }
        return all;
    }

    /** @return null if there is no such process any more */
    private static Stat read(long pid) {
        try {
            String text = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may hold blanks and parentheses itself: the fields begin after the last one.
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return new Stat(pid, fields[0].charAt(0), Long.parseLong(fields[1]), Long.parseLong(fields[3]),
                    Long.parseLong(fields[19]));
        } catch (FileSystemException e) {
            // Without a descriptor left nothing can be read: what is there must not pass for gone.
            if (!(e instanceof AccessDeniedException) && Files.exists(Path.of("/proc/" + pid))) {
                throw new UncheckedIOException("can't read the state of process " + pid, e);
            }
            return null;
        } catch (IOException | RuntimeException e) {
            // It was going while it was read.
            return null;
        }
    }
}
