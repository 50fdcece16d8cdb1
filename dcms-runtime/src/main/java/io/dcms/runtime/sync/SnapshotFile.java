package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.document.JobObject;
import io.dcms.runtime.document.JobsFormatException;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code dcms-jobs.json} of a work dir: for each job the last good version. An object whose {@code jobs} are written
 * as in a file of jobs, each in a line of its own; the file's time is when the store last confirmed them. Belongs to one thread.
 */
public final class SnapshotFile {

    static final String NAME = "dcms-jobs.json";

    private static final System.Logger LOG = System.getLogger(SnapshotFile.class.getName());
    private static final int FORMAT = 1;
    private static final String END = "]}";
    private static final FileAttribute<?> WITH_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final String host;
    private final String store;
    private final InstantSource clock;

    /**
     * @param host  whose jobs they are
     * @param store tells stores apart and holds no secret: jobs of another one are none of ours
     */
    public SnapshotFile(Path workDir, String host, String store, InstantSource clock) {
        this.path = workDir.resolve(NAME);
        this.host = host;
        this.store = store;
        this.clock = clock;
    }

    /**
     * What was read.
     *
     * @param jobs with their defects, if somebody has edited them
     * @param age  since the store confirmed them
     */
    record Stored(List<Job> jobs, Duration age) {
    }

    /** What the file holds; empty if there is none, or none to be trusted, which is said. */
    Optional<Stored> read() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(readTrusted());
        } catch (IOException e) {
            return ignored(e.toString());
        } catch (Untrusted e) {
            return ignored(e.getMessage());
        }
    }

    /** Puts these jobs in the place of the old ones, as a whole. @param age since the store confirmed them */
    void write(Collection<Job> jobs, Duration age) throws IOException {
        Path fresh = path.resolveSibling(NAME + ".new");
        Files.deleteIfExists(fresh);
        try {
            try (FileChannel file = FileChannel.open(fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), WITH_MODE)) {
                Writer out = new BufferedWriter(Channels.newWriter(file, StandardCharsets.UTF_8), 1 << 16);
                write(jobs, out);
                out.flush();
                file.force(true);
            }
            setTime(fresh, age);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Notes that the store has confirmed what the file holds. @param age since it did */
    void confirm(Duration age) throws IOException {
        setTime(path, age);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private void write(Collection<Job> jobs, Writer out) throws IOException {
        out.write(new JsonWriter().object().field("format", FORMAT).field("host", host).field("store", store)
                .name("jobs").array().toString());
        String separator = "\n";
        for (Job job : jobs) {
            JsonWriter json = new JsonWriter();
            new PlacedJob(job, List.of(host)).write(json);
            out.write(separator);
            out.write(json.toString());
            separator = ",\n";
        }
        out.write("\n" + END + "\n");
    }

    private void setTime(Path file, Duration age) throws IOException {
        FileTime confirmed = FileTime.from(clock.instant().minus(age));
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(confirmed, null, null);
    }

    private Optional<Stored> ignored(String reason) {
        LOG.log(System.Logger.Level.WARNING, "{0}, the last good list of jobs, is not used: {1}", path, reason);
        return Optional.empty();
    }

    private static final class Untrusted extends Exception {
        Untrusted(String reason) {
            super(reason);
        }
    }

    private Stored readTrusted() throws IOException, Untrusted {
        PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        requireOwn(attributes);
        Duration age = Duration.between(attributes.lastModifiedTime().toInstant(), clock.instant());
        try (LineNumberReader lines = open()) {
            return new Stored(jobs(lines), age.isNegative() ? Duration.ZERO : age);
        }
    }

    /** Whoever can write it can run programs as any user. */
    private void requireOwn(PosixFileAttributes attributes) throws IOException, Untrusted {
        if (!attributes.isRegularFile()) {
            throw new Untrusted("it is not a file");
        }
        Object uid = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!uid.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
            throw new Untrusted("it belongs to " + attributes.owner());
        }
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)
                || attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
            throw new Untrusted("others can write it: chmod 600 it if it is to be trusted");
        }
    }

    /** Anything but UTF-8 is an error. */
    private LineNumberReader open() throws IOException {
        return new LineNumberReader(new InputStreamReader(Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS),
                StandardCharsets.UTF_8.newDecoder()));
    }

    /** Line by line, as it was written: thousands of jobs at once would be a burden. */
    private List<Job> jobs(LineNumberReader lines) throws IOException, Untrusted {
        requireOurs(header(lines.readLine()));
        List<Job> jobs = new ArrayList<>();
        String line = lines.readLine();
        while (line != null && !line.equals(END)) {
            jobs.add(job(line, lines.getLineNumber()));
            line = lines.readLine();
        }
        if (line == null || lines.readLine() != null) {
            throw new Untrusted("it does not end with the line " + END);
        }
        return jobs;
    }

    private static JsonObject header(String line) throws Untrusted {
        return object(line + END, 1);
    }

    private void requireOurs(JsonObject header) throws Untrusted {
        if (!(header.members().get("format") instanceof JsonNumber format) || !format.text().equals(Integer.toString(FORMAT))) {
            throw new Untrusted("it is of another format than " + FORMAT);
        }
        if (!(header.members().get("host") instanceof JsonString of) || !of.value().equalsIgnoreCase(host)) {
            throw new Untrusted("it was written for another -host");
        }
        if (!(header.members().get("store") instanceof JsonString from) || !from.value().equals(store)) {
            throw new Untrusted("it was written for another -dbtype or -db");
        }
    }

    private static Job job(String line, int number) throws Untrusted {
        String text = line.endsWith(",") ? line.substring(0, line.length() - 1) : line;
        try {
            return new JobObject(object(text, number), number).job().job();
        } catch (JobsFormatException e) {
            throw new Untrusted("line " + number + ": " + e.getMessage());
        }
    }

    private static JsonObject object(String text, int number) throws Untrusted {
        try {
            if (Json.parse(text) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonException e) {
            // Its line is that of a text of one line.
        }
        throw new Untrusted("line " + number + " is not whole");
    }
}
