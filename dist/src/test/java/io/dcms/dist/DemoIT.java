package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.TestUsers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/dcms demo}: what a newcomer sees first. */
final class DemoIT {
    private static final String USER = "dcmstest1";
    /** Who builds in the background has INT ignored, and children inherit that. */
    private static final List<String> WITH_SIGNALS = List.of("/usr/bin/env", "--default-signal=INT,HUP");

    @TempDir
    Path temp;

    private UnpackedTarball dcms;
    private Path folder;

    @BeforeEach
    void unpack() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        dcms = UnpackedTarball.in(temp);
        folder = Files.createDirectory(temp.resolve("demo"));
    }

    @Test
    void tellsItsFiveStoriesAndEndsCleanlyAtCtrlC() throws Exception {
        String self = System.getProperty("user.name");
        tellsItsFiveStoriesAndEndsCleanly(List.of(), self.equals("root") ? "nobody" : self);
    }

    @Test
    @NeedsRoot
    void doesTheSameForAnOrdinaryUser() throws Exception {
        TestUsers.ensure(USER);
        Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        tellsItsFiveStoriesAndEndsCleanly(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"), USER);
    }

    private void tellsItsFiveStoriesAndEndsCleanly(List<String> asUser, String runner) throws Exception {
        try (RunningAgent demo = start(asUser)) {
            demo.awaitLog("You have seen all five.");
            assertTold(demo, "✓ backup     success in ");
            assertTold(demo, "✗ report     failed: keyword \"error\" in its output, line 2\n");
            assertTold(demo, "✗ cleanup    not started: signature: scripts/cleanup has sha256:");
            assertTold(demo, "⏱ export     killed after its timeout of 3 s, with everything that it had started\n");
            assertTold(demo, "→ webhook    the receiver got job_name=invoices task_status=2 (success) msg=host:");
            assertTold(demo, ", runs jobs as " + runner + "\n");
            // It may be the log of one that is just being started.
            demo.await("a backup says who makes it", () -> logOf("backup").startsWith("backing up as " + runner + ", task "));

            String answer = post(found(demo, "(http://127[0-9.:]+)") + "/jobs/6/run");
            assertTrue(answer.startsWith("{\"ret\":0,"), answer);
            demo.awaitLog("▶ import     started; to kill it: curl -X DELETE ");
            List<ProcessHandle> all = ProcessHandle.of(demo.pid()).orElseThrow().descendants().toList();
            assertTrue(all.size() >= 2, () -> "the agent and its task: " + all);
            demo.signal("INT");
            assertEquals(0, demo.awaitExit(), demo::log);
            assertTrue(demo.log().matches("(?s).* runs: .* webhooks? received. The agent has stopped.\nAll of it is in [^\n]*\n"),
                    demo::log);
            Await.until("nothing is left behind of " + all, () -> all.stream().noneMatch(process -> isRunning(process.pid())));
        }
    }

    @Test
    void tellsWhatTheReaderChanges() throws Exception {
        try (RunningAgent demo = start(List.of())) {
            demo.awaitLog("You have seen all five.");
            Path jobs = folder.resolve("jobs.json");
            String before = Files.readString(jobs);
            Files.writeString(jobs, before.replace("0 3 * * *", "0 25 * * *"));
            demo.awaitLog("job 6: schedule: ");
            Files.writeString(jobs, before);
            demo.awaitLog("✓ agent      all is well again");
            Files.writeString(jobs, before.replace("\"id\": 6", "\"id\": 7"));
            demo.awaitLog("• import     is a new job: it runs next on ");
            demo.awaitLog("• import     is gone");
        }
    }

    @Test
    @OnNewestJdkToo
    void endsByItselfAfterTheSecondsAskedFor() throws Exception {
        Finished demo = dcms.dcms("demo", "--seconds", "1", "--dir", folder.toString());
        assertEquals(0, demo.exit(), demo::toString);
        assertTrue(demo.out().endsWith("All of it is in " + folder.toRealPath() + "; to remove it: rm -r " + folder.toRealPath()
                + "\n"), demo::out);
        assertFalse(isRunning(agentPid(demo.out())));
    }

    @Test
    void showsTheLastWordsOfAnAgentThatDied() throws Exception {
        try (RunningAgent demo = start(List.of())) {
            awaitJobsRead(demo);
            ProcessHandle.of(agentPid(demo.log())).orElseThrow().destroyForcibly();
            assertEquals(1, demo.awaitExit(), demo::log);
            assertTold(demo, "dcms demo: the agent has ended by itself with status 137");
            assertTold(demo, "of 6 jobs that the store has for");
        }
    }

    /** Nobody who tried a demo wants to find an agent on the machine a week later. */
    @Test
    @OnNewestJdkToo
    void leavesNoAgentEvenWhenItIsKilledItself() throws Exception {
        try (RunningAgent demo = start(List.of())) {
            awaitJobsRead(demo);
            long agent = agentPid(demo.log());
            demo.kill();
            Await.until("the agent has stopped", () -> !isRunning(agent));
        }
    }

    private RunningAgent start(List<String> asUser) throws IOException {
        List<String> command = new ArrayList<>(WITH_SIGNALS);
        command.addAll(asUser);
        command.addAll(List.of(dcms.path("bin/dcms").toString(), "demo", "--dir", folder.toString()));
        return dcms.startAgent(dcms.command(Path.of(command.get(0)), command.subList(1, command.size()).toArray(String[]::new)));
    }

    private void awaitJobsRead(RunningAgent demo) throws Exception {
        demo.awaitLog("  folder ");
        demo.await("its agent read the jobs", () -> Files.readString(folder.resolve("agent.log")).contains("of 6 jobs that the store has"));
    }

    private static void assertTold(RunningAgent demo, String line) {
        assertTrue(demo.log().contains(line), () -> line + " is not in\n" + demo.log());
    }

    private String logOf(String job) throws IOException {
        try (DirectoryStream<Path> days = Files.newDirectoryStream(folder.resolve("work"), "DCMS-*")) {
            try (DirectoryStream<Path> logs = Files.newDirectoryStream(days.iterator().next(), "*-" + job + "-*.log")) {
                return Files.readString(logs.iterator().next());
            }
        }
    }

    private static String post(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.noBody()).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static long agentPid(String text) {
        return Long.parseLong(found(text, "agent +pid ([0-9]+),"));
    }

    private static String found(RunningAgent demo, String pattern) {
        return found(demo.log(), pattern);
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertTrue(matcher.find(), () -> pattern + " is not in\n" + text);
        return matcher.group(1);
    }

    /** Whether there is such a process; one that has ended and waits for init to notice is none. */
    private static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }
}
