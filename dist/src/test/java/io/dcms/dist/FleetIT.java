package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three agents of one database, seen and controlled through one of them by {@code bin/dcms} and curl. */
@NeedsRoot
final class FleetIT {
    private static final String READ = "hunter2-read-0123456789abcdef";
    private static final String CONTROL = "hunter2-control-0123456789abcdef";
    private static final String FLEET = "hunter2-fleet-0123456789abcdef-";

    @TempDir
    Path temp;
    private Database database;
    private AgentSite site;
    private final Map<String, RunningAgent> agents = new HashMap<>();
    private final Map<String, String> urls = new HashMap<>();

    @BeforeEach
    void setUp() throws Exception {
        database = SharedServers.standard().newDatabase(SqlScript.shipped("agent.sql"));
        site = AgentSite.in(temp);
        DatabaseSite jobs = DatabaseSite.beside(site, database);
        jobs.jobs(JobSpec.of(1, "quick", site.program("quick.sh", "#!/bin/sh\necho quick\n")),
                JobSpec.of(2, "bad", site.program("bad.sh", "#!/bin/sh\necho oh; exit 7\n")),
                JobSpec.of(3, "waiting", site.waitingProgram("gate")));
        try (Connection connection = database.connect()) {
            for (long job = 1; job <= 3; job++) {
                DatabaseSite.place(connection, "web2", job);
                DatabaseSite.place(connection, "web3", job);
            }
        }
        secret("read", READ);
        secret("control", CONTROL);
    }

    @AfterEach
    void tearDown() {
        agents.values().forEach(RunningAgent::close);
        database.close();
    }

