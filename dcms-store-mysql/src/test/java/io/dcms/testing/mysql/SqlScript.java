package io.dcms.testing.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A script of SQL statements.
 *
 * @param text all of it, as it is in its file
 */
public record SqlScript(String text) {
    /** The database, but not the tables and accounts that are called alike. */
    private static final Pattern DATABASE =
            Pattern.compile("(?<=\\buse |\\bdatabase |\\bdatabase if not exists )dcms\\b");

    /** One of those that the tarball has in {@code sql/}. Tests run in the folder of a module, and all modules are neighbours. */
    public static SqlScript shipped(String name) throws IOException {
        return new SqlScript(Files.readString(Path.of("../dist/sql", name)));
    }

    /** The schema of the Go agent, as people have it. */
    public static SqlScript goAgent() throws IOException {
        try (InputStream resource = SqlScript.class.getResourceAsStream("go-agent.sql")) {
            return new SqlScript(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /**
     * The same for a database of another name.
     *
     * @throws IllegalArgumentException if it does not name the database {@code dcms} anywhere
     */
    SqlScript in(String database) {
        Matcher matcher = DATABASE.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("nothing here happens in the database dcms:\n" + text);
        }
        return new SqlScript(matcher.replaceAll(database));
    }
}
