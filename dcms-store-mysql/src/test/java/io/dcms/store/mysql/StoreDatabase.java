package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.spi.FactoryChecks;
import io.dcms.spi.store.JobStore;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A database with the agent's tables, an account that may use them, and what an operator does there. */
final class StoreDatabase implements AutoCloseable {

    private static final String PASSWORD = "s3cr@t:/?#";

    private final Database database;
    private final String user;
    private boolean letIn;

    StoreDatabase(DatabaseAccess server, SqlScript tables) throws Exception {
        this.database = server.newDatabase(tables);
        this.user = "u" + database.name().substring(database.name().length() - 12);
        letIn();
    }

    /** The script of this name that we ship; an empty name means the Go agent's. */
    static SqlScript tables(String shipped) throws IOException {
        return shipped.isEmpty() ? SqlScript.goAgent() : SqlScript.shipped(shipped);
    }

    Database database() {
        return database;
    }

    String user() {
        return user;
    }

    /** The DSN of the account, with these parameters. */
    String dsn(String parameters) {
        return user + ":" + PASSWORD + "@tcp(" + database.access().host() + ":" + database.access().port() + ")/" + database.name()
                + parameters;
    }

    MysqlStore open() throws Exception {
        return open(Map.of());
    }

    MysqlStore open(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("db", dsn(""));
        JobStore store = FactoryChecks.create(new MysqlStoreFactory(), all);
        return (MysqlStore) store;
    }

    /** A store whose clock is moved by hand. */
    MysqlStore open(AtomicLong nanos, Duration patience) throws Exception {
        TimeLimits limits = new TimeLimits(Duration.ofSeconds(5), Duration.ofSeconds(30));
        return new MysqlStore(new Connections(new Connector(Dsn.parse(dsn(""), "-db"), limits), patience, nanos::get));
    }

    void letIn() {
        database.execute("create user " + user + "@'%' identified by '" + PASSWORD + "'",
                "grant select, insert, update, delete on " + database.name() + ".* to " + user + "@'%'");
        letIn = true;
    }

    /** From now on the account is unknown, and its connections are cut. */
    void shutOut() {
        database.execute("drop user " + user + "@'%'");
        letIn = false;
        cutConnections();
    }

    void cutConnections() {
        for (String id : connections()) {
            try {
                database.execute("kill " + id);
            } catch (AssertionError e) {
                assertTrue(e.getMessage().contains("Unknown thread"), e.getMessage());
            }
        }
    }

    /** The ids of the account's connections. */
    List<String> connections() {
        return database.rows("select id from information_schema.processlist where user = '" + user + "'").stream()
                .map(row -> row.get(0)).toList();
    }

    boolean hasOptions() {
        return !database.rows("select 1 from information_schema.columns where table_schema = database()"
                + " and table_name = 'dcms_cronjob' and column_name = 'options'").isEmpty();
    }

    void put(Job job, String... hosts) throws SQLException {
        boolean withOptions = hasOptions();
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement delete = connection.prepareStatement("delete from dcms_agent2job where job_id = " + job.id())) {
                delete.executeUpdate();
            }
            putJob(connection, job, withOptions);
            for (String host : hosts) {
                try (PreparedStatement insert = connection.prepareStatement("insert into dcms_agent2job (host, job_id) values (?, ?)")) {
                    insert.setString(1, host);
                    insert.setLong(2, job.id());
                    insert.executeUpdate();
                }
            }
            connection.commit();
        }
    }

    private static void putJob(Connection connection, Job job, boolean withOptions) throws SQLException {
        try (PreparedStatement replace = connection.prepareStatement("replace into dcms_cronjob (id, name, create_user, executor,"
                + " executor_flags, signature, runner, timeout, timeout_trigger, disabled, schedule, hook, msg_filter, create_at"
                + (withOptions ? ", options" : "") + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?" + (withOptions ? ", ?)" : ")"))) {
            int index = 0;
            for (Object value : List.of(job.id(), job.name(), job.createUser(), job.executor(), job.executorFlags(), job.signature(),
                    job.runner(), job.timeout(), job.timeoutTrigger().code(), job.disabled() ? 1 : 0, job.schedule(), job.hook(),
                    job.msgFilter(), job.createAt())) {
                replace.setObject(++index, value);
            }
            if (withOptions) {
                replace.setString(++index, job.options().isEmpty() ? null : job.options());
            }
            replace.executeUpdate();
        }
    }

    void remove(long id) {
        database.execute("delete from dcms_agent2job where job_id = " + id, "delete from dcms_cronjob where id = " + id);
    }

    @Override
    public void close() {
        if (letIn) {
            shutOut();
        }
        database.close();
    }
}
