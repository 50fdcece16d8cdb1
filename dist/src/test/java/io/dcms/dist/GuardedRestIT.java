package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that others reach, with tokens and TLS, as {@code bin/dcms} and curl meet it. */
@NeedsRoot
@OnItsOwnJavaToo
@OnNewestJdkToo
final class GuardedRestIT {
    private static final String READ = "hunter2-read-0123456789abcdef";
    private static final String CONTROL = "hunter2-control-0123456789abcdef";
    private static final String PASSWORD = "of-the-store";
    /** What is said of each HUP, the last of it about the certificate. */
    private static final Pattern READ_AGAIN = Pattern.compile("(?s)tokens (?:was read again|stay as they were): "
            + ".*(?:agent\\.pem was read again|the certificate stays as it was: )[^\n]*\n");
    private static final Pattern PORT = Pattern.compile("REST on 0\\.0\\.0\\.0:(\\d+)\n");

    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static RunningAgent agent;
    private static String url;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        site.jobs(JobSpec.of(1, "quick", site.program("quick.sh", "#!/bin/sh\nenv; tr '\\0' '\\n' </proc/self/environ\n")),
                JobSpec.of(2, "waiting", site.waitingProgram("never")));
        makeCertificate();
        tokens("# of this test", "read reader " + READ, "control operator " + CONTROL);
        secret("read", READ + "\n");
        secret("control", CONTROL + "\n");
        secret("wrong", "hunter2-wrong-0123456789abcdef\n");
        ProcessBuilder command = site.command("-bind=0.0.0.0", "-token_file=" + site.path("tokens"), "-tls_cert=" + certificate,
                "-tls_key=" + site.path("agent.key"), "-names=guarded.example");
        // As somebody has it who starts it from the shell in which the client is used.
        command.environment().put("DCMS_TOKEN", CONTROL);
        agent = site.dcms().startAgent(command);
        agent.await("it told its REST port", () -> PORT.matcher(agent.log()).find());
        Matcher port = PORT.matcher(agent.log());
        port.find();
        url = "https://127.0.0.1:" + port.group(1);
        agent.await("it had its jobs", () -> dcms("read", "status").exit() == 0);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Test
    void beyondThisMachineItStartsOnlyWithTokensOrAWord() throws Exception {
        for (List<String> flags : List.of(List.of("-bind=0.0.0.0"),
                List.of("-bind=0.0.0.0", "-tls_cert=" + certificate, "-tls_key=" + site.path("agent.key")))) {
            Finished run = site.dcms().agent(flags.toArray(String[]::new));
            assertEquals(2, run.exit(), run::toString);
            assertTrue(run.err().contains("-token_file") && run.err().contains("-insecure"), run::err);
        }
        Path readable = Files.setPosixFilePermissions(secret("readable", CONTROL), PosixFilePermissions.fromString("rw-r--r--"));
        Finished run = site.dcms().run(site.command("-bind=0.0.0.0", "-token_file=" + readable, "-work_dir=" + site.path("other")));
        assertTrue(run.exit() != 0 && run.err().contains("chmod 600") && !run.err().contains("hunter2"), run::toString);
    }

