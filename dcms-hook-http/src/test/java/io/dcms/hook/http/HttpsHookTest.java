package io.dcms.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.TestContext;
import io.dcms.spi.hook.TaskHook;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HttpsHookTest {

    private static final String PASSWORD = "changeit";
    private static final TimeLimits LIMITS = new TimeLimits(Duration.ofSeconds(100), Duration.ofSeconds(100));

    private static SSLContext identity;
    private static Receiver receiver;

    @BeforeAll
    static void startReceiver(@TempDir Path folder) throws Exception {
        identity = context(selfSigned(folder.resolve("identity.p12")));
        receiver = Receiver.https(identity);
    }

    @AfterAll
    static void stopReceiver() {
        receiver.close();
    }

    @Test
    void aFormIsPosted() throws IOException {
        try (HttpHook trusting = new HttpHook(LIMITS, () -> Client.builder("https", LIMITS).sslContext(identity).build())) {
            trusting.deliver(Events.PLAIN, receiver.at("/over-tls"));
        }
        assertEquals("/over-tls", receiver.onlyOne().path());
        assertEquals("HTTP/1.1", receiver.onlyOne().protocol());
    }

    @Test
    void aReceiverThatNobodyVouchesForIsNotTold() throws Exception {
        try (TaskHook hook = strict()) {
            IOException failure = assertThrows(IOException.class, () -> hook.deliver(Events.PLAIN, receiver.at("/secret")));
            String message = failure.getMessage();
            assertTrue(message.startsWith("POST https://localhost:" + receiver.port() + ": no trusted connection: "), message);
        }
    }

    @Test
    void aReceiverThatSpeaksNoTls() throws Exception {
        byte[] answer = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (RawReceiver plain = new RawReceiver(connection -> {
            connection.getOutputStream().write(answer);
            RawReceiver.readAll(connection);
        }); TaskHook hook = strict()) {
            URI target = URI.create(plain.uri().toString().replace("http:", "https:"));
            IOException failure = assertThrows(IOException.class, () -> hook.deliver(Events.PLAIN, target));
            assertTrue(failure.getMessage().contains("no trusted connection"), failure.getMessage());
        }
    }

    private static TaskHook strict() throws ConfigException {
        return new HttpsHookFactory().create(new TestContext(Map.of("connect_timeout", "100", "request_timeout", "100")));
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** A key for {@code localhost} that vouches for itself, made by the JDK's own keytool. */
    private static KeyStore selfSigned(Path file) throws Exception {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost",
                "-validity", "2", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
