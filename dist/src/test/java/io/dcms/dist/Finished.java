package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A program that has ended.
 *
 * @param pid  the process id that it was started with
 * @param exit its exit status; 128 and the signal's number if a signal ended it
 * @param out  all of its stdout, as UTF-8
 * @param err  all of its stderr, as UTF-8
 */
record Finished(long pid, int exit, String out, String err) {

    /**
     * Starts the program with an empty stdin and waits for its end. Its output goes through files in {@code folder}: a pipe
     * would stay open, and the test hang, where a child outlives the program.
     */
    static Finished run(ProcessBuilder builder, Path folder) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "stdout-", ".txt");
        Path err = Files.createTempFile(folder, "stderr-", ".txt");
        Process process = builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            killTree(process);
        }
        Finished finished = new Finished(process.pid(), process.waitFor(), Files.readString(out), Files.readString(err));
        if (!ended) {
            throw new AssertionError(builder.command() + " did not end by itself: " + finished);
        }
        return finished;
    }

    /** Kills the process and all that descends from it and has not been disowned. */
    static void killTree(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
