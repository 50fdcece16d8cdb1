package io.dcms.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a chaos run's own user that belong to this one: another may be going on this machine. A task is known by its
 * environment, what watches over tasks by its working directory.
 */
final class ChaosProcesses {
    private final Object uid;
    private final AgentSite site;
    private final String mark;

    ChaosProcesses(AgentSite site, Path accounts) throws IOException {
        this.site = site;
        this.uid = uidOf(ChaosJobs.RUNNER);
        this.mark = ChaosJobs.MARK + "=" + accounts + "\0";
    }

    /** @param name what it does @param task whether it belongs to a task */
    record Found(long pid, String name, boolean task) {
    }

    List<Found> tasks() throws IOException {
        return all().stream().filter(Found::task).toList();
    }

    /** Tasks and those that watch over them. */
    List<Found> all() throws IOException {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                look(process, found);
            }
        }
        return found;
    }

    /** Kills those that are there, by their ids. */
    void kill() throws IOException {
        all().forEach(found -> ProcessHandle.of(found.pid()).ifPresent(ProcessHandle::destroyForcibly));
    }

    private void look(Path process, List<Found> found) {
        try {
            if (!Files.getAttribute(process, "unix:uid").equals(uid)) {
                return;
            }
            boolean task = text(process, "environ").contains(mark);
            if (task || Files.readSymbolicLink(process.resolve("cwd")).startsWith(site.workDir())) {
                found.add(new Found(Long.parseLong(process.getFileName().toString()), text(process, "cmdline").replace('\0', ' '), task));
            }
        } catch (IOException e) {
            return; // it has ended meanwhile, or is about to
        }
    }

    private static String text(Path process, String file) throws IOException {
        return new String(Files.readAllBytes(process.resolve(file)), StandardCharsets.ISO_8859_1);
    }

    private static Object uidOf(String user) throws IOException {
        Path probe = Files.createTempFile("dcms-chaos-", "");
        try {
            Files.setOwner(probe, probe.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
            return Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }
}
