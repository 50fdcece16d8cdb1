package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.spi.store.JobNameTakenException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes the two job tables, all or nothing. Whatever goes wrong closes the session, which takes everything back. */
final class JobEdits {

    private final Session session;

    JobEdits(Session session) {
        this.session = session;
    }

    /** @param values from {@link JobFitting}, as below */
    long create(Job job, Map<String, Object> values, Collection<String> hosts) throws SQLException, JobNameTakenException {
        session.begin();
        long id = insert(job, values);
        addTo(hosts, id);
        session.commit();
        return id;
    }

    /** @return whether there is such a job */
    boolean change(Job job, Map<String, Object> values, Optional<? extends Collection<String>> hosts)
            throws SQLException, JobNameTakenException {
        session.begin();
        boolean found = update(job, values);
        if (found && hosts.isPresent()) {
            session.update("delete from " + JobRows.PLACES + " where job_id = ?", job.id());
            addTo(hosts.get(), job.id());
        }
        session.commit();
        return found;
    }

    /** @return whether there was such a job */
    boolean remove(long id) throws SQLException {
        session.begin();
        session.update("delete from " + JobRows.PLACES + " where job_id = ?", id);
        boolean found = session.update("delete from " + JobRows.TABLE + " where id = ?", id) > 0;
        session.commit();
        return found;
    }

    /**
     * Servers before MySQL 8 and MariaDB 10.2.4 forget, when they are started anew, the ids of jobs that are gone. A job must
     * not come into the rows of another.
     */
    private long insert(Job job, Map<String, Object> values) throws SQLException, JobNameTakenException {
        long id = insertAs(job, values);
        long used = Math.max(highest(RunWriter.TABLE), highest(JobRows.PLACES));
        if (id > used) {
            return id;
        }
        session.update("delete from " + JobRows.TABLE + " where id = ?", id);
        values.put("id", used + 1);
        insertAs(job, values);
        return used + 1;
    }

    private long insertAs(Job job, Map<String, Object> values) throws SQLException, JobNameTakenException {
        try {
            return session.insert("insert into " + JobRows.TABLE + " (" + String.join(", ", values.keySet()) + ") values ("
                    + RunWriter.marks(values.size()) + ")", values.values());
        } catch (SQLException e) {
            throw nameTaken(e, job);
        }
    }

    private boolean update(Job job, Map<String, Object> values) throws SQLException, JobNameTakenException {
        List<Object> parameters = new ArrayList<>(values.values());
        parameters.add(job.id());
        try {
            return session.update("update " + JobRows.TABLE + " set " + String.join(" = ?, ", values.keySet())
                    + " = ? where id = ?", parameters) > 0;
        } catch (SQLException e) {
            throw nameTaken(e, job);
        }
    }

    /** Throws if it was the name that was there already; otherwise returns what happened. */
    private SQLException nameTaken(SQLException failure, Job job) throws SQLException, JobNameTakenException {
        if (!Failures.isDuplicateKey(failure)) {
            return failure;
        }
        List<Long> others = session.query(row -> row.getLong(1), "select id from " + JobRows.TABLE + " where name = ?", job.name());
        if (others.isEmpty()) {
            return failure;
        }
        throw new JobNameTakenException(job.name(), others.get(0));
    }

    /** A host may be named twice, in two cases: its column decides what is the same. */
    private void addTo(Collection<String> hosts, long id) throws SQLException {
        for (String host : hosts) {
            session.update("insert into " + JobRows.PLACES + " (host, job_id) values (?, ?) on duplicate key update"
                    + " job_id = values(job_id)", host, id);
        }
    }

    private long highest(String table) throws SQLException {
        return session.query(row -> row.getLong(1), "select max(job_id) from " + table).get(0);
    }
}
