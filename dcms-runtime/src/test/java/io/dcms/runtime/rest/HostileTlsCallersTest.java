package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.testing.Await;
import io.dcms.runtime.tls.ServerTls;
import io.dcms.runtime.tls.TestCertificate;
import io.dcms.runtime.tls.Tls;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who want the agent to stumble over its TLS. */
@Timeout(180)
class HostileTlsCallersTest {

    private static final int MANY = 60;

    @TempDir
    private Path folder;
    private final List<Socket> sockets = new ArrayList<>();
    private SSLContext client;
    private RestBench rest;

    @BeforeEach
    void start() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "agent", "EC", 256);
        client = Tls.client(certificate.certificate(), "--ca");
        rest = new RestBench(RestBench.DEADLINE, Entrances.secure(folder, new ServerTls(certificate.certificate(), certificate.key())));
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        rest.close();
    }

    /** Up to which byte of the first message of a handshake they get; then they wait. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 60, Integer.MAX_VALUE})
    void handshakesThatAreNotFinishedHoldUpNobodyAndAreCutOff(int bytes) throws Exception {
        byte[] hello = clientHello();
        for (int n = 0; n < MANY; n++) {
            say(connect(), Arrays.copyOf(hello, Math.min(bytes, hello.length)));
        }
        assertGoodCallersAreServed();
        if (bytes > 0) {
            assertAllAreCutOff();
        }
    }

    @Test
    void bytesThatAreNoHandshakeAreNoHarm() throws Exception {
        for (String bytes : List.of("GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0016\u0003\u0001\u007f\u007f" + "x".repeat(20_000),
                "\u0015\u0003\u0003\u0000\u0002\u0001\u0000", "\u0000".repeat(100))) {
            say(connect(), bytes.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] hello = clientHello();
        for (int at = 0; at < hello.length; at += 7) {
            byte[] bad = hello.clone();
            bad[at] ^= 0x55;
            say(connect(), bad);
        }
        assertGoodCallersAreServed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /jobs HTTP/1.1\r\nHost: localhost\r\nX: x",
        "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nt"})
    void requestsThatAreNotFinishedHoldUpNobodyAndAreCutOff(String beginning) throws Exception {
        for (int n = 0; n < MANY; n++) {
            say(secure(), beginning.getBytes(StandardCharsets.US_ASCII));
        }
        assertGoodCallersAreServed();
        assertAllAreCutOff();
    }

    /** The JDK's server says goodbye to it, on the thread that accepts all others, and waits until it is heard. */
    @Test
    void whoAsksAndNeverReadsIsCutOff() throws Exception {
        Thread asking = SilentReader.askingOn(secure());
        Await.until("it was cut off", () -> {
            rest.late.addAndGet(1_000_000_000);
            return !asking.isAlive();
        });
        assertGoodCallersAreServed();
    }

    private void assertGoodCallersAreServed() throws IOException {
        SSLSocket socket = secure();
        say(socket, ("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer " + Entrances.READ + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertEquals("HTTP/1.1 200 OK", new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII));
        socket.close();
        sockets.remove(socket);
    }

    private void assertAllAreCutOff() throws Exception {
        // Some may have begun only now, as the machine likes.
        Await.until("all were cut off", () -> {
            rest.late.addAndGet(Deadlines.REQUEST.toNanos() / 10);
            for (Socket socket : List.copyOf(sockets)) {
                if (!isClosed(socket)) {
                    return false;
                }
                sockets.remove(socket);
            }
            return true;
        });
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(10);
            byte[] answer = new byte[1 << 14];
            int read = socket.getInputStream().read(answer);
            while (read >= 0) {
                read = socket.getInputStream().read(answer);
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = rest.connect();
        sockets.add(socket);
        return socket;
    }

    private SSLSocket secure() throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), rest.port());
        socket.setSoTimeout((int) RestBench.DEADLINE.toMillis());
        sockets.add(socket);
        socket.startHandshake();
        return socket;
    }

    private static void say(Socket socket, byte[] bytes) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
        } catch (IOException e) {
            // It is cut off already.
        }
    }

    private byte[] clientHello() throws IOException {
        SSLEngine engine = client.createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
