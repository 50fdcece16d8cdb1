package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.spi.ConfigException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the job tables can hold, as they are now. Refuses what a report would lose: a job must stay as somebody wrote it. */
final class JobFitting {

    private static final String SHA256 = "sha256:";

    private final Columns jobs;
    private final Columns places;

    private JobFitting(Columns jobs, Columns places) {
        this.jobs = jobs;
        this.places = places;
    }

    /** Looks anew, so that an upgrade of the tables counts at once. */
    static JobFitting read(Session session) throws SQLException {
        return new JobFitting(Columns.read(session, JobRows.TABLE), Columns.read(session, JobRows.PLACES));
    }

    /**
     * The values of a job by their columns, {@code id} left out.
     *
     * @throws ConfigException if a column can't hold its value. Names the field and what would fit, but no text: some are secret
     */
    Map<String, Object> values(Job job) throws SQLException, ConfigException {
        Map<String, Object> values = new LinkedHashMap<>();
        putText(values, "name", job.name());
        putText(values, "create_user", job.createUser());
        putText(values, "executor", job.executor());
        putText(values, "executor_flags", job.executorFlags());
        putSignature(values, job.signature());
        putText(values, "runner", job.runner());
        putNumber(values, "timeout", job.timeout());
        putNumber(values, "timeout_trigger", job.timeoutTrigger().code());
        putNumber(values, "disabled", job.disabled() ? 1 : 0);
        putText(values, "schedule", job.schedule());
        putText(values, "hook", job.hook());
        putText(values, "msg_filter", job.msgFilter());
        values.put("create_at", jobs.number("create_at").fit(job.createAt()));
        putOptions(values, job.options());
        return values;
    }

    /** @throws ConfigException if the table has no place for one of these hosts */
    void requireHosts(Collection<String> hosts) throws SQLException, ConfigException {
        for (String host : hosts) {
            if (host.equals("*")) {
                throw new ConfigException("hosts: \"*\" has no place in this store: name each host");
            }
            requireText("hosts", places.text("host"), host);
        }
    }

    /** The Go agent's column has room for an md5 only. */
    private void putSignature(Map<String, Object> values, String signature) throws SQLException, ConfigException {
        TextColumn column = jobs.text("signature");
        if (signature.startsWith(SHA256) && !column.holds(signature)) {
            throw new ConfigException("signature: " + column.name() + " has no room for SHA-256, but for " + column.limit()
                    + ": widen it with sql/upgrade.sql, or give what dcms sign --md5 prints");
        }
        putText(values, "signature", signature);
    }

    /** Empty is NULL there: the defaults. */
    private void putOptions(Map<String, Object> values, String options) throws SQLException, ConfigException {
        if (!jobs.has(JobRows.OPTIONS)) {
            if (!options.isEmpty()) {
                throw new ConfigException("options: the table " + JobRows.TABLE + " has no column for them: add it with"
                        + " sql/upgrade.sql, or leave them out");
            }
            return;
        }
        requireText(JobRows.OPTIONS, jobs.text(JobRows.OPTIONS), options);
        values.put(JobRows.OPTIONS, options.isEmpty() ? null : options);
    }

    private void putText(Map<String, Object> values, String field, String text) throws SQLException, ConfigException {
        requireText(field, jobs.text(field), text);
        values.put(field, text);
    }

    private void putNumber(Map<String, Object> values, String field, long number) throws SQLException, ConfigException {
        NumberColumn column = jobs.number(field);
        if (!column.holds(number)) {
            throw new ConfigException(field, Long.toString(number), "a number from " + column.min() + " to " + column.max());
        }
        values.put(field, number);
    }

    private static void requireText(String field, TextColumn column, String text) throws ConfigException {
        List<String> lost = lost(column.charset(), text);
        if (!lost.isEmpty()) {
            throw new ConfigException(field + ": the character set of " + column.name() + ", " + column.charset().name()
                    + ", has no place for " + String.join(", ", lost) + ": leave out what it can't hold"
                    + ", or change the column's character set to utf8mb4");
        }
        if (!column.holds(text)) {
            throw new ConfigException(field + ": " + text.codePointCount(0, text.length()) + " characters are too many for "
                    + column.name() + ": give at most " + column.limit());
        }
    }

    /** The first few characters that a text would lose, as {@code U+1F680}. */
    private static List<String> lost(ServerCharset charset, String text) {
        if (charset.representable(text).equals(text)) {
            return List.of();
        }
        return text.codePoints().distinct()
                .filter(point -> !charset.representable(Character.toString(point)).equals(Character.toString(point)))
                .limit(5).mapToObj(point -> String.format("U+%04X", point)).toList();
    }
}
