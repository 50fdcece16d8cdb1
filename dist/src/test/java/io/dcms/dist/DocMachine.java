package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.testing.mysql.DatabaseAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine on which somebody follows the documentation, word for word. Its places ({@code /opt}, {@code /etc/dcms}, ...) are below a
 * folder of the test, its agent has whatever port is free, its name is web1; all that is put into what the pages say before it
 * is run, and taken out of what was printed before it is compared. For one thread.
 */
final class DocMachine implements AutoCloseable {
    private static final Pattern PLACES = Pattern.compile("(?<![\\w.])/(?:opt|etc/dcms|usr/local/bin|var/lib/dcms|tmp)(?![\\w-])");
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:8001\\b");
    /** An agent that all the network may call, and that answers only who has a token. */
    private static final Pattern GUARDED = Pattern.compile("REST on 0\\.0\\.0\\.0:(\\d+)\n");
    private static final String HOST = "web1";
    /** What a reader sees of a command that does not end with 0. */
    private static final Pattern EXIT = Pattern.compile("(?m)^(.*\\S) +# exits with (\\d+)$");
    /** The reader has one shell for all blocks, and its variables last. */
    private static final String RECALL = "[ ! -f .variables ] || . ./.variables\n";
    private static final String KEEP = "declare -p | grep '^declare -- [a-z]' >.variables || true\n";

    private final Path folder;
    private final Path outputs;
    private final UnpackedTarball shipped;
    private final List<RunningAgent> agents = new ArrayList<>();
    private Map<String, String> more = Map.of();
    private String zone = "UTC";
    private int port = 8001;

    /** @param folder empty; from now on every user may enter it */
    DocMachine(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.outputs = Files.createDirectories(folder.resolve("outputs"));
        for (String place : List.of("opt", "usr/local/bin", "tmp", "root")) {
            Files.createDirectories(folder.resolve(place));
        }
        this.shipped = UnpackedTarball.in(Files.createDirectory(folder.resolve("shipped")));
        Files.copy(UnpackedTarball.tarball(), folder.resolve("root").resolve(UnpackedTarball.tarball().getFileName()));
        program("hostname", "echo " + HOST);
    }

