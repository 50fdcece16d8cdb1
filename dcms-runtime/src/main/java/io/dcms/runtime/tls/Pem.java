package io.dcms.runtime.tls;

import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The blocks of a PEM file (RFC 7468): what stands between is left out, as tools write explanations there.
 *
 * @param label such as {@code CERTIFICATE}
 */
record Pem(String label, byte[] der) {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int MOST_BYTES = 1 << 20;

    /** @param setting which names the file, for messages: none shows anything of a file's content but the labels */
    static List<Pem> read(Path file, String setting) throws ConfigException {
        String where = setting + " " + file;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ConfigException(where + " is larger than " + MOST_BYTES + " bytes: give a PEM file");
            }
            return blocks(Files.readString(file, StandardCharsets.ISO_8859_1), where);
        } catch (NoSuchFileException e) {
            throw new ConfigException(where + " does not exist: give a PEM file");
        } catch (IOException e) {
            throw new ConfigException(where + " can't be read: " + e.getMessage());
        }
    }

    private static List<Pem> blocks(String text, String where) throws ConfigException {
        List<Pem> blocks = new ArrayList<>();
        String label = null;
        StringBuilder base64 = new StringBuilder();
        for (String line : (Iterable<String>) text.lines().map(String::strip)::iterator) {
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                base64.setLength(0);
            } else if (label != null && line.equals(END + label + DASHES)) {
                blocks.add(new Pem(label, decoded(base64.toString(), where)));
                label = null;
            } else if (label != null) {
                base64.append(line);
            }
        }
        if (label != null) {
            throw new ConfigException(where + " is cut off: its " + label + " has no end");
        }
        if (blocks.isEmpty()) {
            throw new ConfigException(where + " has nothing between BEGIN and END lines: give a PEM file");
        }
        return blocks;
    }

    private static byte[] decoded(String base64, String where) throws ConfigException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(where + " is no PEM file: what stands between BEGIN and END is no base64");
        }
    }
}
