package io.dcms.runtime.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The checks that an executor must pass before each run: a regular file, executable, with the right digest. */
public final class Executable {

    private static final String SHA256 = "sha256:";
    private static final int CHUNK = 1 << 16;

    private final boolean signatureRequired;

    /** @param signatureRequired whether an empty signature is refused; one that is given must always match */
    Executable(boolean signatureRequired) {
        this.signatureRequired = signatureRequired;
    }

    /** A file that has passed, and what tells it from one that has been changed since. */
    static final class Checked {
        private final Path file;
        private final List<Object> marks;

        private Checked(Path file) throws IOException {
            this.file = file;
            this.marks = marks(file);
        }

        /** Whether it is still the file that was checked, unchanged. */
        boolean stillSame() {
            try {
                return marks.equals(marks(file));
            } catch (IOException e) {
                return false;
            }
        }

        private static List<Object> marks(Path file) throws IOException {
            Map<String, Object> all = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
            return List.of(all.get("dev"), all.get("ino"), all.get("size"), all.get("lastModifiedTime"), all.get("ctime"));
        }
    }

    /** Refuses a file that is not what the job's signature says, or that can't be executed. */
    Checked check(String executor, String signature, Runner runner) throws Refusal {
        Path file = Path.of(executor);
        try {
            Checked checked = new Checked(file);
            checkKind(file);
            checkSignature(file, signature.strip().toLowerCase(Locale.ROOT));
            return checked;
        } catch (NoSuchFileException e) {
            throw new Refusal("executor: there is no file " + executor);
        } catch (IOException e) {
            throw new Refusal("executor: can't read " + executor + ": " + e);
        }
    }

    /**
     * The signature of a file, as a job names it.
     *
     * @return its MD5 in lower-case hex if {@code sha256} is false, else {@code sha256:} and its SHA-256
     */
    public static String sign(Path file, boolean sha256) throws IOException {
        return sha256 ? SHA256 + digest(file, "SHA-256") : digest(file, "MD5");
    }

    private static void checkKind(Path file) throws IOException, Refusal {
        PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new Refusal("executor: " + file + " is not a regular file");
        }
        Set<PosixFilePermission> permissions = attributes.permissions();
        if (!permissions.contains(PosixFilePermission.OWNER_EXECUTE)
                && !permissions.contains(PosixFilePermission.GROUP_EXECUTE)
                && !permissions.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            throw new Refusal("executor: " + file + " has no execute bit: chmod +x it");
        }
    }

    private void checkSignature(Path file, String signature) throws IOException, Refusal {
        if (signature.isEmpty() && !signatureRequired) {
            return;
        }
        boolean sha256 = signature.startsWith(SHA256);
        if (!signature.matches(sha256 ? SHA256 + "[0-9a-f]{64}" : "[0-9a-f]{32}")) {
            throw new Refusal("signature: " + (signature.isEmpty() ? "it is empty" : "\"" + signature + "\" is no digest")
                    + ": give the file's md5 (32 hex digits) or sha256: and 64 hex digits");
        }
        String actual = sign(file, sha256);
        if (!actual.equals(signature)) {
            throw new Refusal("signature: " + file + " has " + actual + ", the job says " + signature);
        }
    }

    private static String digest(Path file, String algorithm) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
