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
import javax.net.ssl.SSLContext;

/** The REST server: threads {@code dcms-rest-n}, at most {@value #THREADS}, and one for what people ask of the store. */
public final class RestServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RestServer.class.getName());
    /** As many as there may be connections: each half of a request holds a thread until it is cut off, and so holds up nobody else. */
    private static final int THREADS = 1024;
    private static final int BACKLOG = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Each may take a descriptor and some memory. Idle ones are closed by the server, those that send too slowly too. */
    private static final String MOST_CONNECTIONS = Integer.toString(THREADS);
    /** A thousand heads that are never sent whole must fit into the heap. */
    private static final String MOST_OF_A_HEAD = "16384";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Bodies bodies;
    private final StoreDesk desk;
    private final Routes routes = new Routes();
    private final Door door;
    private final Audit audit;
    private final Strangers strangers = new Strangers(System::nanoTime);

    /**
     * Takes the address; calls are answered from {@link #start} on.
     *
     * @throws IOException if the address can't be had; the message names it
     */
    public RestServer(InetSocketAddress address, Entrance entrance, Control control, InstantSource clock) throws IOException {
        this(address, entrance, control, clock, PATIENCE);
    }

    /** @param patience how long a call waits for the agent's threads before it answers without them */
    RestServer(InetSocketAddress address, Entrance entrance, Control control, InstantSource clock, Duration patience)
            throws IOException {
        // The server reads these once. Without the first an answer waits 40 ms for the reader's acknowledgement; without
        // the second a request that is never sent whole holds a thread for good.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", System.getProperty("sun.net.httpserver.maxReqTime", "10"));
        System.setProperty("jdk.httpserver.maxConnections", System.getProperty("jdk.httpserver.maxConnections", MOST_CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", System.getProperty("sun.net.httpserver.maxReqHeaderSize", MOST_OF_A_HEAD));
        Answers answers = new Answers(patience);
        bodies = new Bodies(answers);
        desk = new StoreDesk(answers);
        new JobsResource(control, answers, desk, clock).addTo(routes);
        new FiresResource(control, answers, clock).addTo(routes);
        new TasksResource(control, answers, clock).addTo(routes);
        new AgentResource(control).addTo(routes);
        new LoginResource(entrance.access(), entrance.tls().isPresent()).addTo(routes);
        door = new Door(entrance.access(), entrance.tls().isPresent() ? "https" : "http");
        audit = entrance.audit();
        try {
            server = create(address, entrance.tls());
        } catch (IOException e) {
            throw new IOException("can't listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                    + ": choose another -port, or stop what has it", e);
        }
        // Without a queue: a thread that is idle is used again before there is another, so that there are few in peace.
        threads = new ThreadPoolExecutor(0, THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), new NamedThreads("dcms-rest"));
        server.setExecutor(threads);
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
        server.start();
    }

    /** The port that it has: the one asked for, or the one that was free if that was 0. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        desk.close();
    }

    /**
     * @throws IOException if the reader has gone: only if it is told so the JDK's server counts a connection no more. One that we
     *                     close ourselves it counts for ever, and after a thousand of them it lets nobody in.
     */
    private void serve(HttpExchange exchange) throws IOException {
        try {
            answer(exchange);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a reader has gone: {0}", e.getMessage());
            throw e;
        }
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
        visit.caller = door.admit(exchange, match.needs());
        Door.requireRight(visit.caller, match.needs());
        if (match.takesBody()) {
            bodies.read(exchange, body -> match.handler().handle(visit.call(match.variables(), body)));
        } else {
            Bodies.skip(exchange);
            match.handler().handle(visit.call(match.variables(), Bodies.NONE));
        }
    }

    private static String what(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    }
}
