package io.dcms.runtime.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the dashboard, as it stands beside this class in {@code ui/}.
 *
 * @param type    what it is, for {@code Content-Type}
 * @param tag     differs from that of the file in another version, for {@code ETag}
 * @param plain   its bytes
 * @param gzipped the same, smaller
 */
record PageFile(String type, String tag, byte[] plain, byte[] gzipped) {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /**
     * Reads one; empty if there is no such file.
     *
     * @param name     lower case with one dot, so that it never leaves the folder
     * @param prepared what becomes of the text of an HTML page
     */
    static Optional<PageFile> read(String name, UnaryOperator<String> prepared) throws IOException {
        if (!name.matches("[a-z0-9-]{1,50}\\.[a-z]{2,4}") || !TYPES.containsKey(ending(name))) {
            return Optional.empty();
        }
        try (InputStream file = PageFile.class.getResourceAsStream("ui/" + name)) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] bytes = file.readAllBytes();
            return Optional.of(of(TYPES.get(ending(name)), ending(name).equals("html")
                    ? prepared.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8) : bytes));
        }
    }

    private static String ending(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    private static PageFile of(String type, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(gzipped)) {
            gzip.write(bytes);
        }
        return new PageFile(type, "\"" + bytes.length + "-" + Long.toHexString(sum.getValue()) + "\"", bytes, gzipped.toByteArray());
    }
}
