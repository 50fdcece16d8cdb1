package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the jobs of a host. Every look sees the columns as they are then, so that an upgrade is noticed while we run. */
final class JobRows {

    static final String TABLE = "dcms_cronjob";
    static final String PLACES = "dcms_agent2job";
    static final String OPTIONS = "options";

    /** All columns that every schema has. */
    static final List<String> COLUMNS = List.of("id", "name", "create_user", "executor", "executor_flags", "signature", "runner",
            "timeout", "timeout_trigger", "disabled", "schedule", "hook", "msg_filter", "create_at");

    private static final String OF_HOST = " from " + TABLE + " j join " + PLACES + " p on p.job_id = j.id where p.host = ?";

    private JobRows() {
    }

    /** All jobs of a host, each once, whatever the associations say twice. */
    static Collection<Job> all(Session session, String host) throws SQLException {
        Map<Long, Job> jobs = new LinkedHashMap<>();
        session.query(JobRows::job, "select j.*" + OF_HOST, host).forEach(job -> jobs.put(job.id(), job));
        return jobs.values();
    }

    static Optional<Job> one(Session session, String host, long id) throws SQLException {
        return session.query(JobRows::job, "select j.*" + OF_HOST + " and j.id = ?", host, id).stream().findFirst();
    }

    /**
     * One row that the server makes of all columns of all jobs of the host, so that it tells of a change also when nobody touched
     * {@code create_at}. A hash per row, since their exclusive or needs no order; hexadecimal, since no text can then look
     * like two columns and no two character sets meet.
     */
    static String revision(Session session, String host) throws SQLException {
        String columns = columns(session).stream().map(name -> "hex(j." + name + ")").collect(Collectors.joining(", "));
        return session.query(row -> row.getString(1) + "-" + row.getString(2),
                "select count(*), bit_xor(cast(conv(left(md5(concat_ws(',', p.id, " + columns + ")), 16), 16, 10) as unsigned))"
                        + OF_HOST, host).get(0);
    }

    /** Fails unless jobs can be read. */
    static void check(Session session) throws SQLException {
        session.query(JobRows::job, "select j." + String.join(", j.", COLUMNS) + OF_HOST + " limit 0", "");
    }

    private static List<String> columns(Session session) throws SQLException {
        List<String> columns = new ArrayList<>(COLUMNS);
        if (hasOptions(session)) {
            columns.add(OPTIONS);
        }
        return columns;
    }

    static boolean hasOptions(Session session) throws SQLException {
        return session.columnNames("select * from " + TABLE + " limit 0").contains(OPTIONS);
    }

    private static Job job(ResultSet row) throws SQLException {
        List<String> defects = new ArrayList<>();
        JobFields fields = new JobFields(row, defects);
        return Job.builder(row.getLong("id"), fields.text("name")).createUser(fields.text("create_user"))
                .executor(fields.text("executor")).executorFlags(fields.text("executor_flags"))
                .signature(fields.text("signature")).runner(fields.text("runner")).timeout(fields.number("timeout"))
                .timeoutTrigger(TimeoutTrigger.of(fields.bit("timeout_trigger", "0 (leave it running) or 1 (kill it)")))
                .disabled(fields.bit("disabled", "0 or 1") == 1).schedule(fields.text("schedule"))
                .hook(fields.text("hook")).msgFilter(fields.text("msg_filter")).createAt(fields.number("create_at"))
                .options(fields.optional(OPTIONS)).defect(String.join("; ", defects)).build();
    }
}
