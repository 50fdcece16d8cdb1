package io.dcms.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate of a server that runs is replaced. */
class ServerTlsTest {

    @TempDir
    private Path folder;
    private TestCertificate shown;
    private SSLContext trustsOld;
    private ServerTls tls;
    private HttpsServer server;

    @BeforeEach
    void start() throws Exception {
        shown = TestCertificate.make(folder, "agent", "EC", 256);
        trustsOld = Tls.client(shown.certificate(), "--ca");
        tls = new ServerTls(shown.certificate(), shown.key());
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatConnectsIsShownTheNewOneAndWhatIsConnectedStays() throws Exception {
        try (SSLSocket before = connect(trustsOld)) {
            ask(before);
            SSLContext trustsNew = replace("RSA", 2048);
            tls.reload();

            ask(before);
            try (SSLSocket after = connect(trustsNew)) {
                ask(after);
            }
            assertThrows(SSLException.class, () -> connect(Tls.client(folder.resolve("old.pem"), "--ca")));
        }
    }

    @Test
    void oneThatCannotBeUsedLeavesTheOldOne() throws Exception {
        replace("EC", 256);
        Files.writeString(shown.certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n");
        tls.reload();
        ask(connect(trustsOld));

        Files.delete(shown.certificate());
        tls.reload();
        ask(connect(trustsOld));
    }

    @Test
    void theFirstOneMustBeGood() {
        assertThrows(ConfigException.class, () -> new ServerTls(folder.resolve("none.pem"), shown.key()));
    }

    /** A server that closes a connection would else wait until its caller lets the goodbye be written. */
    @Test
    void nothingIsLeftToSayWhenTheServerCloses() throws Exception {
        SSLEngine engine = tls.context().createSSLEngine("localhost", 1);
        engine.setUseClientMode(false);
        engine.closeOutbound();

        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), out);
        assertEquals(SSLEngineResult.Status.CLOSED, result.getStatus());
        assertEquals(SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING, result.getHandshakeStatus());
        assertEquals(0, out.position());
        assertTrue(engine.isOutboundDone());
    }

    /** Puts others in the place of the files. @return what trusts the new certificate alone */
    private SSLContext replace(String algorithm, int size) throws Exception {
        Files.copy(shown.certificate(), folder.resolve("old.pem"));
        TestCertificate fresh = TestCertificate.make(folder, "fresh", algorithm, size);
        Files.move(fresh.certificate(), shown.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh.key(), shown.key(), StandardCopyOption.REPLACE_EXISTING);
        return Tls.client(shown.certificate(), "--ca");
    }

    private SSLSocket connect(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.getAddress().getPort());
        socket.setSoTimeout(60_000);
        socket.startHandshake();
        return socket;
    }

    private static void ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertTrue(next >= 0, head::toString);
            head.append((char) next);
        }
        assertTrue(head.toString().startsWith("HTTP/1.1 204 "), head::toString);
    }
}
