package io.dcms.runtime.verify;

import io.dcms.runtime.files.Own;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The checks that an executor must pass before each run: a regular file with the right digest, which its runner may execute,
 * and which nobody can change or replace but its owner, its group and those of the folders on its path. What counts are the bits
 * of a mode: access lists (ACLs) that give somebody more, or less, are not looked at.
 *
 * <p>The file is opened once and read through that descriptor. It is looked at before and after: one that is changed meanwhile is
 * refused. Whether it still is the same when it has been started is asked by {@link Checked#stillSame}.
 */
public final class Executable {

    private static final String SHA256 = "sha256:";
    private static final int CHUNK = 1 << 16;
    /** More takes too long to read before each run; a length of a terabyte costs whoever can write the file nothing. */
    private static final long MOST_BYTES = 4L << 30;
    /** Two changes within one tick of the kernel's clock, at most 10 ms, bear the same time. */
    private static final long TICK_MILLIS = 20;

    private final boolean signatureRequired;
    private final long agent = Own.uid();

    /** @param signatureRequired whether an empty signature is refused; one that is given must always match */
    public Executable(boolean signatureRequired) {
        this.signatureRequired = signatureRequired;
    }

    /** Refuses a file that is not what the job's signature says, that its runner can't execute or that others can change. */
    public Checked check(String executor, String signature, Runner runner) throws Refusal {
        try {
            PathWalk.End end = PathWalk.go(executor, agent, runner.uid());
            // Before it is opened: opening a pipe would last until somebody writes to it.
            checkMode(executor, end.look(), runner);
            letTickPass(end.look());
            checkSignature(end, executor, signature.strip().toLowerCase(Locale.ROOT));
            Checked checked = new Checked(Path.of(executor), end.look());
            if (!checked.stillSame()) {
                throw new Refusal("executor: " + executor + " was changed while it was looked at: run it again when that is done");
            }
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
        return sign(file, sha256, Long.MAX_VALUE);
    }

    private static void checkMode(String executor, FileLook look, Runner runner) throws Refusal {
        if (!look.regular()) {
            throw new Refusal("executor: " + executor + " is not a regular file");
        }
        if (!look.executable()) {
            throw new Refusal("executor: " + executor + " has no execute bit: chmod +x it");
        }
        if (!look.executableBy(runner)) {
            throw new Refusal("executor: \"" + runner.name() + "\" may not execute " + executor + ", which has the mode "
                    + look.permissions() + ": chmod +x it, or add the user to its group");
        }
        if (look.writableByOthers()) {
            throw new Refusal("executor: everybody can change " + executor + ": chmod o-w " + executor);
        }
    }

    /** Sees to it that a change from now on can be told from the last one. */
    private static void letTickPass(FileLook look) throws Refusal {
        if (Math.abs(System.currentTimeMillis() - look.ctime().toMillis()) < TICK_MILLIS) {
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal("executor: interrupted while looking at it");
            }
        }
    }

    private void checkSignature(PathWalk.End end, String executor, String signature) throws IOException, Refusal {
        if (signature.isEmpty() && !signatureRequired) {
            return;
        }
        boolean sha256 = signature.startsWith(SHA256);
        if (!signature.matches(sha256 ? SHA256 + "[0-9a-f]{64}" : "[0-9a-f]{32}")) {
            throw new Refusal("signature: " + (signature.isEmpty() ? "it is empty" : "\"" + signature + "\" is no digest")
                    + ": give the file's md5 (32 hex digits) or sha256: and 64 hex digits");
        }
        if (end.look().size() > MOST_BYTES) {
            throw new Refusal("executor: " + executor + " has " + end.look().size() + " bytes, and at most " + MOST_BYTES
                    + " are read before each run: let a small program start it");
        }
        String actual = sign(end.path(), sha256, end.look().size(), LinkOption.NOFOLLOW_LINKS);
        if (!actual.equals(signature)) {
            throw new Refusal("signature: " + executor + " has " + actual + ", the job says " + signature);
        }
    }

    private static String sign(Path file, boolean sha256, long most, OpenOption... options) throws IOException {
        return sha256 ? SHA256 + digest(file, "SHA-256", most, options) : digest(file, "MD5", most, options);
    }

    /** @param most bytes to read: a file may grow as fast as it is read */
    private static String digest(Path file, String algorithm, long most, OpenOption... options) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
        try (InputStream in = Files.newInputStream(file, options)) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, most))];
            long left = most;
            while (left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    break;
                }
                digest.update(chunk, 0, read);
                left -= read;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
