/**
 * The store {@code mysql}: jobs and runs in the tables of the Go agent, or in those of {@code sql/agent.sql}, on MySQL 5.6 and
 * newer or MariaDB.
 *
 * <p>Settings, besides {@code -db}: {@code mysql.connect_timeout}, 1 to 120 seconds, default 5, until there is a TCP connection;
 * {@code mysql.query_timeout}, 1 to 600 seconds, default 30, for each answer. The server itself gives up after four fifths of it
 * where it can: MariaDB any statement, MySQL from 5.7.8 on what reads, all of them the wait for a lock.
 *
 * <h2>RATIONALE</h2>
 * <ul>
 * <li><b>Two connections and no pool.</b> One for jobs and people, one for reports. Each is asked for an answer before it is used,
 *     since a round trip costs less than to find out what has happened when a statement fails; and it is closed after any
 *     failure, so nobody need know which ones leave it usable. A connection in use every 30 seconds stays; one that nobody used for 50
 *     seconds is closed by the next call, and by the server's {@code wait_timeout} of 60 if there is none.
 * <li><b>Reports are written without a transaction.</b> Each statement is whole, and the agent repeats what failed. A report never
 *     replaces one that has come farther (under way, over its timeout, ended): the statement itself compares, so one that a
 *     frozen server executes minutes later does no harm.
 * <li><b>A lock by name</b> ({@code get_lock}) is taken for a batch only where no unique key keeps runs apart, as in the Go agent's
 *     tables. A vanished agent holds it until its connection ends.
 * <li><b>A row that the server refuses</b> for its data is written without its output and says why, or in the end not at all, with
 *     a line in the log: one bad row must not hold up all reports behind it for ever.
 * <li><b>Text is made to fit here,</b> by what {@code information_schema} says of each column: strict servers refuse what does
 *     not fit, lax ones cut in the middle of what people want to read. A message keeps its reason and the end of the output; the
 *     name of a log its end, which has job and task.
 * <li><b>Failures of the whole fleet</b> are looked up status by status, backwards in a key of status and time, and so that no more
 *     rows are touched than are wanted, however long the log is. Without that key they are not looked up at all: each look would
 *     read the log of the whole fleet.
 * <li><b>Agents that are long gone</b> are looked for before they are deleted: a delete that finds nothing would still lock all rows.
 * <li><b>Jobs are read with {@code select *},</b> so that a table is upgraded under a running agent, and may have columns of yours.
 * <li><b>Times are integers</b> and never {@code TIMESTAMP} parameters, of which Connector/J drops the fraction for MariaDB before 11.
 * <li><b>{@code allowLoadLocalInfile}, {@code autoReconnect} and a few more</b> can't be switched on by a DSN: see {@code Target}.
 * </ul>
 */
package io.dcms.store.mysql;
