package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.TestUsers;
import io.dcms.testing.mysql.DatabaseServer;
import io.dcms.testing.mysql.ServerKind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The pages of {@code docs/} and the README, followed word for word on a machine of their own. */
@NeedsRoot
final class DocsIT {
    private static final String FIRST_JOB = "Run a first job";
    /** A job that becomes due by itself between two calls would change what they answer. */
    private static final Map<String, String> IN_PEACE = Map.of("*/5 * * * *", "0 0 1 1 *");

    @TempDir
    private Path temp;

    @Test
    void theFirstJobOfTheReadmeRuns() throws Exception {
        try (DocMachine machine = new DocMachine(temp)) {
            machine.replace(IN_PEACE);
            machine.follow(machine.page("README.md").section(FIRST_JOB));
            Path results = machine.path("/etc/dcms/jobs.json.results.jsonl");
            machine.agent().await("it has said hello", () -> Files.exists(results)
                    && Files.readString(results).contains("hello dear reader, I am nobody\\n"));
        }
    }

    @Test
    void theJobThatTheReadmeDescribesIsOne() throws Exception {
        UnpackedTarball dcms = UnpackedTarball.in(temp);
        DocPage.Block job = DocPage.of(dcms, "README.md").section("Describe jobs").blocks().get(0);
        Finished check = dcms.dcms("check", Files.writeString(temp.resolve("job.json"), job.text()).toString());
        assertEquals(0, check.exit(), check::toString);
    }

    @Test
    void restAnswersAsThePageShows() throws Exception {
        followAfterTheFirstJob("docs/rest.md");
    }

    private void followAfterTheFirstJob(String page) throws Exception {
        try (DocMachine machine = new DocMachine(temp)) {
            machine.replace(IN_PEACE);
            // Its calls, in a second block, run the job, and nobody knows how far that is.
            machine.follow(machine.page("README.md").section(FIRST_JOB).first(1));
            machine.follow(machine.page(page));
        }
    }

    @Test
    void anOperatorSeesWhatThePageShows() throws Exception {
        followAfterTheFirstJob("docs/operations.md");
    }

    @Test
    void jobsAreDescribedAsThePageShows() throws Exception {
        try (DocMachine machine = new DocMachine(temp)) {
            machine.replace(IN_PEACE);
            machine.follow(machine.page("README.md").section(FIRST_JOB).first(1));
            machine.follow(machine.page("docs/jobs.md"));
            machine.follow(machine.page("docs/agent.md").section("The agent's own log"));
        }
    }

    @Test
    void aPluginIsWrittenBuiltInstalledAndTestedAsThePageShows() throws Exception {
        try (DocMachine machine = new DocMachine(temp)) {
            machine.replace(Map.of("*/5 * * * *", "0 0 1 1 *", "/var/log", machine.path("/var/log").toString()));
            machine.follow(machine.page("README.md").section(FIRST_JOB).first(1));
            machine.follow(machine.page("docs/write-a-plugin.md"));
            Path root = machine.path("/root");
            new StrangersTests(machine.shipped(), Files.createDirectory(temp.resolve("hook-tests"))).assertPass(root.resolve("ends.jar"),
                    root.resolve("src/test/java/com/example/ends/EndsHookTest.java"), "com.example.ends.EndsHookTest", 10);
            new StrangersTests(machine.shipped(), Files.createDirectory(temp.resolve("filter-tests"))).assertPass(
                    machine.path("/opt").resolve(UnpackedTarball.topFolder()).resolve("lib/regex/regex.jar"),
                    root.resolve("regex/RegexTest.java"), "RegexTest", 10);
        }
    }

