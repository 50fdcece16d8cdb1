package io.dcms.runtime.filestore;

import io.dcms.runtime.document.JobsDocument;
import io.dcms.runtime.document.JobsFormatException;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.zip.CRC32;

/** The file of jobs. Every error names it. */
final class JobsFile {

    private static final int MAX_BYTES = 64 << 20;

    /** Twice as long as any file system of today may show the same time for two changes. */
    private static final Duration SETTLED = Duration.ofSeconds(4);

    private final Path path;
    private final InstantSource clock;

    JobsFile(Path path, InstantSource clock) {
        this.path = path;
        this.clock = clock;
    }

    List<PlacedJob> read() throws IOException {
        String text = decode(bytes());
        if (text.isBlank()) {
            throw new IOException(path + " is empty: for no jobs at all write []");
        }
        try {
            return JobsDocument.read(Json.parse(text));
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
