package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The agent that gets the jobs, and what it has of them. */
final class ImportAgent {

    private static final int TAKEN = 409;
    private static final int BAD = 400;
    private static final int MOST_NAMES = 50;

    private final AgentClient client;
    private final Answer version;
    private final Map<String, Answer> jobs = new HashMap<>();

    private ImportAgent(AgentClient client) throws CommandFailed {
        this.client = client;
        this.version = client.get("/version");
        for (Answer job : client.get("/jobs").elements()) {
            jobs.put(job.rawText("executor"), job);
        }
    }

    static ImportAgent ask(AgentClient client) throws CommandFailed {
        return new ImportAgent(client);
    }

    String host() {
        return version.text("host");
    }

    /** Its job with this executor, if it has one. */
    Optional<Answer> job(String script) {
        return Optional.ofNullable(jobs.get(script));
    }

    /** Refuses an agent that can't take the jobs, before anything is written. */
    void requireReady(Optional<String> hook) throws CommandFailed {
        if (!isHere()) {
            throw new CommandFailed(CommandFailed.NO, client.url() + " is the agent of " + host()
                    + ", and not of this machine or not of this container: --apply writes scripts here, so call it where that agent runs");
        }
        Answer health = client.getInAnyCase("/health");
        if (!health.text("jobs_from").equals("store")) {
            throw new CommandFailed(CommandFailed.NO, client.url() + ": its store is away, and nothing can be added before it is back"
                    + (health.list("problems").isEmpty() ? "" : ": " + health.list("problems").get(0).text()));
        }
        requireEditing(hook);
    }

    /** An agent whose store can be changed finds something wrong with a job that is none; another says that it can change nothing. */
    private void requireEditing(Optional<String> hook) throws CommandFailed {
        JsonWriter json = new JsonWriter().object();
        hook.ifPresent(uri -> json.field("hook", uri));
        try {
            client.send("POST", "/jobs", json.end().toBytes());
        } catch (CommandFailed e) {
            if (e.answered != BAD) {
                throw e;
            }
            for (String problem : e.getMessage().split("; ")) {
                if (problem.startsWith("hook: ")) {
                    throw new CommandFailed(CommandFailed.USAGE, "--hook: " + problem.substring("hook: ".length()));
                }
            }
        }
    }

    /** By its address and its process: an address alone may be the end of a tunnel. */
    boolean isHere() {
        try {
            InetAddress address = InetAddress.getByName(URI.create(client.url()).getHost());
            boolean own = address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
            Path process = Path.of("/proc", Long.toString(version.numberOr0("pid")), "cmdline");
            return own && new String(Files.readAllBytes(process), StandardCharsets.ISO_8859_1).contains("dcms");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The zone in which it reads schedules.
     *
     * @param machines that of the machine, which it goes by unless its environment names another
     */
    ZoneId zone(ZoneId machines) {
        try {
            Path environment = Path.of("/proc", Long.toString(version.numberOr0("pid")), "environ");
            for (String variable : new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1).split("\0")) {
                if (variable.startsWith("TZ=") && variable.length() > 3) {
                    return ZoneId.of(variable.substring(variable.charAt(3) == ':' ? 4 : 3));
                }
            }
        } catch (IOException | DateTimeException e) {
            // As if it had none: nobody but its own user may look.
        }
        return machines;
    }

    /** Whether it can run jobs as this user: not every agent is root. */
    boolean canRunAs(long uid) {
        try {
            Object own = Files.getAttribute(Path.of("/proc", Long.toString(version.numberOr0("pid"))), "unix:uid");
            return own.equals(0) || own.equals((int) uid);
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * Adds a job under the first of its names that no other job has.
     *
     * @param rest all its fields but the name
     */
    Answer add(String name, Map<String, Object> rest) throws CommandFailed {
        return send("POST", "/jobs", name, rest);
    }

    /** Changes some fields; with its name as with that of a new job. */
    Answer change(long id, Map<String, Object> fields) throws CommandFailed {
        Map<String, Object> rest = new LinkedHashMap<>(fields);
        Object name = rest.remove("name");
        return send("PUT", "/jobs/" + id, name == null ? "" : name.toString(), rest);
    }

    private Answer send(String method, String path, String name, Map<String, Object> rest) throws CommandFailed {
        for (int n = 1; true; n++) {
            try {
                return client.send(method, path, fields(n == 1 ? name : name + " (" + n + ")", rest));
            } catch (CommandFailed e) {
                if (e.answered != TAKEN || name.isEmpty() || n == MOST_NAMES) {
                    throw e;
                }
            }
        }
    }

    private static byte[] fields(String name, Map<String, Object> fields) {
        JsonWriter json = new JsonWriter().object();
        if (!name.isEmpty()) {
            json.field("name", name);
        }
        fields.forEach((field, value) -> write(json, field, value));
        return json.end().toBytes();
    }

    private static void write(JsonWriter json, String field, Object value) {
        if (value instanceof Boolean flag) {
            json.field(field, flag);
        } else if (value instanceof JsonValue parsed) {
            json.name(field).value(parsed);
        } else {
            json.field(field, value.toString());
        }
    }
}
