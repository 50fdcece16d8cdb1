package io.dcms.runtime.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.dcms.runtime.access.Audit;
import io.dcms.runtime.thread.NamedThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/** The REST server: threads {@code dcms-rest-n}, at most {@value #THREADS}, and one for what people ask of the store. */
public final class RestServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RestServer.class.getName());
    /**
     * As many as there may be connections: each half of a request holds a thread until it is cut off, and so a thousand of them hold up
     * nobody. 1,500 half-sent heads of 15 KB make of 62 MB of memory 270, of 90 with TLS 346; with 512 threads it would be 183 and
     * 259, with 256 threads 138 and 175. But then who calls meanwhile is turned away for up to ten seconds, sixty times and more.
     */
    private static final int THREADS = 1024;
    private static final int BACKLOG = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Each may take a descriptor and some memory. Idle ones are closed by the server, those that are too slow by {@link Deadlines}. */
    private static final String MOST_CONNECTIONS = Integer.toString(THREADS);
    /** A thousand heads that are never sent whole must fit into the heap. */
    private static final String MOST_OF_A_HEAD = "16384";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Bodies bodies;
    private final StoreDesk desk;
    private final Routes routes = new Routes();
    private final Door door;
    private final String host;
    private final Audit audit;
    private final Deadlines deadlines;
    private final Strangers strangers;

    /**
     * Takes the address; calls are answered from {@link #start} on.
     *
     * @throws IOException if the address can't be had; the message names it
     */
    public RestServer(InetSocketAddress address, Entrance entrance, Control control, InstantSource clock) throws IOException {
        this(address, entrance, control, clock, System::nanoTime, PATIENCE);
    }

    /**
     * @param elapsed  nanoseconds since some moment, never going back: by which callers are cut off
     * @param patience how long a call waits for the agent's threads before it answers without them
     */
    RestServer(InetSocketAddress address, Entrance entrance, Control control, InstantSource clock, LongSupplier elapsed, Duration patience)
            throws IOException {
        deadlines = new Deadlines(elapsed);
        strangers = new Strangers(elapsed);
        // The server reads these once. Without the first an answer waits 40 ms for the reader's acknowledgement; by the second who
        // connects and says nothing holds one of the connections for 10 to 20 s, and not for 30 to 40. Without the third it would close,
        // after its answer and without a word, each connection while 200 others wait for their next call.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.idleInterval", System.getProperty("sun.net.httpserver.idleInterval", "10"));
        System.setProperty("sun.net.httpserver.maxIdleConnections", System.getProperty("sun.net.httpserver.maxIdleConnections", MOST_CONNECTIONS));
        System.setProperty("jdk.httpserver.maxConnections", System.getProperty("jdk.httpserver.maxConnections", MOST_CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", System.getProperty("sun.net.httpserver.maxReqHeaderSize", MOST_OF_A_HEAD));
        Answers answers = new Answers(patience);
        bodies = new Bodies(answers);
        desk = new StoreDesk(answers);
        door = new Door(entrance.access(), entrance.tls().isPresent() ? "https" : "http");
        new JobsResource(control, answers, desk, clock).addTo(routes);
        new FiresResource(control, answers, clock).addTo(routes);
        new TasksResource(control, answers, clock, deadlines).addTo(routes);
        new ExecutorResource(control, answers).addTo(routes);
        new UpcomingResource(control, answers, clock).addTo(routes);
        new ExplainResource(control, clock).addTo(routes);
        new EventsResource(control, clock, door).addTo(routes);
        new AgentResource(control).addTo(routes);
        new PluginsResource(control).addTo(routes);
        KnownHosts hosts = new KnownHosts(control.fleet(), desk, System::nanoTime);
        new FleetResource(control.fleet(), hosts, answers, desk, clock).addTo(routes);
        routes.behindHosts(new PassingOn(control, hosts, deadlines, elapsed));
        host = control.host();
        new PagesResource().addTo(routes);
        new LoginResource(entrance.access(), entrance.tls().isPresent()).addTo(routes);
        audit = entrance.audit();
        try {
            server = create(address, entrance.tls());
        } catch (IOException e) {
            throw new IOException("can't listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                    + ": choose another -port, or stop what has it", e);
        }
        // Without a queue: a thread that is idle is used again before there is another, so that there are few in peace.
        threads = new ThreadPoolExecutor(0, THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), new NamedThreads("dcms-rest"));
        server.setExecutor(connection -> threads.execute(() -> deadlines.over(connection)));
        server.createContext("/", this::serve);
    }

    private static HttpServer create(InetSocketAddress address, Optional<SSLContext> tls) throws IOException {
        if (tls.isEmpty()) {
            return HttpServer.create(address, BACKLOG);
        }
        HttpsServer secure = HttpsServer.create(address, BACKLOG);
        secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        return secure;
    }

    public void start() {
        deadlines.start();
        server.start();
    }

    /** The port that it has: the one asked for, or the one that was free if that was 0. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        deadlines.close();
        threads.shutdownNow();
        desk.close();
    }

    /**
     * @throws IOException if the reader has gone: only if it is told so the JDK's server counts a connection no more. One that we
     *                     close ourselves it counts for ever, and after a thousand of them it lets nobody in.
     */
    private void serve(HttpExchange exchange) throws IOException {
        exchange.setStreams(null, deadlines.timed(exchange.getResponseBody()));
        try {
            answer(exchange);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a reader has gone: {0}", e.getMessage());
            throw e;
        }
        // What is left of a body is read, or the connection could not be used again.
        deadlines.requesting();
        exchange.close();
    }

    /** The one place that writes errors, and the audit. */
    private void answer(HttpExchange exchange) throws IOException {
        Visit visit = new Visit(exchange, audit, strangers);
        try {
            Routes.Match match = routes.find(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
            handle(exchange, match, visit);
        } catch (HttpProblem e) {
            visit.refused(e);
            Call.failed(exchange, e);
        } catch (UnreadBody e) {
            visit.unread(e);
            Call.failed(exchange, HttpProblem.badRequest(e.getMessage()));
        } catch (IOException e) {
            if (exchange.getResponseCode() >= 0) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "{0} can''t be answered: {1}", what(exchange), e);
            Call.failed(exchange, new HttpProblem(500, "the agent can't read what was asked for: " + e));
        } catch (RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.ERROR, "a defect while answering " + what(exchange), e);
            Call.failed(exchange, new HttpProblem(500, "a defect of the agent, its log says more: " + e));
        }
    }

    private void handle(HttpExchange exchange, Routes.Match match, Visit visit) throws IOException, HttpProblem {
        Door.requireMeant(exchange, host);
        visit.caller = door.admit(exchange, match.needs());
        Door.sayWho(exchange, host);
        Door.requireRight(visit.caller, match.needs());
        if (match.takesBody()) {
            bodies.read(exchange, body -> work(match, visit, body));
        } else {
            Bodies.skip(exchange);
            work(match, visit, Bodies.NONE);
        }
    }

    private void work(Routes.Match match, Visit visit, byte[] body) throws IOException, HttpProblem {
        deadlines.working();
        match.handler().handle(visit.call(match.variables(), body));
    }

    private static String what(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    }
}
