package io.dcms.dist;

import io.dcms.testing.TestUsers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What an operator has set up for one agent with the file store: the unpacked tarball, a file of jobs, programs, a work dir. */
final class AgentSite {
    private final Path folder;
    private final UnpackedTarball dcms;

    private AgentSite(Path folder, UnpackedTarball dcms) {
        this.folder = folder;
        this.dcms = dcms;
    }

    /** Sets all up in an empty folder, which every user may enter from now on, and makes the user that runs the jobs. */
    static AgentSite in(Path folder) throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        TestUsers.ensure(JobSpec.RUNNER);
        AgentSite site = new AgentSite(folder, UnpackedTarball.in(folder));
        site.jobs();
        return site;
    }

    UnpackedTarball dcms() {
        return dcms;
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path jobsFile() {
        return path("jobs.json");
    }

    Path workDir() {
        return path("work");
    }

    /** Puts a program there that every user may run. */
    Path program(String name, String text) throws IOException {
        Path program = Files.writeString(path(name), text);
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A program that prints {@code waiting}, and {@code done} once the file of this name is there. It ends with the test's folder. */
    Path waitingProgram(String gate) throws IOException {
        return program(gate + ".sh", """
                #!/bin/sh
                echo waiting
                while [ ! -e %s ]; do [ -e %s ] || exit 99; sleep 0.1; done
                echo done
                """.formatted(path(gate), folder));
    }

    /** Lets programs that wait for this file go on. */
    void open(String gate) throws IOException {
        Files.createFile(path(gate));
    }

    /** Puts a file with these jobs in the place of the one before. */
    void jobs(JobSpec... jobs) throws IOException {
        jobsText(PlainJson.text(Arrays.stream(jobs).map(JobSpec::fields).toList()));
    }

    /** Puts a file with this text in the place of the one before, whole at any moment. */
    void jobsText(String text) throws IOException {
        Path draft = Files.writeString(path("jobs.json.draft"), text);
        Files.move(draft, jobsFile(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The command that starts the agent on a free port; log files are in folders of days in UTC. */
    ProcessBuilder command(String... flags) {
        List<String> all = new ArrayList<>(List.of("-dbtype=file", "-db=" + jobsFile(), "-work_dir=" + workDir(), "-port=0"));
        all.addAll(List.of(flags));
        ProcessBuilder command = dcms.command(dcms.path("bin/dcms-agent"), all.toArray(String[]::new));
        command.environment().put("TZ", "UTC");
        return command;
    }

    RunningAgent start(String... flags) throws IOException {
        return dcms.startAgent(command(flags));
    }

    Path resultsFile() {
        return path("jobs.json.results.jsonl");
    }

    /** All reports that the store has, in the order in which they came. */
    List<Map<String, Object>> results() throws IOException {
        if (!Files.exists(resultsFile())) {
            return List.of();
        }
        String text = Files.readString(resultsFile());
        // The agent may be in the middle of writing the last line.
        return text.substring(0, text.lastIndexOf('\n') + 1).lines()
                .map(line -> PlainJson.object(PlainJson.parse(line))).toList();
    }

    /** The reports of one run. */
    List<Map<String, Object>> results(String taskId) throws IOException {
        return results().stream().filter(row -> row.get("task_id").equals(taskId)).toList();
    }

    /** The id of the first run of a job that the store knows, as soon as there is one. */
    String firstTask(RunningAgent agent, long jobId) throws Exception {
        agent.await("job " + jobId + " was run", () -> !results(jobId).isEmpty());
        return (String) results(jobId).get(0).get("task_id");
    }

    /** Waits for the end of a run and answers the report of it: after that an agent that was killed may have its start told again. */
    Map<String, Object> awaitEnd(RunningAgent agent, String taskId) throws Exception {
        agent.await("task " + taskId + " ended", () -> results(taskId).stream().anyMatch(AgentSite::isEnd));
        List<Map<String, Object>> ends = results(taskId).stream().filter(AgentSite::isEnd).toList();
        return ends.get(ends.size() - 1);
    }

    private List<Map<String, Object>> results(long jobId) throws IOException {
        return results().stream().filter(row -> row.get("job_id").equals(jobId)).toList();
    }

    static boolean isEnd(Map<String, Object> row) {
        long status = (Long) row.get("status");
        return status == 2 || status == 3 || status == 5
                || status == 4 && ((String) row.get("reason")).startsWith("killed after its timeout");
    }

    /** The second for which a run was due. */
    static long fireTime(String taskId) {
        return Long.parseLong(taskId.substring(0, taskId.indexOf('-')));
    }
}
