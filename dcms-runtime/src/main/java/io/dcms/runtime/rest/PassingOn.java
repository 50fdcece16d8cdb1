package io.dcms.runtime.rest;

import io.dcms.runtime.fleet.HostState;
import io.dcms.runtime.fleet.OnBehalf;
import io.dcms.runtime.fleet.PeerAnswer;
import io.dcms.runtime.fleet.PeerCall;
import io.dcms.runtime.fleet.PeerTrouble;
import io.dcms.runtime.fleet.Peers;
import io.dcms.runtime.text.OneLine;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.Sighting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** {@code /hosts/{host}/...}: passes a call on to the agent of that host, and its answer back. */
final class PassingOn implements Routes.Elsewhere {

    private static final System.Logger LOG = System.getLogger(PassingOn.class.getName());
    /** What begins so is this agent's own, or the same everywhere. */
    private static final Set<String> NEVER = Set.of("", "ui", "login", "logout", "events", "hosts", "fleet");
    /** Far fewer than there are threads: another agent may hold each of them for a while. */
    private static final int MOST = 64;
    private static final int MOST_LONG = 16;
    /** One that hangs must not take the others' turns. */
    private static final int MOST_OF_A_HOST = 16;
    private static final int PIECE = 1 << 13;
    /** Logs may take longer. */
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final String JSON = "application/json; charset=utf-8";

    private final Control control;
    private final KnownHosts hosts;
    private final Deadlines deadlines;
    private final LongSupplier elapsed;
    private final Semaphore calls = new Semaphore(MOST);
    private final Semaphore longCalls = new Semaphore(MOST_LONG);
    private final Map<String, Integer> callsOfHosts = new ConcurrentHashMap<>();

    PassingOn(Control control, KnownHosts hosts, Deadlines deadlines, LongSupplier elapsed) {
        this.control = control;
        this.hosts = hosts;
        this.deadlines = deadlines;
        this.elapsed = elapsed;
    }

    @Override
    public Optional<Routes.Handler> to(String host, List<String> path) throws HttpProblem {
        if (NEVER.contains(path.get(0)) || path.contains(".") || path.contains("..")) {
            throw HttpProblem.notFound("there is nothing at /" + String.join("/", path) + " that is passed on to another host");
        }
        return host.equals(control.host()) ? Optional.empty() : Optional.of(call -> pass(call, host, path));
    }

    private void pass(Call call, String host, List<String> path) throws IOException, HttpProblem {
        call.does("on " + host + ": " + call.method() + " /" + String.join("/", path));
        if (!call.header(Peers.TO).isEmpty() || !call.header(OnBehalf.HEADER).isEmpty()) {
            throw new HttpProblem(403, "a call that was passed on is not passed on again");
        }
        boolean isLog = path.get(path.size() - 1).equals("log");
        boolean isLong = isLog && call.flag("follow");
        Semaphore slots = isLong ? longCalls : calls;
        if (!slots.tryAcquire()) {
            throw new HttpProblem(503, (isLong ? MOST_LONG : MOST) + " calls of this kind are already being passed on, which is the"
                    + " limit: try again");
        }
        if (isLog) {
            // As for a log of this agent's: its task may print nothing for an hour.
            deadlines.letBe();
        }
        try {
            passOne(call, host, asked(call, path, isLong), isLog);
        } finally {
            slots.release();
        }
    }

    private void passOne(Call call, String host, PeerCall asked, boolean isLog) throws IOException, HttpProblem {
        FleetAgent agent = reachable(host);
        if (callsOfHosts.merge(host, 1, Integer::sum) > MOST_OF_A_HOST) {
            leave(host);
            throw new HttpProblem(503, MOST_OF_A_HOST + " calls are already being passed on to " + host
                    + ", which is the limit: try again");
        }
        try (PeerAnswer answer = control.fleet().peers().call(agent, asked)) {
            if (Door.isChange(call.method())) {
                LOG.log(System.Logger.Level.INFO, "{0}: {1}: {2}", call.who(), OneLine.of(call.does()), Integer.toString(answer.status()));
            }
            send(call, host, answer, isLog);
        } catch (PeerTrouble e) {
            throw new HttpProblem(e.status(), e.getMessage());
        } finally {
            leave(host);
        }
    }

    private void leave(String host) {
        callsOfHosts.computeIfPresent(host, (any, calls) -> calls == 1 ? null : calls - 1);
    }

    private FleetAgent reachable(String host) throws HttpProblem {
        Optional<String> hindrance = control.fleet().peers().hindrance();
        if (hindrance.isPresent()) {
            throw new HttpProblem(501, hindrance.get());
        }
        KnownHosts.Known known = hosts.known();
        if (!known.hindrance().isEmpty()) {
            throw new HttpProblem(501, "no other agents are known: " + known.hindrance());
        }
        Sighting seen = known.host(host).orElseThrow(() -> HttpProblem.notFound("no agent has announced itself as \"" + OneLine.of(host)
                + "\": /hosts lists those that have"));
        if (HostState.of(seen) == HostState.GONE) {
            throw new HttpProblem(503, host + (seen.stopped() ? " has stopped at " : " is gone: it was last seen at ")
                    + Instant.ofEpochSecond(seen.seenAt()));
        }
        return seen.agent();
    }

    private static PeerCall asked(Call call, List<String> path, boolean isLong) {
        String encoded = path.stream().map(segment -> "/" + URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining());
        String query = call.rawQuery();
        String type = call.header("Content-Type");
        return new PeerCall(call.method(), query.isEmpty() ? encoded : encoded + "?" + query, type.matches("[ -~]{0,200}") ? type : "",
                call.body(), new OnBehalf(call.caller().role(), call.caller().name(), call.address()), isLong);
    }

    /** An answer is closed when it is whole, and only then, as {@link LogStream} says. */
    private void send(Call call, String host, PeerAnswer answer, boolean isLog) throws IOException, HttpProblem {
        long end = elapsed.getAsLong() + LONGEST.toNanos();
        String type = typeOf(answer).orElseThrow(() -> new HttpProblem(502, host + " answers with what no agent answers with: \""
                + OneLine.of(answer.type()) + "\""));
        call.result(answer.status() < 400 ? "done" : host + " answered with " + answer.status());
        try (InputStream in = answer.body()) {
            OutputStream out = call.begin(answer.status(), type, answer.length());
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                if (answer.length() < 0 && in.available() == 0) {
                    out.flush();
                }
                if (!isLog && elapsed.getAsLong() > end) {
                    throw new IOException(host + " has not ended its answer within " + LONGEST.toSeconds() + " s");
                }
            }
            out.close();
        }
    }

    /** Nothing that a browser would take for more than text, whoever answers. */
    private static Optional<String> typeOf(PeerAnswer answer) {
        String type = answer.type().toLowerCase(Locale.ROOT);
        if (type.startsWith("application/json")) {
            return Optional.of(JSON);
        }
        return type.matches("text/plain[ -~]{0,100}") ? Optional.of(type) : Optional.empty();
    }
}
