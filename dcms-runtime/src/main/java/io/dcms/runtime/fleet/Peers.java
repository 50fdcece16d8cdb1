package io.dcms.runtime.fleet;

import io.dcms.runtime.access.FleetToken;
import io.dcms.runtime.access.TokenFile;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.text.HttpAddress;
import io.dcms.runtime.text.OneLine;
import io.dcms.runtime.tls.Tls;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.FleetAgent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Calls other agents, with the token that they know this one by; see the package's RATIONALE. By {@link HttpURLConnection}: a thread
 * waits for each answer anyway, it cuts off a server that falls silent in the middle of one, and it needs a tenth of the memory of the
 * newer client. Any thread.
 */
public final class Peers {

    /** Names the host that is meant: whoever is another refuses. */
    public static final String TO = "Dcms-To";
    /** Names the host that answers. */
    public static final String HOST = "Dcms-Host";

    private static final System.Logger LOG = System.getLogger(Peers.class.getName());
    private static final String TOKEN = "-fleet_token_file";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** Of a run that prints nothing. A machine that lost its power is not heard of for ever, and must not be waited for so long. */
    private static final Duration LONG_SILENCE = Duration.ofHours(1);
    private static final int MOST_OF_A_TROUBLE = 1 << 14;
    private static final int LONGEST = 300;

    private final Optional<Path> tokenFile;
    private final Optional<SSLContext> trust;
    private final boolean loopbackToo;
    /** Empty if there is none. */
    private volatile String token;

    /**
     * Reads both files.
     *
     * @param tokenFile   of the token that is shown; empty = nobody is called
     * @param ca          of the certificates that are trusted, and nobody else, so that nobody is called without TLS; empty = those
     *                    that the JDK trusts
     * @param loopbackToo loopback addresses are called too, as all agents are on this machine
     */
    public Peers(Optional<Path> tokenFile, Optional<Path> ca, boolean loopbackToo) throws ConfigException {
        this.tokenFile = tokenFile;
        this.trust = ca.isPresent() ? Optional.of(Tls.client(ca.get(), "-fleet_ca")) : Optional.empty();
        this.loopbackToo = loopbackToo;
        this.token = tokenFile.isPresent() ? TokenFile.readOne(TOKEN, tokenFile.get()) : "";
    }

    /** Reads the token again; a file that is not good leaves it as it is, and is said in the log. */
    public void reload() {
        if (tokenFile.isPresent()) {
            try {
                token = TokenFile.readOne(TOKEN, tokenFile.get());
            } catch (ConfigException e) {
                LOG.log(System.Logger.Level.ERROR, "the token for other agents stays as it was: {0}", e.getMessage());
            }
        }
    }

    /** Why nobody can be called; empty if somebody can. */
    public Optional<String> hindrance() {
        return token.isEmpty() ? Optional.of("this agent passes no calls on to others: give it a token by " + TOKEN + ", and to the others"
                + " the same in their -token_file, as \"fleet <name> <token>\"") : Optional.empty();
    }

    /** Why this agent in particular can't be called, as far as can be told by looking at its address; empty if it can. */
    public Optional<String> hindrance(FleetAgent agent) {
        String address = agent.address();
        if (address.isEmpty()) {
            return Optional.of("it has told no address where others reach it: start it with -address");
        }
        if (!HttpAddress.is(address)) {
            return Optional.of("what stands as its address in the store is none: \"" + shown(address) + "\"");
        }
        URI uri = URI.create(address);
        if (trust.isPresent() && !uri.getScheme().equals("https")) {
            return Optional.of("its address " + address + " is not https, and -fleet_ca asks for that: start it with -tls_cert"
                    + " and -tls_key");
        }
        return isLoopback(uri) && !loopbackToo ? Optional.of(noLoopback(address)) : Optional.empty();
    }

    private static String noLoopback(String address) {
        return "its address " + address + " is for its own machine alone: start it with -bind and -token_file, or say by -address where"
                + " others reach it";
    }

    /** Written out as such; no name server is asked. */
    private static boolean isLoopback(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        return host.startsWith("127.") || host.equals("0.0.0.0") || host.equals("localhost") || host.equals("[::1]")
                || host.equals("[0:0:0:0:0:0:0:1]") || host.equals("[::]");
    }

