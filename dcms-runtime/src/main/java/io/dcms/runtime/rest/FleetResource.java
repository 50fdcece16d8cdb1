package io.dcms.runtime.rest;

import io.dcms.runtime.fleet.HostState;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.FleetRun;
import io.dcms.spi.store.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/** {@code /hosts} and {@code /fleet}: which agents there are, and what all of them have in common. */
final class FleetResource {

    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST_HOSTS = 5_000;
    /** Each may hold the jobs of a whole fleet until its reader has them. */
    private static final int MOST_READERS = 4;

    private final Fleet fleet;
    private final KnownHosts hosts;
    private final Answers answers;
    private final StoreDesk desk;
    private final InstantSource clock;
    private final Semaphore readers = new Semaphore(MOST_READERS);

    FleetResource(Fleet fleet, KnownHosts hosts, Answers answers, StoreDesk desk, InstantSource clock) {
        this.fleet = fleet;
        this.hosts = hosts;
        this.answers = answers;
        this.desk = desk;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/hosts", this::hosts)
                .add("GET", "/fleet/jobs", call -> alone(call, this::jobs))
                .add("GET", "/fleet/failures", call -> alone(call, this::failures))
                .add("GET", "/fleet/jobs/{id}/runs", call -> alone(call, this::runs));
    }

    private void hosts(Call call) throws IOException, HttpProblem {
        KnownHosts.Known known = hosts.known();
        FleetAgent self = fleet.self().get();
        JsonWriter json = new JsonWriter().object().field("fleet", known.hindrance().isEmpty()).field("hindrance", known.hindrance());
        json.name("hosts").array();
        if (known.host(self.host()).isEmpty()) {
            write(json, new Sighting(self, clock.instant().getEpochSecond(), Duration.ZERO, false), self);
        }
        known.agents().forEach(seen -> write(json, seen, self));
        call.answer(json.end().end().toString());
    }

    private void write(JsonWriter json, Sighting seen, FleetAgent self) {
        FleetAgent agent = seen.agent();
        boolean isThis = agent.host().equals(self.host());
        Optional<String> hindrance = isThis ? Optional.empty() : fleet.peers().hindrance().or(() -> fleet.peers().hindrance(agent));
        json.object().field("host", agent.host())
                .field("address", agent.address())
                .field("version", agent.version())
                .field("started_at", agent.startedAt())
                .field("seen_at", seen.seenAt())
                .field("silence", seen.silence().toSeconds())
                .field("state", HostState.of(seen).name().toLowerCase(Locale.ROOT))
                .field("stopped", seen.stopped())
                .field("jobs", agent.jobs())
                .field("running", agent.running())
                .field("failed_jobs", agent.failed())
                .field("this", isThis)
                .field("reachable", hindrance.orElse(""))
                .end();
    }

    private void jobs(Call call) throws IOException, HttpProblem {
        FleetRegister register = register();
        JsonWriter json = new JsonWriter().array();
        ask(register::jobs).forEach(job -> {
            json.object().field("id", job.id()).field("name", job.name()).field("schedule", job.schedule()).field("runner", job.runner())
                    .field("disabled", job.disabled()).name("hosts").array();
            job.hosts().forEach(json::value);
            json.end().end();
        });
        call.answer(json.end().toString());
    }

    private void failures(Call call) throws IOException, HttpProblem {
        Instant now = clock.instant();
        long since = call.moment("since", now.minus(DAY), now).getEpochSecond();
        int limit = (int) call.number("limit", 500, 1, 1000);
        FleetRegister register = register();
        answer(call, ask(() -> register.failures(since, limit)));
    }

    private void runs(Call call) throws IOException, HttpProblem {
        long id = call.jobId();
        FleetRegister register = register();
        answer(call, ask(() -> register.lastRuns(id, MOST_HOSTS)));
    }

    private static void answer(Call call, List<FleetRun> runs) throws IOException {
        JsonWriter json = new JsonWriter().array();
        runs.forEach(run -> TaskJson.writeReported(json, run));
        call.answer(json.end().toString());
    }

    private FleetRegister register() throws HttpProblem {
        KnownHosts.Known known = hosts.known();
        if (!known.hindrance().isEmpty()) {
            throw new HttpProblem(501, "there is no fleet to tell of: " + known.hindrance());
        }
        return fleet.register().orElseThrow();
    }

    private <T> T ask(Callable<T> question) throws HttpProblem {
        try (StoreDesk.Turn turn = desk.turn()) {
            return turn.ask(question, "");
        }
    }

    private void alone(Call call, Routes.Handler handler) throws IOException, HttpProblem {
        if (!answers.acquire(readers, 1)) {
            throw new HttpProblem(503, "too many slow readers of what the whole fleet has: try again");
        }
        try {
            handler.handle(call);
        } finally {
            readers.release();
        }
    }
}
