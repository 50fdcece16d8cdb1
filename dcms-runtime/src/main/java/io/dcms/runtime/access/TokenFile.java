package io.dcms.runtime.access;

import io.dcms.runtime.files.Own;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The file of {@code -token_file}: a line {@code <role> <name> <token>} for each token, the role being {@code read}, {@code control}
 * or {@code fleet}; empty lines and such that begin with {@code #} mean nothing. A file with one word is the control token of the
 * name {@code token}. No message shows a token.
 */
public final class TokenFile {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 256;
    private static final int LONGEST_NAME = 64;
    private static final int MOST = 1000;
    private static final int MOST_BYTES = 1 << 19;
    private static final int OTHERS = 077;
    private static final String LINE = "give lines \"control <name> <token>\" or \"read <name> <token>\"";

    private final String setting;
    private final Path path;
    private final List<Tokens.Entry> entries = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> texts = new HashSet<>();

    private TokenFile(String setting, Path path) {
        this.setting = setting;
        this.path = path;
    }

    /**
     * Reads a token file.
     *
     * @param host the agent's host name
     * @throws ConfigException if it can't be read, can be read by others than its owner, or has a line that is none; names the line
     */
    public static Tokens read(Path path, String host) throws ConfigException {
        return new TokenFile("-token_file", path).read(host);
    }

    /**
     * Reads the file of the one token that somebody shows: one word, beside empty lines and such that begin with {@code #}.
     *
     * @param setting which names the file, for messages
     * @throws ConfigException as {@link #read(Path, String)}
     */
    public static String readOne(String setting, Path path) throws ConfigException {
        return new TokenFile(setting, path).readOne();
    }

    private String readOne() throws ConfigException {
        List<String> words = lines("give the token alone").stream().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        if (words.size() != 1) {
            throw bad("has " + words.size() + " lines: give the token alone");
        }
        requireToken(words.get(0), "");
        return words.get(0);
    }

    private Tokens read(String host) throws ConfigException {
        List<String> lines = lines(LINE);
        for (int at = 0; at < lines.size(); at++) {
            read(lines.get(at).strip(), at + 1, lines.size());
        }
        if (entries.isEmpty()) {
            throw bad("has no token: " + LINE + ", such as one that \"openssl rand -hex 32\" prints");
        }
        return new Tokens(entries, host);
    }

    private List<String> lines(String wanted) throws ConfigException {
        try {
            requireSecret();
            if (Files.size(path) > MOST_BYTES) {
                throw bad("is larger than " + MOST_BYTES + " bytes: this is no token file");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1).lines().toList();
        } catch (NoSuchFileException e) {
            throw bad("does not exist: write one, chmod 600 it, and " + wanted);
        } catch (IOException e) {
            throw bad("can't be read: " + e.getMessage());
        }
    }

    private void requireSecret() throws IOException, ConfigException {
        if (!Files.isRegularFile(path)) {
            if (Files.exists(path)) {
                throw bad("is no plain file");
            }
            throw new NoSuchFileException(path.toString());
        }
        Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid");
        if (((Integer) found.get("mode") & OTHERS) != 0) {
            throw bad("can be read or written by others than its owner: chmod 600 it, and change the tokens if others may have read them");
        }
        long owner = (Integer) found.get("uid");
        if (owner != 0 && owner != Own.uid()) {
            throw bad("belongs to neither root nor the agent's user: chown it");
        }
    }

    private void read(String line, int number, int lines) throws ConfigException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        String[] words = line.split("[ \t]+");
        if (words.length == 1 && entries.isEmpty() && lines == 1) {
            add("token", Role.CONTROL, words[0], number);
        } else if (words.length == 3) {
            add(name(words[1], number), role(words[0], number), words[2], number);
        } else {
            throw bad("line " + number + " has " + (words.length == 1 ? "one word: " : words.length + " words: ") + LINE);
        }
    }

    private Role role(String word, int number) throws ConfigException {
        return switch (word) {
            case "read" -> Role.READ;
            case "control" -> Role.CONTROL;
            case "fleet" -> Role.FLEET;
            // Not shown: it may be a token that stands at the wrong place.
            default -> throw bad("line " + number + " begins with none of read, control and fleet: " + LINE);
        };
    }

    private String name(String word, int number) throws ConfigException {
        if (word.length() > LONGEST_NAME || !word.matches("[A-Za-z0-9._@-]+")) {
            throw bad("line " + number + ": the name of the token is none: give up to " + LONGEST_NAME + " letters, digits and ._@-");
        }
        if (!names.add(word)) {
            throw bad("line " + number + ": there is another token of this name: give each its own");
        }
        return word;
    }

    private void add(String name, Role role, String token, int number) throws ConfigException {
        requireToken(token, "line " + number + ": ");
        if (!texts.add(token)) {
            throw bad("line " + number + ": the same token stands further up: give each its own");
        }
        if (entries.size() == MOST) {
            throw bad("has more than " + MOST + " tokens");
        }
        entries.add(new Tokens.Entry(token, new Caller(name, role)));
    }

    private void requireToken(String token, String where) throws ConfigException {
        if (token.length() < SHORTEST || token.length() > LONGEST) {
            throw bad(where + "its token has " + token.length() + " characters: give " + SHORTEST + " to " + LONGEST
                    + ", such as those that \"openssl rand -hex 32\" prints");
        }
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw bad(where + "its token has a character that is not ASCII, or a control character");
        }
    }

    private ConfigException bad(String what) {
        return new ConfigException(setting + " " + path + " " + what);
    }
}
