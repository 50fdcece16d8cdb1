package io.dcms.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate of localhost that nobody has signed but its own key, by keytool, as every JDK has it.
 *
 * @param certificate its PEM file
 * @param key         that of its key
 */
public record TestCertificate(Path certificate, Path key) {

    private static final String PASSWORD = "of-the-store";

    /** @param name of the files, {@code <name>.pem} and {@code <name>.key} */
    public static TestCertificate make(Path folder, String name, String algorithm, int size) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Files.deleteIfExists(file);
        Process keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-keyalg", algorithm,
                algorithm.equals("Ed25519") ? "-v" : "-keysize", algorithm.equals("Ed25519") ? "-noprompt" : String.valueOf(size),
                "-alias", name, "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-keystore", file.toString()).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        Path certificate = Files.writeString(folder.resolve(name + ".pem"), pem("CERTIFICATE", store.getCertificate(name).getEncoded()));
        Path key = Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", store.getKey(name, PASSWORD.toCharArray()).getEncoded()));
        return new TestCertificate(certificate, Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------")));
    }

    private static String pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
