package io.dcms.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What agents have started and left running: tasks, whose output goes to a name in {@code dcms-runs}, and those that watch over
 * them, whose working directory that is. Both outlive their agent, and a test must not leave them to the machine.
 */
final class Leftovers {

    private Leftovers() {
    }

    /** Those of all work dirs below a folder, also where that has been deleted. */
    static List<ProcessHandle> below(Path folder) throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (isRun(process.resolve("cwd"), folder) || isRun(process.resolve("fd/1"), folder)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString())).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** Kills them; what a program has hidden by other outputs it must end itself. */
    static void kill(Path folder) {
        try {
            // What is about to fork has a child by the next look.
            for (int round = 0; round < 10 && !below(folder).isEmpty(); round++) {
                List<ProcessHandle> left = below(folder);
                left.forEach(ProcessHandle::destroyForcibly);
                left.forEach(process -> process.onExit().join());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRun(Path link, Path folder) {
        try {
            Path target = Files.readSymbolicLink(link);
            return target.startsWith(folder) && target.toString().contains("/dcms-runs");
        } catch (IOException e) {
            return false; // it has ended meanwhile, or is not ours to look at
        }
    }
}
