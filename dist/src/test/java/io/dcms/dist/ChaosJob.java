package io.dcms.dist;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A job of a chaos run, and what must become of its runs. Immutable.
 *
 * @param period     seconds between its fires, which are the multiples of it; 0 = it is only run when somebody asks
 * @param seconds    how long a run takes that nobody ends
 * @param exit       the exit status that it has then
 * @param word       what it prints at its end, before its task id
 * @param atOnce     how many runs may be going at once; 0 = any number
 * @param timeout    seconds, 0 = none
 * @param kills      whether it is killed for its timeout
 * @param retries    how often a failed run is tried again
 * @param signed     whether the signature is the program's
 * @param told       which ends its hook is told
 * @param options    the column of that name
 */
record ChaosJob(long id, String name, long period, long seconds, int exit, String word, String manner, int atOnce, long timeout,
                boolean kills, int retries, boolean signed, Told told, Map<String, Object> options) {
    /** The word that a run must not print. */
    static final String FORBIDDEN = "ERROR";

    /** What the hook hears. */
    enum Told { ALL, FAILURES, NOTHING }

    static ChaosJob of(long id, String name, long period) {
        return new ChaosJob(id, name, period, 0, 0, "bye", "plain", 1, 0, false, 0, true, Told.ALL, Map.of());
    }

    ChaosJob takes(long newSeconds) {
        return new ChaosJob(id, name, period, newSeconds, exit, word, manner, atOnce, timeout, kills, retries, signed, told, options);
    }

    ChaosJob exits(int newExit) {
        return new ChaosJob(id, name, period, seconds, newExit, word, manner, atOnce, timeout, kills, retries, signed, told, options);
    }

    ChaosJob says(String newWord) {
        return new ChaosJob(id, name, period, seconds, exit, newWord, manner, atOnce, timeout, kills, retries, signed, told, options);
    }

    /** {@code stubborn} ignores TERM, {@code family} has a child in its session and one in a session of its own. */
    ChaosJob behaves(String newManner) {
        return new ChaosJob(id, name, period, seconds, exit, word, newManner, atOnce, timeout, kills, retries, signed, told, options);
    }

    ChaosJob parallel(int limit) {
        return new ChaosJob(id, name, period, seconds, exit, word, manner, limit, timeout, kills, retries, signed, told, options)
                .with("overlap", "parallel:" + limit);
    }

    ChaosJob overlap(String policy) {
        return with("overlap", policy);
    }

    ChaosJob misfire(String policy) {
        return with("misfire", policy);
    }

    ChaosJob timesOut(long newTimeout, boolean newKills) {
        return new ChaosJob(id, name, period, seconds, exit, word, manner, atOnce, newTimeout, newKills, retries, signed, told, options);
    }

    ChaosJob retried(int times) {
        return new ChaosJob(id, name, period, seconds, exit, word, manner, atOnce, timeout, kills, times, signed, told, options)
                .with("retries", times).with("retry_delay", 1);
    }

    ChaosJob unsigned() {
        return new ChaosJob(id, name, period, seconds, exit, word, manner, atOnce, timeout, kills, retries, false, told, options);
    }

    ChaosJob tells(Told newTold) {
        return new ChaosJob(id, name, period, seconds, exit, word, manner, atOnce, timeout, kills, retries, signed, newTold, options);
    }

    ChaosJob with(String option, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(options);
        more.put(option, value);
        return new ChaosJob(id, name, period, seconds, exit, word, manner, atOnce, timeout, kills, retries, signed, told, more);
    }

    boolean replaces() {
        return "replace".equals(options.get("overlap"));
    }

    /** Whether each fire becomes a run, however late, as long as no hundred of them wait. */
    boolean runsEveryFire() {
        return "all".equals(options.get("misfire")) && "queue".equals(options.get("overlap"));
    }

    /** The status of a run that came to its own end. */
    String endStatus(int exitStatus) {
        return exitStatus == 0 && !word.contains(FORBIDDEN) ? "2" : "3";
    }

    /** Whether the hook is to be told of a run that ends so. */
    boolean tellsOf(String status) {
        return told == Told.ALL || told == Told.FAILURES && !status.equals("2");
    }
}
