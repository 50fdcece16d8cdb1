package io.dcms.dist;

import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.DatabaseServer;
import io.dcms.testing.mysql.ServerKind;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A MariaDB of a chaos run's own, and what goes wrong with it. For one thread. */
final class ChaosDatabase implements AutoCloseable {
    private static final String AGENT = "agent";
    private static final String PASSWORD = "geheim";

    private final DatabaseServer server;
    private final Database database;
    private Connection locker;
    private Harm harm = Harm.NONE;

    /** What is wrong with it. */
    enum Harm { NONE, STOPPED, KILLED, FROZEN, READ_ONLY, LOCKED_TABLE }

    private ChaosDatabase(DatabaseServer server, Database database) {
        this.server = server;
        this.database = database;
    }

    /** The Go agent's tables with the column for options, and no key that would keep a run from having two rows. */
    static ChaosDatabase start() throws Exception {
        DatabaseServer server = DatabaseServer.start(ServerKind.MARIADB);
        try {
            Database database = server.administrator().newDatabase(SqlScript.goAgent());
            database.execute("alter table dcms_cronjob add options text null");
            // An ordinary account: a server that is read-only lets its administrators write all the same.
            server.administrator().execute("create user " + AGENT + "@'%' identified by '" + PASSWORD + "'",
                    "grant select, insert, update, delete on " + database.name() + ".* to " + AGENT + "@'%'");
            return new ChaosDatabase(server, database);
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    Database database() {
        return database;
    }

    /** The agent's account. */
    String dsn() {
        return database.access().as(AGENT, PASSWORD).goDsn(database.name());
    }

    Harm harm() {
        return harm;
    }

    void suffer(Harm next) throws Exception {
        switch (next) {
            case NONE -> heal();
            case STOPPED -> server.stop();
            case KILLED -> server.kill();
            case FROZEN -> server.freeze();
            case READ_ONLY -> server.administrator().execute("set global read_only = 1");
            case LOCKED_TABLE -> lock();
        }
        harm = next;
    }

    /** Makes it work again. */
    void heal() throws Exception {
        switch (harm) {
            case NONE -> { }
            case STOPPED, KILLED -> server.start();
            case FROZEN -> server.thaw();
            case READ_ONLY -> server.administrator().execute("set global read_only = 0");
            case LOCKED_TABLE -> locker.close();
        }
        harm = Harm.NONE;
    }

    /** Ends the connections of everybody. */
    void dropConnections() throws SQLException {
        DatabaseAccess access = server.administrator();
        List<List<String>> connections =
                access.rows("select id from information_schema.processlist where db = '" + database.name() + "'");
        try (Connection administrator = access.connect(""); Statement kill = administrator.createStatement()) {
            for (List<String> connection : connections) {
                try {
                    kill.execute("kill " + connection.get(0));
                } catch (SQLException e) {
                    continue; // gone already
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void lock() throws SQLException {
        locker = database.connect();
        try (Statement statement = locker.createStatement()) {
            statement.execute("lock tables dcms_crontask_log write");
        }
    }
}