    /**
     * Asks another agent.
     *
     * @throws PeerTrouble if it can't be asked, is another than was meant, or does not let the call in
     */
    public PeerAnswer call(FleetAgent agent, PeerCall call) throws PeerTrouble {
        Optional<String> hindrance = hindrance().or(() -> hindrance(agent).map(why -> agent.host() + " can't be called: " + why));
        if (hindrance.isPresent()) {
            throw new PeerTrouble(hindrance().isPresent() ? 501 : 502, hindrance.get());
        }
        try {
            requireElsewhere(agent);
            return answer(agent, send(agent, call));
        } catch (SocketTimeoutException e) {
            throw new PeerTrouble(504, agent.host() + " does not answer at " + agent.address() + ": " + e.getMessage() + doubt(call));
        } catch (UnknownHostException e) {
            throw new PeerTrouble(502, agent.host() + " can't be called: the name in its address " + agent.address()
                    + " is not known here");
        } catch (SSLException e) {
            throw new PeerTrouble(502, agent.host() + " is not trusted at " + agent.address() + ": " + shown(String.valueOf(e.getMessage()))
                    + ": -fleet_ca names whom to trust");
        } catch (IOException e) {
            throw new PeerTrouble(502, agent.host() + " can't be asked at " + agent.address() + ": " + shown(String.valueOf(e.getMessage()))
                    + doubt(call));
        }
    }

    private static String doubt(PeerCall call) {
        return call.method().equals("GET") || call.method().equals("HEAD") ? "" : ": it is not known whether it has done it";
    }

    /** A name may stand for a loopback address too. The answer is kept for the call that follows: nobody can change it between. */
    private void requireElsewhere(FleetAgent agent) throws UnknownHostException, PeerTrouble {
        for (InetAddress each : InetAddress.getAllByName(URI.create(agent.address()).getHost())) {
            if (!loopbackToo && (each.isLoopbackAddress() || each.isAnyLocalAddress())) {
                throw new PeerTrouble(502, agent.host() + " can't be called: " + noLoopback(agent.address()));
            }
        }
    }

    private HttpURLConnection send(FleetAgent agent, PeerCall call) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(agent.address() + call.path()).toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection secure && trust.isPresent()) {
            secure.setSSLSocketFactory(trust.get().getSocketFactory());
        }
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) (call.isLong() ? LONG_SILENCE : SILENCE).toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestMethod(call.method());
        connection.setRequestProperty("Authorization", "Bearer " + FleetToken.shownTo(agent.host(), token));
        connection.setRequestProperty(TO, encoded(agent.host()));
        connection.setRequestProperty(OnBehalf.HEADER, call.caller().header());
        connection.setRequestProperty("User-Agent", "dcms-agent");
        connection.setRequestProperty("Accept", "*/*");
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            sendBody(connection, call);
        }
        return connection;
    }

    /** In streaming mode also where there is nothing to send: else the JDK may send it twice, and a job would run twice. */
    private static void sendBody(HttpURLConnection connection, PeerCall call) throws IOException {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(call.body().length);
        if (!call.contentType().isEmpty()) {
            connection.setRequestProperty("Content-Type", call.contentType());
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(call.body());
        }
    }

    private PeerAnswer answer(FleetAgent agent, HttpURLConnection connection) throws IOException, PeerTrouble {
        int status = connection.getResponseCode();
        if (status == 421) {
            connection.disconnect();
            throw new PeerTrouble(502, agent.host() + " is not where the store says: the agent of another host answers at "
                    + agent.address());
        }
        if (status == 401) {
            connection.disconnect();
            throw new PeerTrouble(502, agent.host() + " does not know the token of this agent (401): its -token_file must have the one of "
                    + TOKEN + ", as \"fleet <name> <token>\"");
        }
        String host = connection.getHeaderField(HOST);
        if (!encoded(agent.host()).equals(host)) {
            String other = host == null ? "what answers at " + agent.address() + " is no agent that passed-on calls can be sent to"
                    : shown(host) + " answers at " + agent.address();
            connection.disconnect();
            throw new PeerTrouble(502, agent.host() + " is not where the store says: " + other + " (" + status + ")");
        }
        if (status == 403) {
            throw new PeerTrouble(403, agent.host() + ": " + message(connection, status));
        }
        if (status < 200 || status >= 300 && status < 400) {
            connection.disconnect();
            throw new PeerTrouble(502, agent.host() + " answers with " + status + ", which no agent does");
        }
        return new PeerAnswer(connection, status);
    }

    private static String message(HttpURLConnection connection, int status) throws IOException {
        try (InputStream body = PeerAnswer.body(connection, status)) {
            String text = new String(body.readNBytes(MOST_OF_A_TROUBLE), StandardCharsets.UTF_8);
            return Json.parse(text) instanceof JsonObject answer && answer.members().get("msg") instanceof JsonString message
                    ? shown(message.value()) : "it answers with " + status;
        } catch (JsonException e) {
            return "it answers with " + status;
        } finally {
            connection.disconnect();
        }
    }

    /** A host's name as it stands in headers, whatever characters it has. */
    public static String encoded(String host) {
        return URLEncoder.encode(host, StandardCharsets.UTF_8);
    }

    private static String shown(String text) {
        String line = OneLine.of(text);
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
