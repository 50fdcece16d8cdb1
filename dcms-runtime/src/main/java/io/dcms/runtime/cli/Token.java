package io.dcms.runtime.cli;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** What is shown to an agent that asks who calls. Never printed. */
final class Token {

    /** The environment variable that holds it. */
    static final String VARIABLE = "DCMS_TOKEN";

    private final String text;

    private Token(String text) {
        this.text = text;
    }

    /** That of the file which an option names, else that of the environment, else none. */
    static Token of(Given given, Map<String, String> environment) throws CommandFailed {
        if (!given.has(Option.TOKEN_FILE)) {
            return checked(environment.getOrDefault(VARIABLE, ""), VARIABLE);
        }
        String file = given.value(Option.TOKEN_FILE).orElseThrow();
        Token token = checked(read(file), Option.TOKEN_FILE.name() + " " + file);
        if (token.text.isEmpty()) {
            throw new CommandFailed(CommandFailed.USAGE, Option.TOKEN_FILE.name() + " " + file + ": it is empty");
        }
        return token;
    }

    private static String read(String file) throws CommandFailed {
        try {
            return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException | InvalidPathException e) {
            throw new CommandFailed(CommandFailed.USAGE, Option.TOKEN_FILE.name() + " " + file + ": it can't be read: "
                    + e.getClass().getSimpleName());
        }
    }

    /** A header can't hold everything: what is in its place may be some other file. */
    private static Token checked(String text, String where) throws CommandFailed {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) <= ' ' || text.charAt(at) > '~') {
                throw new CommandFailed(CommandFailed.USAGE, where + ": this is no token: it has a blank or a sign that is not ASCII");
            }
        }
        return new Token(text);
    }

    void addTo(HttpURLConnection connection) {
        if (!text.isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + text);
        }
    }

    /** Why an agent may have answered 401. */
    String refused() {
        return text.isEmpty() ? "it asks for a token: give --token-file FILE or " + VARIABLE : "it does not accept the token";
    }
}
