package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of an agent that asks for tokens, in a real browser. */
@NeedsRoot
final class DashboardIT {
    private static final String READ = "hunter2-read-0123456789abcdef";
    private static final String CONTROL = "hunter2-control-0123456789abcdef";
    /** Of what a browser would run if a page took text for markup. */
    private static final String MARKUP = "<img src=x onerror=\"document.title='run'\"><script>document.title='run'</script>";
    private static final List<String> PAGES = List.of("now", "jobs", "jobs/2", "jobs/2/edit", "jobs/new", "agent");
    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;

    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static RunningAgent agent;
    private static String url;
    private static Chromium chromium;
    private BrowserPage page;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        Path loud = site.program("loud.sh", "#!/bin/sh\necho \"" + MARKUP.replace("\"", "\\\"") + "\"\necho an ERROR here\n");
        site.jobs(JobSpec.of(1, "waiting", site.waitingProgram("never")),
                JobSpec.of(2, MARKUP, loud).with("msg_filter", "fatal|error"),
                JobSpec.of(3, "每日报表", loud).with("schedule", "0 3 * * *").with("disabled", true));
        Path tokens = Files.writeString(site.path("tokens"), "read reader " + READ + "\ncontrol operator " + CONTROL + "\n");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        agent = site.start("-token_file=" + tokens);
        url = agent.rest().url("/");
        chromium = Chromium.start(Files.createDirectory(site.path("chromium")));
    }

    @AfterAll
    static void stop() {
        chromium.close();
        agent.close();
    }

    /** Whatever is done with it, the page keeps to its policy, asks nobody else for anything, and nothing goes wrong unseen. */
    @AfterEach
    void nothingWasComplainedOf() {
        assertEquals(List.of(), page.complaints().stream().filter(complaint -> !complaint.startsWith("verbose")
                && (!complaint.contains("Failed to load resource") || complaint.contains("/ui/"))).toList());
        assertEquals(List.of(), page.requests().stream().filter(request -> !request.startsWith(url)).toList());
    }

    @Test
    void whoHasNoTokenSeesNothing() throws Exception {
        page = chromium.open(url);
        page.awaitPage("login");
        page.fill("textbox", "Token", "wrong-0123456789abcdef");
        page.press("Enter", ENTER);
        page.awaitText("main", "the agent does not know this token");
        assertFalse(page.text("body").contains("waiting"));
        agent.awaitLog("is not let in: POST /login");
        assertFalse(agent.log().contains("is not let in: GET"), "to open the page is no attempt to get in");
    }

    @Test
    void aJobIsAddedRunWatchedAndKilled() throws Exception {
        logIn(CONTROL);
        Path program = site.waitingProgram("never-again");
        page.click("link", "Jobs");
        page.awaitPage("jobs");
        page.click("link", "New job");
        page.awaitPage("edit");
        page.fill("textbox", "Name", "from the page");
        page.fill("textbox", "Program", program.toString());
        page.fill("textbox", "Signature", JobSpec.md5(program));
        page.fill("textbox", "Runs as", JobSpec.RUNNER);
        page.fill("textbox", "Schedule", "61 * * * *");
        page.awaitText("main", "61 is over 59");
        page.fill("textbox", "Schedule", "0 3 * * 1");
        page.awaitText("main", "at 03:00, on Monday");
        page.click("button", "Create");
        page.awaitPage("job");
        page.awaitText("h1", "from the page");

        page.click("button", "Run now");
        page.click("#toasts", "link", "Output");
        page.awaitPage("run");
        page.awaitText("main", "waiting");
        page.click("button", "Kill");
        page.awaitTrue("it asks", "document.querySelector('dialog[open]') !== null");
        page.press("Escape", ESCAPE);
        page.awaitTrue("it asks no more", "document.querySelector('dialog') === null");
        page.awaitTrue("it runs on", "document.querySelector('[data-task]').dataset.status === 'running'");
        page.click("button", "Kill");
        page.click("dialog", "button", "Kill");
        page.awaitTrue("it is killed", "document.querySelector('[data-task]').dataset.status === 'killed'");
        page.awaitText("main", "asked for by operator (127.0.0.1) over REST");
        assertTrue(Files.readString(site.workDir().resolve("audit.log")).contains("operator"));
    }

    @Test
    void whatRunsAppearsByItself() throws Exception {
        logIn(CONTROL);
        String task = (String) PlainJson.object(control("POST", "/jobs/1/run").get("data")).get("task_id");
        page.awaitTrue("it is among those that run", "document.querySelector('[data-task=\"" + task + "\"]') !== null");
        control("DELETE", "/tasks/" + task);
        page.awaitTrue("it is among those that have ended",
                "document.querySelector('[data-task=\"" + task + "\"] [data-status=killed], [data-task=\"" + task + "\"][data-status=killed]') !== null");
    }

    @Test
    void whatAJobIsNamedAndPrintsIsTextAndNoMore() throws Exception {
        logIn(CONTROL);
        String task = (String) PlainJson.object(control("POST", "/jobs/2/run").get("data")).get("task_id");
        for (String path : List.of("now", "jobs", "jobs/2", "jobs/2/edit", "runs/" + task)) {
            page.go(url + "#/" + path);
            page.awaitPage(path.startsWith("runs") ? "run" : path.endsWith("edit") ? "edit" : path.startsWith("jobs/") ? "job" : path);
            page.awaitText("main", path.equals("jobs/2/edit") ? "" : "<img src=x");
            assertEquals("0", page.evaluate("document.querySelectorAll('main img, main script').length"), path);
            assertFalse(page.evaluate("document.title").equals("run"));
        }
        page.awaitTrue("the forbidden word is marked", "[...document.querySelectorAll('mark')].some(each => each.innerText === 'ERROR')");
        page.awaitText("main", "keyword \"error\"");
    }

    @Test
    void whoMayOnlyLookFindsNothingToChange() throws Exception {
        logIn(READ);
        for (String path : PAGES) {
            page.go(url + "#/" + path);
            page.awaitPage(name(path));
            for (String button : List.of("Run now", "Run waiting now", "Disable", "Kill", "Save", "Create", "New job")) {
                assertFalse(page.has("button", button) || page.has("link", button), path + ": " + button);
            }
        }
    }

    @Test
    void aJobIsDisabledAndEnabledFromTheList() throws Exception {
        logIn(CONTROL);
        page.go(url + "#/jobs");
        page.awaitPage("jobs");
        page.click("button", "Disable waiting on this machine");
        page.click("button", "Enable waiting");
        page.awaitTrue("it can be disabled again", "document.querySelector('[data-job=\"1\"]').innerText.includes('Disable')");
        page.fill("searchbox", "Search: name, id, runner, executor", "报表");
        page.awaitTrue("the others are gone", "document.querySelectorAll('[data-job]').length === 1");
        page.awaitTrue("the address keeps it", "location.hash.includes('q=')");
    }

    /** Focus is never lost, and each page's way from the address to its buttons can be gone with the Tab key alone. */
    @Test
    void theKeyboardIsEnough() throws Exception {
        logIn(CONTROL);
        page.go(url + "#/jobs/1");
        page.awaitPage("job");
        page.evaluate("document.activeElement.blur()");
        boolean found = false;
        for (int i = 0; i < 60 && !found; i++) {
            page.press("Tab", TAB);
            found = page.evaluate("document.activeElement.innerText").equals("Run now");
        }
        assertTrue(found);
        assertFalse(page.evaluate("getComputedStyle(document.activeElement).outlineStyle").equals("none"), "where it is can be seen");
    }

    @Test
    void noPageIsWiderThanAPhone() throws Exception {
        logIn(CONTROL);
        page.size(360, 740);
        for (String path : PAGES) {
            page.go(url + "#/" + path);
            page.awaitPage(name(path));
            page.awaitTrue(path + " fits", "document.scrollingElement.scrollWidth <= 360");
        }
    }

    /** In Chinese, and dark, with no key of a text left where the text should be. */
    @Test
    void allPagesSpeakChinese() throws Exception {
        logIn(CONTROL);
        page.prefers("prefers-color-scheme", "dark");
        page.click("button", "中文: show this page in Chinese");
        for (String path : PAGES) {
            page.go(url + "#/" + path);
            page.awaitPage(name(path));
            page.awaitTrue(path + " is Chinese", "/[\\u4e00-\\u9fff]/.test(document.querySelector('main').innerText)");
            assertEquals("", page.evaluate("(document.querySelector('main').innerText.match(/(^|\\s)(now|jobs|job|edit|run|agent|col|field|help|status)\\.[a-z]+(?=\\s|$)/) || [''])[0]"), path);
        }
        assertEquals("zh-CN", page.evaluate("document.documentElement.lang"));
    }


    private void logIn(String token) throws Exception {
        page = chromium.open(url);
        page.awaitPage("login");
        page.fill("textbox", "Token", token);
        page.click("button", "Log in");
        page.awaitPage("now");
    }

    private static String name(String path) {
        return path.endsWith("edit") || path.endsWith("new") ? "edit" : path.startsWith("jobs/") ? "job" : path;
    }

    /** A call by somebody else meanwhile. */
    private static Map<String, Object> control(String method, String path) throws Exception {
        Finished curl = site.dcms().run(new ProcessBuilder("curl", "-sS", "-X", method, "-H", "Authorization: Bearer " + CONTROL,
                url.substring(0, url.length() - 1) + path));
        assertEquals(0, curl.exit(), curl::toString);
        return PlainJson.object(PlainJson.parse(curl.out()));
    }
}
