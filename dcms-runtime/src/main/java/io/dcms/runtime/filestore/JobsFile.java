package io.dcms.runtime.filestore;

import io.dcms.runtime.document.JobsDocument;
import io.dcms.runtime.document.JobsFormatException;
import io.dcms.runtime.document.JobsText;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobNameTakenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;

/** The file of jobs. Every error names it. */
final class JobsFile {

    private static final int MAX_BYTES = 64 << 20;
    private static final int EDIT_TRIES = 5;

    /** Twice as long as any file system of today may show the same time for two changes. */
    private static final Duration SETTLED = Duration.ofSeconds(4);

    private final Path path;
    private final InstantSource clock;

    /** From the text of the file to the one that takes its place. */
    interface Edit {
        String apply(String text) throws IOException, ConfigException, JobNameTakenException;
    }

    JobsFile(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    List<PlacedJob> read() throws IOException {
        return understood(decode(bytes()), text -> JobsDocument.read(Json.parse(text)));
    }

    /** The text of the file as one that can be edited. */
    JobsText understood(String text) throws IOException {
        return understood(text, JobsText::new);
    }

    /**
     * Puts an edited text in the place of the file's, so that there is one of them whole at any moment. The edit is made anew
     * if somebody else changes the file meanwhile.
     *
     * @throws IOException if nothing was changed, or perhaps it was
     */
    void edit(Edit edit) throws IOException, ConfigException, JobNameTakenException {
        for (int tries = 0; tries < EDIT_TRIES; tries++) {
            byte[] before = bytes();
            byte[] after = edit.apply(decode(before)).getBytes(StandardCharsets.UTF_8);
            if (Arrays.equals(before, after) || replace(before, after)) {
                return;
            }
        }
        throw new IOException(path + " was changed by somebody else again and again while it was being edited: try again");
    }

    /** @return false if the file is not what it was before; then it stays as it is */
    private boolean replace(byte[] before, byte[] after) throws IOException {
        if (after.length > MAX_BYTES) {
            throw tooLarge();
        }
        try (Draft draft = new Draft(path.toRealPath())) {
            writing(() -> draft.write(after));
            if (!Arrays.equals(before, bytes())) {
                return false;
            }
            writing(draft::putInPlace);
            return true;
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void writing(Writing step) throws IOException {
        try {
            step.run();
        } catch (AccessDeniedException e) {
            throw new IOException(path + " can't be edited: the agent's user may not write to the folder of " + path.toRealPath(), e);
        } catch (FileSystemException e) {
            throw new IOException(path + " can't be edited: " + Objects.requireNonNullElse(e.getReason(), e.toString()), e);
        } catch (IOException e) {
            throw new IOException(path + " can't be edited: " + e.getMessage(), e);
        }
    }

    private interface Reading<T> {
        T of(String text) throws JsonException, JobsFormatException;
    }

    private <T> T understood(String text, Reading<T> reading) throws IOException {
        if (text.isBlank()) {
            throw new IOException(path + " is empty: for no jobs at all write []");
        }
        try {
            return reading.of(text);
        } catch (JsonException | JobsFormatException e) {
            throw new IOException(path + ", " + e.getMessage(), e);
        }
    }

    /**
     * Differs when the file does. In the few seconds after a change, in which another one might leave size and time as they
     * are, its content is part of it.
     */
    String revision() throws IOException {
        PosixFileAttributes attributes = attributes();
        String revision = attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime();
        boolean settled = attributes.lastModifiedTime().toInstant().isBefore(clock.instant().minus(SETTLED));
        return settled ? revision : revision + " " + checksum(bytes());
    }

    void check() throws IOException {
        attributes();
        open().close();
    }

    private byte[] bytes() throws IOException {
        if (attributes().size() > MAX_BYTES) {
            throw tooLarge();
        }
        try (InputStream in = open()) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLarge();
            }
            return bytes;
        }
    }

    private IOException tooLarge() {
        return new IOException(path + " is over " + (MAX_BYTES >> 20) + " MiB: a file of jobs is smaller");
    }

    private InputStream open() throws IOException {
        try {
            return Files.newInputStream(path);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " can't be read: permission denied to the agent's user", e);
        } catch (NoSuchFileException e) {
            throw missing(e);
        }
    }

    private PosixFileAttributes attributes() throws IOException {
        PosixFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, PosixFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw missing(e);
        }
        if (!attributes.isRegularFile()) {
            throw new IOException(path + " is not a file: give the path of a JSON file of jobs");
        }
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(path + " is writable by everyone, who could so run programs as any user: chmod o-w it");
        }
        return attributes;
    }

    private IOException missing(NoSuchFileException cause) {
        return new IOException(path + " does not exist: create it; for no jobs at all write []", cause);
    }

    /** The text of UTF-8 bytes; anything else would come out as other names than people wrote. */
    private String decode(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new IOException(path + ", line " + lineAt(bytes, in.position()) + ": byte "
                    + String.format("0x%02X", bytes[in.position()]) + " is not UTF-8: save the file as UTF-8");
        }
        return out.flip().toString();
    }

    private static int lineAt(byte[] bytes, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }
}
