package io.dcms.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates by keytool, as every JDK has it; a server and a client of what is made of them. */
class TlsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"RSA,2048", "EC,256", "Ed25519,255"})
    void aClientThatTrustsTheCertificateGetsAnAnswerAndAnotherNone(String algorithm, int size) throws Exception {
        TestCertificate pair = TestCertificate.make(folder, "agent", algorithm, size);
        TestCertificate other = TestCertificate.make(folder, "other", algorithm, size);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(Tls.server(pair.certificate(), pair.key())));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            assertEquals(204, status(server, Tls.client(pair.certificate(), "--ca")));
            SSLContext stranger = Tls.client(other.certificate(), "--ca");
            assertThrows(SSLException.class, () -> status(server, stranger));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileMayHoldMoreThanWhatIsNeeded() throws Exception {
        TestCertificate pair = TestCertificate.make(folder, "agent", "EC", 256);
        TestCertificate other = TestCertificate.make(folder, "other", "EC", 256);
        String chain = "subject=CN = localhost\r\n" + Files.readString(pair.certificate()).replace("\n", "\r\n") + "\n# and who signed it\n"
                + Files.readString(other.certificate());
        Tls.server(write("chain.pem", chain), pair.key());
        Path both = secret("both.pem", Files.readString(pair.key()) + Files.readString(pair.certificate()));
        Tls.server(both, both);
        Tls.client(write("many.pem", chain), "--ca");
    }

    @Test
    void theKeyOfAnotherCertificateIsSaidAtOnce() throws Exception {
        TestCertificate rsa = TestCertificate.make(folder, "rsa", "RSA", 2048);
        for (TestCertificate wrong : new TestCertificate[] {TestCertificate.make(folder, "rsa2", "RSA", 2048), TestCertificate.make(folder, "ec", "EC", 256), TestCertificate.make(folder, "ed", "Ed25519", 255)}) {
            String message = problem(rsa.certificate(), wrong.key());
            assertTrue(message.startsWith("-tls_key " + wrong.key() + " ") && message.endsWith("give the key that it was made with"), message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rw----r-- | can be read or written by every user of this machine: chmod o= it, and make a new key if others may have read it",
        "rw-----w- | can be read or written by every user of this machine: chmod o= it, and make a new key if others may have read it"})
    void aKeyThatEverybodyMayReadIsNoSecret(String permissions, String problem) throws Exception {
        TestCertificate pair = TestCertificate.make(folder, "agent", "EC", 256);
        Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString(permissions));

        assertEquals("-tls_key " + pair.key() + " " + problem, problem(pair.certificate(), pair.key()));
    }

    @Test
    void aGroupMayReadAKeyAsDebiansDoes() throws Exception {
        TestCertificate pair = TestCertificate.make(folder, "agent", "EC", 256);
        Files.setPosixFilePermissions(pair.key(), PosixFilePermissions.fromString("rw-r-----"));

        Tls.server(pair.certificate(), pair.key());
    }

    @Test
    void whatIsNoKeyOrCertificateIsSaidWithWhatWouldBeRight() throws Exception {
        TestCertificate pair = TestCertificate.make(folder, "agent", "EC", 256);
        String key = Files.readString(pair.key());
        String certificate = Files.readString(pair.certificate());
        Path old = secret("old.pem", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertEquals("-tls_key " + old + " holds a key of the form RSA PRIVATE KEY, which Java can't read: convert it by"
                + " \"openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.key\"", problem(pair.certificate(), old));
        Path locked = secret("locked.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertTrue(problem(pair.certificate(), locked).contains("ENCRYPTED PRIVATE KEY"), () -> "says its form");
        assertProblem(pair.certificate(), secret("cut.pem", key.substring(0, key.length() - 40)), "is cut off: its PRIVATE KEY has no end");
        assertProblem(pair.certificate(), secret("bent.pem", key.replaceFirst("\n[A-Za-z0-9]", "\n*")),
                "is no PEM file: what stands between BEGIN and END is no base64");
        assertProblem(pair.certificate(), secret("empty.pem", ""), "has nothing between BEGIN and END lines: give a PEM file");
        assertProblem(pair.certificate(), secret("wrong.pem", certificate), "holds no private key: give a PEM file with BEGIN PRIVATE KEY");
        assertProblem(pair.certificate(), secret("big.pem", "x".repeat((1 << 20) + 1)), "is larger than 1048576 bytes: give a PEM file");
        assertProblem(pair.certificate(), folder.resolve("none"), "does not exist: give a PEM file");
        assertEquals("-tls_cert " + pair.key() + " holds no certificate: give a PEM file with BEGIN CERTIFICATE", problem(pair.key(), pair.key()));
        Path broken = write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertTrue(problem(broken, pair.key()).startsWith("-tls_cert " + broken + " holds a certificate that can't be read: "));
    }

    @Test
    void noProblemShowsAKey() throws Exception {
        TestCertificate pair = TestCertificate.make(folder, "agent", "EC", 256);
        String key = Files.readString(pair.key());
        String body = key.lines().filter(line -> !line.startsWith("-")).findFirst().orElseThrow();
        for (String text : new String[] {key.substring(0, key.length() - 40), key.replaceFirst("\n[A-Za-z0-9]", "\n*"),
            key.replaceFirst("\nM", "\nN")}) {
            String message = problem(pair.certificate(), secret("bad.pem", text));
            assertFalse(message.contains(body.substring(10, 40)), message);
        }
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path secret(String name, String text) throws IOException {
        return Files.setPosixFilePermissions(write(name, text), PosixFilePermissions.fromString("rw-------"));
    }

    private static int status(HttpsServer server, SSLContext context) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection) URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/").toURL()
                .openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        return connection.getResponseCode();
    }

    private static String problem(Path certificate, Path key) {
        return assertThrows(ConfigException.class, () -> Tls.server(certificate, key)).getMessage();
    }

    private static void assertProblem(Path certificate, Path key, String problem) {
        assertEquals("-tls_key " + key + " " + problem, problem(certificate, key));
    }
}
