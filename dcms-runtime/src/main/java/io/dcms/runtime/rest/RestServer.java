package io.dcms.runtime.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dcms.runtime.thread.NamedThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The REST server: threads {@code dcms-rest-n}, at most {@value #THREADS}, and one for what people ask of the store. */
public final class RestServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RestServer.class.getName());
    private static final int THREADS = 128;
    private static final int BACKLOG = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Bodies bodies;
    private final StoreDesk desk;
    private final Routes routes = new Routes();

    /**
     * Takes the address; calls are answered from {@link #start} on.
     *
     * @throws IOException if the address can't be had; the message names it
     */
    public RestServer(InetSocketAddress address, Control control, InstantSource clock) throws IOException {
        this(address, control, clock, PATIENCE);
    }

    /** @param patience how long a call waits for the agent's threads before it answers without them */
    RestServer(InetSocketAddress address, Control control, InstantSource clock, Duration patience) throws IOException {
        // The server reads these once. Without the first an answer waits 40 ms for the reader's acknowledgement; without
        // the second a request that is never sent whole holds a thread for good.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", System.getProperty("sun.net.httpserver.maxReqTime", "10"));
        Answers answers = new Answers(patience);
        bodies = new Bodies(answers);
        desk = new StoreDesk(answers);
        new JobsResource(control, answers, desk, clock).addTo(routes);
        new FiresResource(control, answers, clock).addTo(routes);
        new TasksResource(control, answers, clock).addTo(routes);
        new AgentResource(control).addTo(routes);
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("can't listen on " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage()
                    + ": choose another -port, or stop what has it", e);
        }
        threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                new NamedThreads("dcms-rest"));
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
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

    private void serve(HttpExchange exchange) {
        try (exchange) {
            answer(exchange);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a reader has gone: {0}", e.getMessage());
        }
    }

    /** The one place that writes errors. */
    private void answer(HttpExchange exchange) throws IOException {
        try {
            Routes.Match match = routes.find(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
            handle(exchange, match);
        } catch (HttpProblem e) {
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

    private void handle(HttpExchange exchange, Routes.Match match) throws IOException, HttpProblem {
        if (match.takesBody()) {
            bodies.read(exchange, body -> match.handler().handle(new Call(exchange, match.variables(), body)));
        } else {
            Bodies.skip(exchange);
            match.handler().handle(new Call(exchange, match.variables(), Bodies.NONE));
        }
    }

    private static String what(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    }
}