    private void program(String name, String script) throws IOException {
        Path program = Files.writeString(path("/usr/local/bin/" + name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** From now on {@code mysql} is its administrator there, as on a machine that has a database. */
    void database(DatabaseAccess administrator) throws IOException {
        Files.writeString(path("/root/.my.cnf"), """
                [client]
                protocol = tcp
                host = %s
                port = %d
                user = %s
                password = %s
                """.formatted(administrator.host(), administrator.port(), administrator.user(), administrator.password()));
        program("mysql", "exec mariadb \"$@\"");
    }

    /** The pages, as they are shipped. */
    DocPage page(String name) throws IOException {
        return DocPage.of(shipped, name);
    }

    /** What was unpacked for the pages, beside what the reader unpacks. */
    UnpackedTarball shipped() {
        return shipped;
    }

    /** A path of this machine, such as {@code /opt}, where it really is. */
    Path path(String place) {
        return folder.resolve(place.substring(1));
    }

    /** Puts this into all that the pages say, and takes it out of what they print. */
    void replace(Map<String, String> texts) {
        more = texts;
    }

    /** Lives in the time zone of the machine that the test is on, as its cron does; in UTC otherwise. */
    void keepZone() {
        zone = "";
    }

    /** Types all that a page has to type, in order, and compares all that it shows. */
    void follow(DocPage page) throws Exception {
        String printed = null;
        for (DocPage.Block block : page.blocks()) {
            if (block.language().equals("sh")) {
                awaitIdle();
                printed = type(block);
            } else if (printed != null && block.attached() && List.of("json", "text").contains(block.language())) {
                assertEquals("", DocOutput.difference(block, printed));
            } else {
                printed = null;
            }
        }
    }

    /** Whoever reads is slower than what a call before has started. */
    private void awaitIdle() throws Exception {
        if (!agents.isEmpty() && agent().isAlive() && !GUARDED.matcher(agent().log()).find()) {
            Rest rest = agent().rest();
            agent().await("nothing runs and all is reported", () -> {
                Map<String, Object> health = PlainJson.object(rest.get("/health").json().get("data"));
                return health.get("tasks").equals(0L) && health.get("waiting_reports").equals(0L);
            });
        }
    }

    /** @return what it has printed; an agent that it starts goes on in the background */
    private String type(DocPage.Block block) throws Exception {
        StringBuilder printed = new StringBuilder();
        StringBuilder script = new StringBuilder();
        for (String line : block.text().lines().toList()) {
            if (line.startsWith("dcms-agent -")) {
                printed.append(run(block, script.toString()));
                start(line, script.indexOf("kill -USR2 ") >= 0);
                script.setLength(0);
            } else {
                script.append(line).append('\n');
            }
        }
        return printed.append(run(block, script.toString())).toString();
    }

    private String run(DocPage.Block block, String script) throws Exception {
        if (script.isBlank()) {
            return "";
        }
        String checked = EXIT.matcher(script).replaceAll("EXIT=0; $1 || EXIT=\\$?; [ \\$EXIT = $2 ]");
        Finished run = Finished.run(shell(RECALL + checked + KEEP), outputs);
        assertEquals(0, run.exit(), () -> block.place() + ": " + run + agents.stream().map(RunningAgent::log).toList());
        return asShown(run.out());
    }

    /** The one before is gone, or is told to stop, as the page says. @param leaving the page has told it so already */
    private void start(String line, boolean leaving) throws Exception {
        for (RunningAgent agent : agents) {
            if (agent.isAlive()) {
                assertEquals(0, leaving ? agent.awaitExit() : agent.stop(), agent::log);
            }
        }
        Path log = Files.createTempFile(outputs, "agent-", ".log");
        RunningAgent agent = new RunningAgent(shell("exec " + line).redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
        agents.add(agent);
        agent.await("it listens", () -> agent.log().contains("REST on "));
        Matcher guarded = GUARDED.matcher(agent.log());
        if (guarded.find()) {
            agent.awaitLog("jobs that the store has");
            port = Integer.parseInt(guarded.group(1));
        } else {
            port = agent.readyRest().port();
        }
    }

    /** The agent that was started last. */
    RunningAgent agent() {
        return agents.get(agents.size() - 1);
    }

    private ProcessBuilder shell(String script) {
        ProcessBuilder shell = new ProcessBuilder("bash", "-euo", "pipefail", "-c", here(script)).directory(path("/root").toFile());
        Map<String, String> environment = shell.environment();
        environment.clear();
        environment.put("PATH", path("/usr/local/bin") + ":" + UnpackedTarball.javaHome().resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("JAVA_HOME", UnpackedTarball.javaHome().toString());
        environment.put("HOME", path("/root").toString());
        environment.put("TZ", zone);
        environment.put("DCMS_PORT", "0");
        environment.put("DCMS_HOST", HOST);
        environment.put("DCMS_URL", "http://127.0.0.1:" + port);
        return shell;
    }

    private String here(String script) {
        String text = PLACES.matcher(script).replaceAll(place -> Matcher.quoteReplacement(folder + place.group()));
        for (Map.Entry<String, String> one : more.entrySet()) {
            text = text.replace(one.getKey(), one.getValue());
        }
        return PORT.matcher(text).replaceAll("127.0.0.1:" + port);
    }

    private String asShown(String printed) {
        String text = printed.replace(folder.toString(), "").replace("127.0.0.1:" + port, "127.0.0.1:8001");
        for (Map.Entry<String, String> one : more.entrySet()) {
            text = text.replace(one.getValue(), one.getKey());
        }
        return text;
    }

    @Override
    public void close() {
        agents.forEach(RunningAgent::close);
    }
}
