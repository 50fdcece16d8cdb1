package io.dcms.runtime.tls;

import io.dcms.spi.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes TLS of certificates and keys in PEM files. */
public final class Tls {

    private static final char[] NO_PASSWORD = new char[0];
    private static final int OTHERS = 07;
    private static final String CERTIFICATE = "CERTIFICATE";

    private Tls() {
    }

    /**
     * For a server that shows a certificate.
     *
     * @param certificate its file: the server's own first, then those that lead to one that clients trust
     * @param key         the file of its private key: PKCS #8, without a password, readable by its owner and group at most
     * @throws ConfigException that says which file is not what it should be, and how to make it so
     */
    public static SSLContext server(Path certificate, Path key) throws ConfigException {
        List<Certificate> chain = certificates(certificate, "-tls_cert");
        PrivateKey secret = key(key, chain.get(0));
        try {
            KeyStore store = empty();
            store.setKeyEntry("dcms", secret, NO_PASSWORD, chain.toArray(new Certificate[0]));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException("-tls_cert " + certificate + " and -tls_key " + key + " can't be used: " + e.getMessage());
        }
    }

    /**
     * For a client that trusts the certificates in a file, and nobody else.
     *
     * @param setting which names the file, for messages
     */
    public static SSLContext client(Path trusted, String setting) throws ConfigException {
        try {
            KeyStore store = empty();
            for (Certificate each : certificates(trusted, setting)) {
                store.setCertificateEntry("trusted-" + store.size(), each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException(setting + " " + trusted + " can't be used: " + e.getMessage());
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static List<Certificate> certificates(Path file, String setting) throws ConfigException {
        List<Certificate> certificates = new ArrayList<>();
        for (Pem block : Pem.read(file, setting)) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(block, setting + " " + file));
            }
        }
        if (certificates.isEmpty()) {
            throw new ConfigException(setting + " " + file + " holds no certificate: give a PEM file with BEGIN CERTIFICATE");
        }
        return certificates;
    }

    private static Certificate certificate(Pem block, String where) throws ConfigException {
        try {
            return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (GeneralSecurityException e) {
            throw new ConfigException(where + " holds a certificate that can't be read: " + e.getMessage());
        }
    }

    private static PrivateKey key(Path file, Certificate certificate) throws ConfigException {
        String where = "-tls_key " + file;
        requireSecret(file, where);
        Pem block = Pem.read(file, "-tls_key").stream().filter(each -> each.label().endsWith("PRIVATE KEY")).findFirst()
                .orElseThrow(() -> new ConfigException(where + " holds no private key: give a PEM file with BEGIN PRIVATE KEY"));
        if (!block.label().equals("PRIVATE KEY")) {
            throw new ConfigException(where + " holds a key of the form " + block.label() + ", which Java can't read: convert it by"
                    + " \"openssl pkcs8 -topk8 -nocrypt -in " + file.getFileName() + " -out new.key\"");
        }
        PrivateKey key = key(block, certificate.getPublicKey().getAlgorithm(), where);
        requirePair(key, certificate, where);
        return key;
    }

    private static PrivateKey key(Pem block, String algorithm, String where) throws ConfigException {
        try {
            // A certificate may call EdDSA by the name of its curve.
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.der()));
        } catch (InvalidKeySpecException e) {
            throw new ConfigException(where + " holds no key of the kind " + algorithm + " that -tls_cert has: give the key that it was made with");
        } catch (GeneralSecurityException e) {
            throw new ConfigException(where + " can't be used: " + e.getMessage());
        }
    }

    private static void requireSecret(Path file, String where) throws ConfigException {
        try {
            Map<String, Object> found = Files.readAttributes(file, "unix:mode");
            if (((Integer) found.get("mode") & OTHERS) != 0) {
                throw new ConfigException(where + " can be read or written by every user of this machine: chmod o= it, and make a new key"
                        + " if others may have read it");
            }
        } catch (IOException e) {
            // Said by who reads it.
        }
    }

    /** Else every call would fail, with a message that helps nobody. */
    private static void requirePair(PrivateKey key, Certificate certificate, String where) throws ConfigException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(CERTIFICATE.getBytes(StandardCharsets.US_ASCII));
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(CERTIFICATE.getBytes(StandardCharsets.US_ASCII));
            if (!signature.verify(signed)) {
                throw new ConfigException(where + " is not the key of the first certificate of -tls_cert: give the key that it was made with");
            }
        } catch (GeneralSecurityException e) {
            throw new ConfigException(where + " can't be used with -tls_cert: " + e.getMessage());
        }
    }
}
