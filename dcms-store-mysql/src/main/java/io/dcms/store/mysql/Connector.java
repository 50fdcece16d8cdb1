package io.dcms.store.mysql;

import com.mysql.cj.conf.PropertyDefinitions;
import com.mysql.cj.jdbc.JdbcConnection;
import com.mysql.cj.jdbc.NonRegisteringDriver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Opens connections that keep time limits on both sides, and explains why one failed. Any thread may use it. */
final class Connector {

    private final Target target;
    private final TimeLimits limits;
    private final Failures failures;

    Connector(Target target, TimeLimits limits) {
        this.target = target;
        this.limits = limits;
        this.failures = new Failures(target.place(), limits);
    }

    Failures failures() {
        return failures;
    }

    Session open() throws SQLException {
        withoutCleanupThread();
        JdbcConnection connection = (JdbcConnection) new NonRegisteringDriver().connect(target.url(), target.properties(limits));
        try {
            limitStatements(connection);
            return new Session(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Connector/J's class for connections that nobody closed starts a thread when it is loaded. Ours are closed. */
    private static void withoutCleanupThread() {
        if (System.getProperty(PropertyDefinitions.SYSP_disableAbandonedConnectionCleanup) == null) {
            System.setProperty(PropertyDefinitions.SYSP_disableAbandonedConnectionCleanup, "true");
        }
    }

    /** Lets the server give up before we do. MySQL limits what reads from 5.7.8 on, MariaDB every statement from 10.1 on. */
    private void limitStatements(Connection connection) throws SQLException {
        long seconds = Math.max(1, limits.statement().toSeconds());
        String version = connection.getMetaData().getDatabaseProductVersion().toLowerCase(Locale.ROOT);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set session innodb_lock_wait_timeout = " + seconds + ", lock_wait_timeout = " + seconds
                    + statementLimit(version, seconds));
        }
    }

    private static String statementLimit(String version, long seconds) {
        if (version.contains("mariadb")) {
            return ", max_statement_time = " + seconds;
        }
        boolean old = version.matches("[0-4]\\..*|5\\.[0-6]\\..*|5\\.7\\.[0-7](\\D.*)?");
        return old ? "" : ", max_execution_time = " + seconds * 1_000;
    }
}
