package io.dcms.store.mysql;

import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.Sighting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The table in which agents say that they are there: each has a row, by its host name. The server's clock alone counts. */
final class AgentRows {

    private static final String TABLE = "dcms_agent";
    private static final String COLUMNS = "host, address, version, started_at, jobs, running, failed_jobs, stopped, seen_at";
    private static final int LONGEST_VERSION = 50;
    private static final String PUT = "insert into " + TABLE + " (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, 0, unix_timestamp())"
            + " on duplicate key update host = values(host), address = values(address), version = values(version),"
            + " started_at = values(started_at), jobs = values(jobs), running = values(running), failed_jobs = values(failed_jobs),"
            + " stopped = 0, seen_at = values(seen_at)";

    private AgentRows() {
    }

    /** Why agents can't be announced here: the tables are old, or the account may not. */
    static Optional<String> hindrance(Session session) throws SQLException {
        try {
            session.query(row -> 0, "select " + COLUMNS + " from " + TABLE + " limit 0");
            session.update("insert into " + TABLE + " (host) select '' from dual where false on duplicate key update stopped = 0");
            return Optional.empty();
        } catch (SQLException e) {
            Optional<String> missing = Failures.missingPlace(e);
            if (missing.isEmpty()) {
                throw e;
            }
            return missing;
        }
    }

    static void put(Session session, FleetAgent agent) throws SQLException {
        String version = agent.version();
        session.update(PUT, agent.host(), agent.address(), version.substring(0, Math.min(LONGEST_VERSION, version.length())),
                agent.startedAt(), agent.jobs(), agent.running(), agent.failed());
    }

    /** @return how many there were: one or none */
    static int stopped(Session session, String host) throws SQLException {
        return session.update("update " + TABLE + " set stopped = 1, seen_at = unix_timestamp() where host = ?", host);
    }

    static void forgetOld(Session session) throws SQLException {
        String old = "seen_at < unix_timestamp() - " + FleetRegister.FORGOTTEN_AFTER.toSeconds();
        for (String host : session.query(row -> row.getString(1), "select host from " + TABLE + " where " + old)) {
            session.update("delete from " + TABLE + " where host = ? and " + old, host);
        }
    }

    static List<Sighting> all(Session session) throws SQLException {
        return session.query(AgentRows::sighting, "select " + COLUMNS + ", unix_timestamp() - seen_at as silence from " + TABLE).stream()
                .sorted(Comparator.comparing(seen -> seen.agent().host())).toList();
    }

    private static Sighting sighting(ResultSet row) throws SQLException {
        FleetAgent agent = new FleetAgent(RunHistory.text(row, "host"), RunHistory.text(row, "address"), RunHistory.text(row, "version"),
                row.getLong("started_at"), row.getLong("jobs"), row.getLong("running"), row.getLong("failed_jobs"));
        return new Sighting(agent, row.getLong("seen_at"), Duration.ofSeconds(row.getLong("silence")), row.getLong("stopped") != 0);
    }
}