    private void start(String host) throws Exception {
        List<String> tokens = new ArrayList<>(List.of("read eve " + READ, "control ann " + CONTROL));
        for (String other : List.of("web1", "web2", "web3")) {
            tokens.add("fleet " + other + " " + FLEET + other);
        }
        List<String> flags = List.of("-dbtype=mysql", "-host=" + host, "-work_dir=" + site.path("work-" + host), "-port=0",
                "-address=http://127.0.0.1:0", "-token_file=" + secret("tokens", String.join("\n", tokens)),
                "-fleet_token_file=" + secret("fleet-" + host, FLEET + host));
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), flags.toArray(String[]::new));
        command.environment().put("DCMS_DB", database.access().goDsn(database.name()));
        command.environment().put("TZ", "UTC");
        RunningAgent agent = site.dcms().startAgent(command);
        agents.put(host, agent);
        urls.put(host, "http://127.0.0.1:" + agent.rest().port());
        agent.await(host + " had its jobs", () -> curl(host, READ, "GET", "/health").status() == 200);
        agent.await(host + " was announced", () -> database.rows("select stopped from dcms_agent where host = '" + host + "'")
                .equals(List.of(List.of("0"))));
    }

    private String secret(String name, String text) throws Exception {
        Path file = site.path(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n").toString();
    }

    private Rest.Answer curl(String host, String token, String method, String path, String... options) throws Exception {
        ProcessBuilder command = new ProcessBuilder("curl", "-sS", "-X", method, "-w", "\n%{http_code}",
                "-H", "Authorization: Bearer " + token, urls.get(host) + path);
        command.command().addAll(List.of(options));
        Finished run = site.dcms().run(command);
        assertEquals("", run.err());
        int end = run.out().lastIndexOf('\n');
        return new Rest.Answer(Integer.parseInt(run.out().substring(end + 1)), run.out().substring(0, end), "");
    }

    private Finished dcms(String tokenFile, String... arguments) throws Exception {
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms"), arguments);
        command.environment().put("DCMS_URL", urls.get("web1"));
        command.environment().put("TZ", "UTC");
        command.command().addAll(List.of("--token-file", site.path(tokenFile).toString()));
        return site.dcms().run(command);
    }

    /** What web1 lists at a path. */
    private List<Map<String, Object>> list(String path) throws Exception {
        return PlainJson.objects(curl("web1", READ, "GET", path).data());
    }

    private String audit(String host) throws Exception {
        return Files.readString(site.path("work-" + host).resolve("audit.log"));
    }

    /** Of {@code /hosts}: what a host's entry says. */
    private Map<String, Object> host(String name) throws Exception {
        Map<String, Object> data = PlainJson.object(curl("web1", READ, "GET", "/hosts").data());
        return PlainJson.objects(data.get("hosts")).stream().filter(host -> host.get("host").equals(name)).findFirst().orElseThrow();
    }

    @Test
    void allAreSeenAndControlledThroughOne() throws Exception {
        for (String host : List.of("web1", "web2", "web3")) {
            start(host);
        }
        agents.get("web1").await("all are known", () -> PlainJson.objects(PlainJson.object(curl("web1", READ, "GET", "/hosts").data())
                .get("hosts")).size() == 3);
        assertEquals("alive", host("web3").get("state"));
        assertEquals("", host("web3").get("reachable"));
        assertEquals(true, host("web1").get("this"));

        Finished quick = dcms("control", "--host", "web2", "run", "--wait", "1");
        assertEquals(0, quick.exit(), quick::toString);
        assertEquals("quick\n", quick.out());
        Finished bad = dcms("control", "run", "--host", "web3", "--wait", "2");
        assertEquals(1, bad.exit(), bad::toString);
        assertTrue(audit("web1").matches("(?s).*Z 127\\.0\\.0\\.1 ann on web2: POST /jobs/1/run: done\n.*"), audit("web1"));
        assertTrue(audit("web2").matches("(?s).*Z 127\\.0\\.0\\.1 ann@127\\.0\\.0\\.1/web1 run job 1 as task [0-9]+-1: done\n.*"),
                audit("web2"));

        Finished refused = dcms("read", "--host", "web2", "run", "1");
        assertEquals(1, refused.exit(), refused::toString);
        assertTrue(refused.err().contains("the token \"eve\" may only look"), refused::err);
        assertEquals(401, curl("web2", FLEET + "web1", "POST", "/jobs/1/run", "-H", "Dcms-To: web2",
                "-H", "Dcms-For: control eve 127.0.0.1").status(), "the token itself is shown to nobody");

        followsALogThere();
        seesWhatAllHave();
        agents.values().forEach(agent -> assertFalse(agent.log().contains("hunter2"), agent::log));
    }

    /** In a browser at web1: the machine, its job, its output, and the end of it, as if it were web1's own. */
    @Test
    void onePageShowsAndControlsAll() throws Exception {
        for (String host : List.of("web1", "web2", "web3")) {
            start(host);
        }
        try (Chromium chromium = Chromium.start(Files.createDirectory(site.path("chromium")))) {
            BrowserPage page = chromium.open(urls.get("web1") + "/");
            page.awaitPage("login");
            page.fill("textbox", "Token", CONTROL);
            page.click("button", "Log in");
            page.click("link", "Machines");
            page.awaitPage("machines");
            page.awaitTrue("all are alive", "document.querySelectorAll('[data-host][data-state=alive]').length === 3");
            page.click("[data-host=web2]", "link", "web2");
            page.awaitPage("now");
            page.click("link", "Jobs");
            page.awaitPage("jobs");
            page.click("[data-job='3']", "button", "Run waiting now");
            page.click("#toasts", "link", "Output");
            page.awaitPage("run");
            page.awaitText("main", "waiting\n");
            page.click("button", "Kill");
            page.click("dialog", "button", "Kill");
            page.awaitTrue("it is killed", "document.querySelector('[data-task]').dataset.status === 'killed'");
            page.awaitText("main", "asked for by ann@127.0.0.1/web1");
            assertTrue(audit("web1").contains(" ann on web2: DELETE /tasks/"), audit("web1"));

            page.go(urls.get("web1") + "/#/fleet/jobs/1");
            page.awaitPage("fleet-job");
            page.awaitTrue("two machines have the same executable, and that is said",
                    "document.querySelector('main').innerText.match(/\\bsame\\b/g)?.length >= 2");
            page.go(urls.get("web1") + "/#/fleet/failures");
            page.awaitPage("failures");
            page.awaitText("main", "waiting");
            assertEquals(List.of(), page.requests().stream().filter(request -> !request.startsWith(urls.get("web1"))).toList());
            saysThroughWhomAtOnce(page);
        }
    }

    /** Who opens another machine's page by its address has not been on a page that told the name of this one; nor has the fleet yet. */
    private void saysThroughWhomAtOnce(BrowserPage page) throws Exception {
        page.block("*/hosts");
        page.go("about:blank");
        page.go(urls.get("web1") + "/#/@web2/jobs");
        page.awaitText("#top", "You see \u2068web2\u2069, through \u2068web1\u2069.");
        page.awaitText("#top", "Back to web1");
    }

    private void followsALogThere() throws Exception {
        String task = dcms("control", "--host", "web3", "run", "3").out().strip();
        agents.get("web3").await("it printed", () -> dcms("read", "--host", "web3", "log", task).out().equals("waiting\n"));
        site.open("gate");
        Finished log = dcms("read", "--host", "web3", "log", "-f", task);
        assertEquals("waiting\ndone\n", log.out());
        agents.get("web3").await("it is recorded", () -> dcms("read", "--host", "web3", "history", "3").out().contains(task));
    }

    private void seesWhatAllHave() throws Exception {
        agents.get("web1").await("the failure is recorded", () -> !list("/fleet/failures").isEmpty());
        Map<String, Object> failure = list("/fleet/failures").get(0);
        assertEquals(List.of("web3", "bad", 3L), List.of(failure.get("host"), failure.get("job_name"), failure.get("status")));
        assertEquals(List.of(DatabaseSite.HOST, "web2", "web3"), list("/fleet/jobs").get(0).get("hosts"));
        agents.get("web2").await("its run is recorded", () -> !list("/fleet/jobs/1/runs").isEmpty());
        assertEquals("web2", list("/fleet/jobs/1/runs").get(0).get("host"));
    }

    @Test
    void oneThatIsKilledIsLateThenGoneAndOneThatStopsSaysSo() throws Exception {
        for (String host : List.of("web1", "web2", "web3")) {
            start(host);
        }
        RunningAgent web1 = agents.get("web1");
        assertEquals(200, curl("web1", READ, "GET", "/hosts/web3/jobs").status());
        agents.get("web3").kill();
        Rest.Answer dead = curl("web1", READ, "GET", "/hosts/web3/jobs");
        assertEquals(502, dead.status());
        assertTrue(dead.message().contains("web3 can't be asked at http://127.0.0.1:"), dead::body);
        database.execute("update dcms_agent set seen_at = seen_at - 61 where host = 'web3'");
        web1.await("it is late", () -> host("web3").get("state").equals("late"));
        database.execute("update dcms_agent set seen_at = seen_at - 240 where host = 'web3'");
        web1.await("it is gone", () -> host("web3").get("state").equals("gone"));
        Rest.Answer gone = curl("web1", READ, "GET", "/hosts/web3/jobs");
        assertEquals(503, gone.status());
        assertTrue(gone.message().startsWith("web3 is gone: it was last seen at 20"), gone::body);

        hostileRows(web1);

        assertEquals(0, agents.get("web2").stop());
        web1.await("it has said so", () -> host("web2").get("stopped").equals(true));
        assertTrue(curl("web1", READ, "GET", "/hosts/web2/jobs").message().startsWith("web2 has stopped at 20"));
        start("web3");
        web1.await("it is back", () -> host("web3").get("state").equals("alive"));
        web1.await("it answers", () -> curl("web1", READ, "GET", "/hosts/web3/jobs").status() == 200);
    }

    /** What somebody who writes into the database could send calls, and the token with them, to. */
    private void hostileRows(RunningAgent web1) throws Exception {
        for (String address : List.of("file:///etc/passwd", "http://user@127.0.0.1:1", "http://127.0.0.1:1\\r\\nX: y",
                "http://127.0.0.1:1/x")) {
            database.execute("update dcms_agent set address = '" + address + "', seen_at = unix_timestamp() where host = 'web3'");
            web1.await(address + " is refused", () -> {
                Rest.Answer answer = curl("web1", CONTROL, "POST", "/hosts/web3/jobs/1/run");
                return answer.status() == 502 && answer.message().contains("what stands as its address in the store is none: ");
            });
        }
        int before = database.rows("select id from dcms_crontask_log").size();
        database.execute("update dcms_agent set address = '" + urls.get("web2") + "', seen_at = unix_timestamp() where host = 'web3'");
        web1.await("web2 says that it is not web3", () -> {
            Rest.Answer answer = curl("web1", CONTROL, "POST", "/hosts/web3/jobs/1/run");
            return answer.status() == 502 && answer.message().contains("web3 is not where the store says: the agent of another host"
                    + " answers at " + urls.get("web2"));
        });
        assertEquals(before, database.rows("select id from dcms_crontask_log").size(), "nothing ran");
        agents.get("web2").awaitLog("is not let in: POST /jobs/1/run: this is not the agent of web3");
    }

    @Test
    void onOldTablesEachIsAloneAndSaysWhatToDoOnce() throws Exception {
        try (Database old = SharedServers.standard().newDatabase(SqlScript.goAgent())) {
            List<String> flags = List.of("-dbtype=mysql", "-host=web9", "-work_dir=" + site.path("work-web9"), "-port=0");
            ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), flags.toArray(String[]::new));
            command.environment().put("DCMS_DB", old.access().goDsn(old.name()));
            RunningAgent agent = site.dcms().startAgent(command);
            agents.put("web9", agent);
            Rest rest = agent.readyRest();
            agent.awaitLog("this agent knows of no others, and no other of it: ");
            assertTrue(agent.log().contains("run sql/upgrade.sql"), agent::log);
            Rest.Answer hosts = rest.get("/hosts");
            assertEquals(200, hosts.status(), hosts::body);
            assertTrue(hosts.body().contains("\"fleet\":false") && hosts.body().contains("\"host\":\"web9\""), hosts::body);
            assertEquals(501, rest.get("/fleet/jobs").status());
            assertFalse(agent.log().contains("WARN"), agent::log);
        }
    }
}