    @Test
    void whoHasAControlTokenDoesWhatHeLikesAndTheAuditSaysSo() throws Exception {
        for (String[] looks : new String[][] {{"jobs"}, {"job", "1"}, {"tasks"}, {"history", "1"}, {"fires", "1"}, {"status"}, {"top", "--count", "1"}}) {
            assertEquals(0, dcms("control", looks).exit(), looks[0]);
            assertEquals(0, dcms("read", looks).exit(), looks[0]);
        }
        Finished quick = dcms("control", "run", "--wait", "1");
        assertEquals(0, quick.exit(), quick::toString);
        assertFalse(quick.out().contains("hunter2") || quick.out().contains("DCMS_TOKEN"), quick::out);
        String task = dcms("control", "run", "2").out().strip();
        agent.await("it printed", () -> dcms("read", "log", task).out().equals("waiting\n"));
        assertEquals(0, dcms("control", "kill", task).exit());
        site.awaitEnd(agent, task);
        assertEquals(0, dcms("control", "disable", "1").exit());
        assertEquals(0, dcms("control", "enable", "1").exit());

        Path audit = site.workDir().resolve("audit.log");
        String lines = Files.readString(audit);
        assertTrue(lines.contains("Z 127.0.0.1 operator run job 2 as task " + task + ": done\n"), lines);
        assertTrue(lines.contains("Z 127.0.0.1 operator kill task " + task + ": done\n"), lines);
        assertTrue(lines.contains("Z 127.0.0.1 operator disable job 1: done\n"), lines);
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(audit)));
        assertTrue(PlainJson.parse(dcms("read", "task", "--json", task).out()).toString().contains("operator (127.0.0.1)"), "the reason says who");
        assertNoSecretIsAnywhere();
    }

    @Test
    void whoHasNoneOrAWrongOneOrMayOnlyLookIsToldSo() throws Exception {
        String[][] looks = {{"jobs"}, {"job", "1"}, {"tasks"}, {"task", "1-1"}, {"history", "1"}, {"fires", "1"}, {"status"}, {"log", "1-1"}};
        String[][] changes = {{"run", "1"}, {"run", "--wait", "1"}, {"kill", "1-1"}, {"enable", "1"}, {"disable", "1"}, {"disable", "--everywhere", "1"},
            {"rm", "1"}, {"add", job()}, {"edit", "1", job()}};
        for (String[][] commands : List.of(looks, changes)) {
            for (String[] command : commands) {
                assertRefused(dcms("wrong", command), "it does not accept the token");
                assertRefused(site.dcms().run(client(command)), "it asks for a token: give --token-file FILE or DCMS_TOKEN");
            }
        }
        for (String[] command : changes) {
            assertRefused(dcms("read", command), "the token \"reader\" may only look");
        }
        agent.await("the refusals are recorded", () -> Files.readString(site.workDir().resolve("audit.log")).contains(" reader "));
        assertNoSecretIsAnywhere();
    }

    @Test
    void anAgentThatCannotProveWhoItIsGetsNoToken() throws Exception {
        ProcessBuilder command = client("jobs");
        command.environment().remove("DCMS_CA");
        Finished run = site.dcms().run(command);
        assertEquals(3, run.exit(), run::toString);
        assertTrue(run.err().contains("is not trusted: ") && run.err().contains("--ca FILE or DCMS_CA"), run::err);
        Finished plain = site.dcms().dcms("jobs", "--ca", certificate.toString(), "--url", "http://127.0.0.1:1");
        assertEquals(2, plain.exit(), plain::toString);
    }

    @Test
    void curlNeedsATokenToo() throws Exception {
        assertEquals("401", curl("/jobs"));
        assertEquals("200", curl("/jobs", "-H", "Authorization: Bearer " + READ));
        assertEquals("403", curl("/jobs/1", "-X", "POST", "-H", "Authorization: Bearer " + READ));
        assertEquals("200", curl("/jobs/1", "-X", "POST", "-H", "Authorization: Bearer " + CONTROL));
        assertEquals("421", curl("/jobs", "-H", "Host: evil.example"));
        assertEquals("401", curl("/jobs", "-H", "Host: guarded.example"));
        assertEquals("403", curl("/jobs", "-H", "Origin: https://evil.example", "-H", "Authorization: Bearer " + CONTROL));
    }

    @Test
    void hupReadsTheTokensAgainAndABadFileKeepsThem() throws Exception {
        String fresh = "hunter2-fresh-0123456789abcdef";
        tokens("read reader " + READ, "control operator " + CONTROL, "control fresh " + fresh);
        assertSays("tokens was read again: 3 tokens", hup());
        assertEquals("200", curl("/jobs", "-H", "Authorization: Bearer " + fresh));

        tokens("control operator short");
        assertSays("the tokens stay as they were: -token_file ", hup());
        assertEquals("200", curl("/jobs", "-H", "Authorization: Bearer " + fresh));

        tokens("read reader " + READ, "control operator " + CONTROL);
        assertSays("tokens was read again: 2 tokens", hup());
        assertEquals("401", curl("/jobs", "-H", "Authorization: Bearer " + fresh));
        assertFalse(agent.log().contains("hunter2"), agent::log);
    }

    @Test
    void hupShowsANewCertificateAndABadKeyKeepsIt() throws Exception {
        Files.delete(site.path("agent.p12"));
        makeCertificate();
        assertSays("agent.pem was read again", hup());
        // It trusts the new one alone.
        assertEquals("200", curl("/jobs", "-H", "Authorization: Bearer " + READ));

        String key = Files.readString(site.path("agent.key"));
        secret("agent.key", "no key");
        assertSays("the certificate stays as it was: -tls_key ", hup());
        assertEquals("200", curl("/jobs", "-H", "Authorization: Bearer " + READ));
        secret("agent.key", key);
    }

    /** Sends HUP and answers what is printed of it: another test's HUP may have had the same said already. */
    private static String hup() throws Exception {
        int before = agent.log().length();
        agent.signal("HUP");
        agent.await("it has read its files again", () -> READ_AGAIN.matcher(agent.log().substring(before)).find());
        return agent.log().substring(before);
    }

    private static void assertSays(String words, String printed) {
        assertTrue(printed.contains(words), printed);
    }

    /** What the agent prints and keeps, and what {@code ps} shows of it; the client's command lines hold paths alone. */
    private static void assertNoSecretIsAnywhere() throws Exception {
        assertFalse(agent.log().contains("hunter2"), agent::log);
        assertFalse(Files.readString(Path.of("/proc/" + agent.pid() + "/cmdline")).contains("hunter2"));
        Finished grep = site.dcms().run(new ProcessBuilder("grep", "-rlasF", "hunter2", site.workDir().toString(), site.resultsFile().toString()));
        assertEquals("", grep.out());
    }

    private static void assertRefused(Finished run, String why) {
        assertEquals(1, run.exit(), run::toString);
        assertTrue(run.err().contains(why) && run.err().lines().count() == 1, run::toString);
        assertFalse(run.toString().contains("hunter2"), run::toString);
    }

    private static Finished dcms(String tokenFile, String... arguments) throws Exception {
        ProcessBuilder command = client(arguments);
        command.command().addAll(List.of("--token-file", site.path(tokenFile).toString()));
        return site.dcms().run(command);
    }

    private static ProcessBuilder client(String... arguments) {
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms"), arguments);
        command.environment().put("DCMS_URL", url);
        command.environment().put("DCMS_CA", certificate.toString());
        return command;
    }

    private static String curl(String path, String... options) throws Exception {
        ProcessBuilder command = new ProcessBuilder("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", certificate.toString(),
                url + path);
        command.command().addAll(List.of(options));
        Finished run = site.dcms().run(command);
        assertEquals("", run.err());
        return run.out();
    }

    private static String job() throws Exception {
        return Files.writeString(site.path("job.json"), "{\"name\": \"x\"}").toString();
    }

    private static void makeCertificate() throws Exception {
        Path file = site.path("agent.p12");
        Finished keytool = site.dcms().run(new ProcessBuilder(UnpackedTarball.javaHome() + "/bin/keytool", "-genkeypair", "-keyalg", "EC",
                "-keysize", "256", "-alias", "agent", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-keystore", file.toString()));
        assertEquals(0, keytool.exit(), keytool::toString);
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        certificate = Files.writeString(site.path("agent.pem"), pem("CERTIFICATE", store.getCertificate("agent").getEncoded()));
        secret("agent.key", pem("PRIVATE KEY", store.getKey("agent", PASSWORD.toCharArray()).getEncoded()));
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static void tokens(String... lines) throws Exception {
        secret("tokens", String.join("\n", lines) + "\n");
    }

    private static Path secret(String name, String text) throws Exception {
        Path file = site.path(name);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.writeString(file, text);
    }
}
