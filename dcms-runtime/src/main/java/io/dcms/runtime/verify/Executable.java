package io.dcms.runtime.verify;

import io.dcms.runtime.files.Own;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
    private static final String SHA_256 = "SHA-256";
    private static final String MD5 = "MD5";
    private static final MessageDigest SHA256_UNUSED = unused(SHA_256);
    private static final MessageDigest MD5_UNUSED = unused(MD5);
    private static final int CHUNK = 1 << 16;
    /** More takes too long to read before each run; a length of a terabyte costs whoever can write the file nothing. */
    private static final long MOST_BYTES = 4L << 30;
    /** Nobody waits for more, and who asks may be anybody who may look. */
    private static final long MOST_BYTES_FOR_PEOPLE = 256L << 20;
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
     * What the executor of a job is now, for people who want to know. It is checked as before a run, and read only if the runner may
     * execute it: nobody learns in this way what is in a file that is no program, by naming it in a job. Takes as long as the disk
     * does, and if its owner has a lease on it the 45 s that the kernel grants him.
     */
    public Look look(String executor, String signature, Runner runner) {
        try {
            PathWalk.End end = PathWalk.go(executor, agent, runner.uid());
            checkMode(executor, end.look(), runner);
            if (end.look().size() > MOST_BYTES_FOR_PEOPLE) {
                return Look.at(end.look(), "executor: " + executor + " has " + end.look().size() + " bytes, and at most "
                        + MOST_BYTES_FOR_PEOPLE + " are read to show its digest");
            }
            return look(end, executor, signature.strip().toLowerCase(Locale.ROOT));
        } catch (Refusal e) {
            return Look.refused(e.getMessage());
        } catch (NoSuchFileException e) {
            return Look.refused("executor: there is no file " + executor);
        } catch (IOException | InvalidPathException e) {
            return Look.refused("executor: can't read " + executor + ": " + e);
        }
    }

    private Look look(PathWalk.End end, String executor, String signature) throws IOException {
        List<String> digests = digests(end.path(), end.look().size(), List.of(SHA_256, MD5), LinkOption.NOFOLLOW_LINKS);
        if (!end.look().equals(FileLook.at(Path.of(executor)))) {
            return Look.at(end.look(), "executor: " + executor + " was changed while it was looked at: look again when that is done");
        }
        boolean matches = signature.equals(SHA256 + digests.get(0)) || signature.equals(digests.get(1));
        String actual = signature.startsWith(SHA256) || signature.isEmpty() ? SHA256 + digests.get(0) : digests.get(1);
        boolean refused = !matches && (signatureRequired || !signature.isEmpty());
        String said = signature.isEmpty() ? "nothing" : signature;
        String problem = refused ? "signature: " + executor + " has " + actual + ", the job says " + said : "";
        return new Look(digests.get(0), digests.get(1), end.look().size(), end.look().mtime().toInstant(), matches, problem);
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
        if (!(sha256 ? isHex(signature, SHA256.length(), 64) : isHex(signature, 0, 32))) {
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

    /** No expression: it would be compiled before each run. */
    private static boolean isHex(String text, int from, int digits) {
        boolean good = text.length() == from + digits;
        for (int at = from; good && at < text.length(); at++) {
            char c = text.charAt(at);
            good = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        return good;
    }

    private static String sign(Path file, boolean sha256, long most, OpenOption... options) throws IOException {
        String digest = digests(file, most, List.of(sha256 ? SHA_256 : MD5), options).get(0);
        return sha256 ? SHA256 + digest : digest;
    }

    /**
     * The file is opened and read once for all of them.
     *
     * @param most bytes to read: a file may grow as fast as it is read
     */
    private static List<String> digests(Path file, long most, List<String> algorithms, OpenOption... options) throws IOException {
        List<MessageDigest> digests = new ArrayList<>(algorithms.size());
        for (String algorithm : algorithms) {
            digests.add(digest(algorithm));
        }
        try (InputStream in = Files.newInputStream(file, options)) {
            byte[] chunk = new byte[(int) Math.min(CHUNK, Math.max(1, most))];
            long left = most;
            while (left > 0) {
                int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (read < 0) {
                    break;
                }
                for (MessageDigest digest : digests) {
                    digest.update(chunk, 0, read);
                }
                left -= read;
            }
        }
        List<String> texts = new ArrayList<>(digests.size());
        for (MessageDigest digest : digests) {
            texts.add(HexFormat.of().formatHex(digest.digest()));
        }
        return texts;
    }

    /** A copy of one that nobody uses: to look for the provider before each run takes longer than to read a script. */
    private static MessageDigest digest(String algorithm) {
        try {
            return (MessageDigest) (algorithm.equals(MD5) ? MD5_UNUSED : SHA256_UNUSED).clone();
        } catch (CloneNotSupportedException e) {
            return unused(algorithm);
        }
    }

    private static MessageDigest unused(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
