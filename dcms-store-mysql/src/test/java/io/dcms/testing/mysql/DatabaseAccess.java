package io.dcms.testing.mysql;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * A server and an account there. Statements that fail are {@link AssertionError}s, unless they are the caller's own by
 * {@link #connect}.
 *
 * @param parameters of each JDBC URL, besides {@code user} and {@code password}
 */
public record DatabaseAccess(String host, int port, String user, String password, Map<String, String> parameters) {
    private static final int DEFAULT_PORT = 3306;
    private static final Duration SCRIPT = Duration.ofMinutes(5);
    /** Only ends tests that would hang. */
    private static final String TIME_LIMITS = "&connectTimeout=30000&socketTimeout=300000";

    static DatabaseAccess local(int port, String user, String password) {
        return new DatabaseAccess("127.0.0.1", port, user, password, Map.of());
    }

    /**
     * Reads a URL like {@code jdbc:mysql://host:port/?user=root&password=root}.
     *
     * @throws IllegalArgumentException if it is none, or names no user
     */
    static DatabaseAccess of(String url) {
        URI uri = URI.create(url.replaceFirst("^jdbc:", ""));
        Map<String, String> parameters = parameters(uri.getRawQuery() == null ? "" : uri.getRawQuery());
        if (!"mysql".equals(uri.getScheme()) || uri.getHost() == null || !parameters.containsKey("user")) {
            throw new IllegalArgumentException(
                    "DCMS_TEST_MYSQL_URL must look like jdbc:mysql://host:3306/?user=root&password=root");
        }
        String user = parameters.remove("user");
        String password = parameters.containsKey("password") ? parameters.remove("password") : "";
        return new DatabaseAccess(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), user, password, parameters);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2) {
                parameters.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
            }
        }
        return parameters;
    }

    /** The same server and another account. */
    public DatabaseAccess as(String otherUser, String otherPassword) {
        return new DatabaseAccess(host, port, otherUser, otherPassword, parameters);
    }

    /** The JDBC URL of a database there, with user and password; an empty name for none. */
    public String url(String database) {
        String further = parameters.entrySet().stream()
                .map(entry -> "&" + encoded(entry.getKey()) + "=" + encoded(entry.getValue())).collect(Collectors.joining());
        return "jdbc:mysql://" + host + ":" + port + "/" + database + "?user=" + encoded(user) + "&password=" + encoded(password)
                + further;
    }

    /** The same as a Go DSN, which is how the Go agent was given it. */
    public String goDsn(String database) {
        return user + ":" + password + "@tcp(" + host + ":" + port + ")/" + database;
    }

    /** A new connection; an empty name for no database. Close it. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database) + TIME_LIMITS);
    }

    /** Executes statements, in no database. */
    public void execute(String... statements) {
        executeIn("", statements);
    }

    /** All rows that a query in no database answers, each value as text or null. */
    public List<List<String>> rows(String query) {
        return rowsIn("", query);
    }

    /**
     * Runs a script as an operator would, {@code mariadb <script}, in no database.
     *
     * @return what it printed
     * @throws AssertionError if it fails, with what it printed
     */
    public String run(SqlScript script) throws IOException, InterruptedException {
        Path file = Files.createTempFile("dcms-script-", ".sql");
        try {
            Files.writeString(file, script.text());
            ProcessBuilder client = new ProcessBuilder(MariaDbPackage.client(), "--no-defaults", "--protocol=tcp",
                    "--host=" + host, "--port=" + port, "--user=" + user);
            client.environment().put("MYSQL_PWD", password);
            return Program.run(client, file, SCRIPT).orFail();
        } finally {
            Files.delete(file);
        }
    }

    /** An empty database of the server's default character set, with a name that no other has. Close it to drop it. */
    public Database newDatabase() {
        String name = unusedName();
        execute("create database " + name);
        return new Database(this, name);
    }

    /** The database that a script makes, with a name that no other has in place of {@code dcms}. Close it to drop it. */
    public Database newDatabase(SqlScript script) throws IOException, InterruptedException {
        String name = unusedName();
        run(script.in(name));
        return new Database(this, name);
    }

    void executeIn(String database, String... statements) {
        try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(String.join("; ", statements) + ": " + e.getMessage(), e);
        }
    }

    List<List<String>> rowsIn(String database, String query) {
        try (Connection connection = connect(database); Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(row(results));
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(query + ": " + e.getMessage(), e);
        }
    }

    private static List<String> row(ResultSet results) throws SQLException {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= results.getMetaData().getColumnCount(); column++) {
            row.add(results.getString(column));
        }
        return row;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String unusedName() {
        return "dcms_test_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
