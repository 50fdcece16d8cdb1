package io.dcms.runtime.config;

import io.dcms.runtime.text.NearestName;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file that {@code -conf} names: lines of {@code key = value} in UTF-8. A line whose first visible character is {@code #} is
 * a comment; the first {@code =} splits; blanks around key and value go, everything else of the value stays as it is. A key
 * is a flag's name, or a plugin's name, a dot and one of its settings.
 */
final class ConfFile {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String name;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private boolean readByOthers;

    /** A class and not a record: its value may be a secret. */
    private static final class Entry {
        private final String value;
        private final int line;

        Entry(String value, int line) {
            this.value = value;
            this.line = line;
        }
    }

    private ConfFile(String name) {
        this.name = name;
    }

    /** The file that sets nothing. */
    static ConfFile none() {
        return new ConfFile("the -conf file");
    }

    /** @throws ConfigException if it can't be read, or for its first bad line, with the place */
    static ConfFile read(Path path) throws ConfigException {
        ConfFile file = new ConfFile(path.toString());
        try {
            file.parse(Files.readAllBytes(path));
            file.readByOthers = isReadByOthers(path);
            return file;
        } catch (NoSuchFileException e) {
            throw new ConfigException("-conf", path.toString(), "a file that exists");
        } catch (IOException e) {
            throw new ConfigException("-conf", path.toString(), "a file that can be read (" + e + ")");
        }
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The value of a key that is there. */
    Setting setting(String key) {
        return new Setting(entries.get(key).value, key + " (" + place(key) + ")");
    }

    /** File and line of a key that is there. */
    String place(String key) {
        return name + ":" + entries.get(key).line;
    }

    /** How an operator would set a key that is not there. */
    String placeForNew(String key) {
        return key + " (in " + name + ")";
    }

    /** The keys of plugins and their values, in the order of the file. */
    Map<String, Setting> pluginSettings() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        entries.keySet().stream().filter(ConfFile::isOfPlugin).forEach(key -> settings.put(key, setting(key)));
        return settings;
    }

    /** Whether every user of this machine can read in it where the jobs are, perhaps with the password. */
    boolean showsSecrets() {
        return readByOthers && has(Flag.DB.key());
    }

    String name() {
        return name;
    }

    private void parse(byte[] bytes) throws ConfigException {
        int line = 0;
        for (int from = 0; from < bytes.length; ) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            line++;
            parseLine(decode(bytes, from, end, line), line);
            from = end + 1;
        }
    }

    private String decode(byte[] bytes, int from, int end, int line) throws ConfigException {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, end - from)).toString();
            boolean marked = line == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
            return (marked ? text.substring(1) : text).strip();
        } catch (CharacterCodingException e) {
            throw new ConfigException(name + ":" + line + ": the line is not UTF-8: save the file in that encoding");
        }
    }

    private void parseLine(String text, int line) throws ConfigException {
        if (text.isEmpty() || text.charAt(0) == '#') {
            return;
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new ConfigException(name + ":" + line + ": no = in the line: write key = value, and # before a comment");
        }
        String key = text.substring(0, equals).strip();
        checkKnown(key, line);
        Entry before = entries.put(key, new Entry(text.substring(equals + 1).strip(), line));
        if (before != null) {
            throw new ConfigException(name + ":" + line + ": " + key + " is already set in line " + before.line + ": remove one");
        }
    }

    private void checkKnown(String key, int line) throws ConfigException {
        if (key.equals(Flag.CONF.key())) {
            throw new ConfigException(name + ":" + line + ": conf can't be set in the file that it names: remove the line");
        }
        if (isOfPlugin(key) || Flag.of(key).isPresent()) {
            return;
        }
        String nearest = Quote.mayBeSecret(key) ? "write key = value"
                : NearestName.of(key, Flag.keys()).map(near -> "did you mean " + near + "?")
                .orElse("the keys are the flags of the agent, and <plugin>.<setting>");
        throw new ConfigException(name + ":" + line + ": unknown key " + Quote.of(key) + ": " + nearest);
    }

    private static boolean isOfPlugin(String key) {
        int dot = key.indexOf('.');
        return dot > 0 && dot < key.length() - 1 && !Quote.mayBeSecret(key);
    }

    private static boolean isReadByOthers(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    }
}
