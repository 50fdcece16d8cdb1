package io.dcms.dist;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's Chromium, without a window, with a profile of its own. It is installed on Debian where it is missing; where that fails
 * the tests do.
 */
final class Chromium implements AutoCloseable {
    private static final String PACKAGE = "chromium";
    private static final Duration INSTALLATION = Duration.ofMinutes(10);
    /** Without its sandbox, which needs what root in a container has not; it meets nothing but our own pages. */
    private static final List<String> FLAGS = List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--hide-scrollbars", "--force-color-profile=srgb", "--lang=en-GB", "--remote-debugging-port=0");

    private final Process process;
    private final DevTools tools;

    private Chromium(Process process, DevTools tools) {
        this.process = process;
        this.tools = tools;
    }

    /** @param folder an empty one that is there */
    static Chromium start(Path folder) throws Exception {
        Path log = folder.resolve("chromium.log");
        Stream<String> command = Stream.concat(Stream.of(program()), FLAGS.stream());
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(command, Stream.of("--user-data-dir=" + folder)).toList())
                .redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("TMPDIR", folder.toString());
        Process process = builder.start();
        try {
            // It writes the port, and then the path, when it listens.
            Path told = folder.resolve("DevToolsActivePort");
            Await.until("Chromium listened", () -> Files.exists(told) && Files.readString(told).contains("/devtools/"),
                    () -> read(log));
            List<String> lines = Files.readAllLines(told);
            return new Chromium(process, new DevTools(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1))));
        } catch (Exception | AssertionError e) {
            Finished.killTree(process);
            throw e;
        }
    }

    /** A page of its own, with its own cookies, at an address. */
    BrowserPage open(String url) throws InterruptedException {
        String context = DevTools.text(tools.call("Target.createBrowserContext", none -> { }), "browserContextId");
        String target = DevTools.text(tools.call("Target.createTarget",
                json -> json.field("url", "about:blank").field("browserContextId", context)), "targetId");
        String session = DevTools.text(tools.call("Target.attachToTarget",
                json -> json.field("targetId", target).field("flatten", true)), "sessionId");
        BrowserPage page = new BrowserPage(tools, session);
        page.go(url);
        return page;
    }

    @Override
    public void close() {
        tools.close();
        Finished.killTree(process);
        process.onExit().join();
    }

    private static String program() throws IOException, InterruptedException {
        if (path().isEmpty()) {
            Process process = new ProcessBuilder("sh", "-c", "export DEBIAN_FRONTEND=noninteractive && apt-get update"
                    + " && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends " + PACKAGE).inheritIO().start();
            if (!process.waitFor(INSTALLATION.toSeconds(), TimeUnit.SECONDS)) {
                Finished.killTree(process);
            }
        }
        return path().orElseThrow(() -> new AssertionError("these tests need Chromium, and it can't be installed: as root, apt-get install "
                + PACKAGE));
    }

    private static Optional<String> path() {
        return Stream.of((System.getenv("PATH") + ":/usr/bin").split(":")).map(folder -> Path.of(folder, PACKAGE))
                .filter(Files::isExecutable).map(Path::toString).findFirst();
    }

    private static String read(Path log) {
        try {
            return "; it printed:\n" + Files.readString(log);
        } catch (IOException e) {
            return "; it printed nothing that can be read: " + e;
        }
    }
}