    /** Nothing else here reads it: Maven would ask the network. */
    @Test
    void thePomOfThePageOnPluginsIsXmlAndNamesTheVersionsThatAreTested() throws Exception {
        DocPage page = DocPage.of(UnpackedTarball.in(temp), "docs/write-a-plugin.md");
        String pom = page.blocks().stream().filter(block -> block.language().equals("xml")).findFirst().orElseThrow().text();
        Document parsed = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(pom)));
        NodeList dependencies = parsed.getElementsByTagName("dependency");
        Set<String> versions = new TreeSet<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            versions.add(text(dependency, "artifactId") + "-" + text(dependency, "version"));
        }
        String junit = Path.of(Test.class.getProtectionDomain().getCodeSource().getLocation().toURI()).getFileName().toString();
        assertEquals(Set.of(UnpackedTarball.topFolder().replace("dcms", "dcms-api"), junit.replace("-api", "").replace(".jar", "")),
                versions);
    }

    private static String text(Element parent, String name) {
        return parent.getElementsByTagName(name).item(0).getTextContent();
    }

    @Test
    void aCrontabIsMovedAndMovedBackAsThePageShows() throws Exception {
        ZoneId zone = CronLogFile.machinesZone();
        assumeFalse(CronLogFile.changesItsClock(zone), "the page counts runs of days of 24 hours");
        TestUsers.ensure(JobSpec.RUNNER);
        try (DocMachine machine = new DocMachine(temp)) {
            DocPage page = machine.page("docs/move-from-crontab.md");
            // The line that the page moves is due half a day from now, and not while it does.
            int hour = LocalTime.now(zone).plusHours(12).getHour();
            String moved = "15 " + hour + " * * *";
            String time = "%02d:15".formatted(hour);
            Path folder = Files.createDirectories(machine.path("/etc/cron.d"));
            Files.writeString(folder.resolve("backup"), page.blocks().get(1).text().replace("deploy", JobSpec.RUNNER)
                    .replace("15 4 * * *", moved));
            CronLogFile log = new CronLogFile(Files.createDirectories(machine.path("/var/log")).resolve("syslog"), zone);
            log.write(Map.of("02:30", "(" + JobSpec.RUNNER + ") CMD (" + dumps(page) + ")",
                    "00:00", "(root) CMD (logrotate /etc/backup.conf)", time, "(" + JobSpec.RUNNER + ") CMD (echo still here)"));
            String imported = " --dir " + machine.path("/etc/dcms/imported") + " ";
            machine.replace(Map.of("*/5 * * * *", "0 0 1 1 *", "15 4 * * *", moved, "04:15", time, "deploy", JobSpec.RUNNER,
                    "/etc/cron.d", folder.toString(), "/var/log", machine.path("/var/log").toString(),
                    "dcms import ", "dcms import" + imported, "dcms shadow ", "dcms shadow" + imported, "Europe/Berlin", zone.getId()));
            machine.keepZone();
            machine.follow(machine.page("README.md").section(FIRST_JOB).first(1));
            machine.follow(page);
            assertEquals(List.of("backup-nightly-dump"), names(machine.path("/etc/dcms/imported")));
        }
    }

    /** The command of the page's first line as cron runs, and logs, it. */
    private static String dumps(DocPage page) {
        return page.blocks().get(1).text().lines().filter(line -> line.startsWith("30 2 * * * deploy ")).findFirst().orElseThrow()
                .substring("30 2 * * * deploy ".length()).replace("\\%", "%");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theCommandLineAnswersAsThePageShows() throws Exception {
        followAfterTheFirstJob("docs/command-line.md");
    }

    @Test
    void theReadmesJobsAreKeptInMysql() throws Exception {
        try (DatabaseServer database = DatabaseServer.start(ServerKind.MARIADB); DocMachine machine = new DocMachine(temp)) {
            machine.database(database.administrator());
            machine.replace(Map.of("*/5 * * * *", "0 0 1 1 *", "127.0.0.1:3306", "127.0.0.1:" + database.administrator().port()));
            machine.follow(machine.page("README.md").section(FIRST_JOB).first(1));
            machine.follow(machine.page("README.md").section("Keep jobs in MySQL"));
        }
    }

    @Test
    void theChinesePageIsAsTrue() throws Exception {
        try (DatabaseServer database = DatabaseServer.start(ServerKind.MARIADB); DocMachine machine = new DocMachine(temp)) {
            machine.database(database.administrator());
            machine.replace(Map.of("*/5 * * * *", "0 0 1 1 *", "127.0.0.1:3306", "127.0.0.1:" + database.administrator().port()));
            machine.follow(machine.page("docs/zh.md"));
        }
    }

    /** From the first table to the last agent, on one machine that stands for all, and by one version that stands for two. */
    @Test
    void aFleetIsInstalledAsThePageShows() throws Exception {
        try (DatabaseServer database = DatabaseServer.start(ServerKind.MARIADB); DocMachine machine = new DocMachine(temp)) {
            machine.database(database.administrator());
            machine.replace(Map.of("'0 * * * *'", "'0 0 1 1 *'", "db.example:3306", "127.0.0.1:" + database.administrator().port(),
                    "dcms-0.2.0", "dcms-0.1.0", "/run/systemd/system", temp.resolve("no-systemd").toString()));
            machine.follow(machine.page("docs/install-on-a-fleet.md"));
        }
    }
}
