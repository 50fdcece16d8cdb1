package io.dcms.runtime.report;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A work dir, an agent's journal in it that can die and be followed by another, and what it says of hooks. */
final class JournalSite implements Journal.Listener {

    static final Journal.Limits SMALL = new Journal.Limits(700, 1 << 20, 1 << 20, 1000);

    final Folder folder;
    final Map<String, List<Notice>> hooks = new TreeMap<>();
    Journal.Limits limits = SMALL;
    Instant now = Instant.ofEpochSecond(1_800_000_000);
    long elapsed;
    Disk disk = new Disk();
    Journal journal;

    JournalSite(Path workDir) {
        folder = Folder.in(workDir);
    }

    /** The next agent begins, however the one before ended. */
    void start() {
        hooks.clear();
        journal = new Journal(folder, disk, limits, this, () -> now, () -> elapsed);
        journal.load();
    }

    /** A report that the agent makes; the path of its hook, or nothing. */
    static Report report(long id, String hook) {
        return report(id, hook, "");
    }

    static Report report(long id, String hook, String output) {
        Task task = new Task(7, id + "-7", "host-1", TaskStatus.SUCCESS, 1, 1, "", "", output);
        return new Report(0, 1_800_000_000, new TaskEvent(task, "job-7"), Optional.of(hook).filter(path -> !path.isEmpty())
                .map(path -> URI.create("http://a/" + path)));
    }

    static long id(Report report) {
        return Long.parseLong(report.task().taskId().split("-")[0]);
    }

    /** Lets the agent make reports without a hook, and the journal write them. */
    void report(long first, long last, String hook) {
        List<Report> reports = new ArrayList<>();
        for (long id = first; id <= last; id++) {
            reports.add(report(id, hook));
        }
        journal.work(reports);
    }

    /** The store takes at most so many. @return their ids */
    List<Long> store(int most) throws IOException {
        List<Long> ids = journal.rows(most).stream().map(JournalSite::id).toList();
        if (!ids.isEmpty()) {
            journal.stored(ids.size());
        }
        return ids;
    }

    /** The hook of this path is told of at most so many. @return their ids */
    List<Long> tell(String hook, int most) throws IOException {
        List<Long> ids = new ArrayList<>();
        List<Notice> queue = hooks.getOrDefault(hook, new ArrayList<>());
        while (!queue.isEmpty() && ids.size() < most) {
            Notice notice = queue.remove(0);
            journal.read(notice).ifPresent(report -> ids.add(id(report)));
            journal.done(notice);
        }
        return ids;
    }

    Duration age(String hook) {
        return Duration.ofNanos(elapsed - hooks.get(hook).get(0).since);
    }

    /** The files of the journal by their names. */
    List<Path> files(String glob) throws IOException {
        return folder.files(glob);
    }

    long bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder.path())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Override
    public void add(URI target, Notice notice) {
        hooks.computeIfAbsent(target.getPath().substring(1), path -> new ArrayList<>()).add(notice);
    }

    @Override
    public void givenUp() {
        hooks.values().forEach(queue -> queue.removeIf(Notice::done));
    }

    @Override
    public void changed() {
    }
}
