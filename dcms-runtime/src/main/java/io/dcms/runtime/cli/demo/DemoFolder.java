package io.dcms.runtime.cli.demo;

import io.dcms.runtime.verify.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The demo's folder: {@code jobs.json}, {@code scripts/}, the agent's {@code work/} and {@code agent.log}.
 *
 * @param path absolute
 */
record DemoFolder(Path path) {

    private static final int BASE = Character.MAX_RADIX;
    private static final String EVERYBODY_MAY_READ = "rw-r--r--";
    private static final String EVERYBODY_MAY_ENTER = "rwxr-xr-x";

    /**
     * Makes the folder, open to everybody and writable by us alone.
     *
     * @param wanted where; empty = a new one in the folder for temporary files
     * @throws IOException if it can't be had, or has something in it
     */
    static DemoFolder make(Optional<Path> wanted) throws IOException {
        Path path = wanted.isPresent()
                ? Files.createDirectories(wanted.get())
                : makeTemporary();
        try (Stream<Path> entries = Files.list(path)) {
            if (entries.findAny().isPresent()) {
                throw new IOException(path + " is not empty: give --dir a folder that is new or empty");
            }
        }
        allow(path, EVERYBODY_MAY_ENTER);
        return new DemoFolder(path.toRealPath());
    }

    /** With a name that is short enough to be read, since it stands in many lines. Never one that is there already. */
    private static Path makeTemporary() throws IOException {
        int number = ThreadLocalRandom.current().nextInt(BASE * BASE * BASE, BASE * BASE * BASE * BASE);
        String suffix = Integer.toString(number, BASE);
        return Files.createDirectory(Path.of(System.getProperty("java.io.tmpdir"), "dcms-demo-" + suffix),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(EVERYBODY_MAY_ENTER)));
    }

    /** A folder above this one that other users can't pass; empty if they can reach this one. */
    Optional<Path> barrier() throws IOException {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    /**
     * Writes the scripts, signs them, tampers with the one that is to be tampered with, and writes the jobs.
     *
     * @param begin unix second of the first story
     */
    void fill(String runner, String hook, long begin) throws IOException {
        Path scripts = Files.createDirectory(path.resolve("scripts"));
        allow(scripts, EVERYBODY_MAY_ENTER);
        JobsText jobs = new JobsText(scripts.toString(), runner, hook, begin);
        for (Story story : Story.values()) {
            Path script = Files.writeString(scripts.resolve(story.title()), story.script);
            allow(script, EVERYBODY_MAY_ENTER);
            jobs.add(story, Executable.sign(script, true));
        }
        Files.writeString(scripts.resolve(Story.CLEANUP.title()), Story.TAMPERING, StandardOpenOption.APPEND);
        Files.writeString(jobs(), jobs.text());
        allow(jobs(), EVERYBODY_MAY_READ);
    }

    Path jobs() {
        return path.resolve("jobs.json");
    }

    /** Where the file store keeps the runs. */
    Path results() {
        return path.resolve("jobs.json.results.jsonl");
    }

    Path work() {
        return path.resolve("work");
    }

    Path agentLog() {
        return path.resolve("agent.log");
    }

    /** Whatever the umask is. */
    private static void allow(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
