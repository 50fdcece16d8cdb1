package io.dcms.runtime.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be set, in the order of the usage text: first what the agent always had, word for word, then what came later. */
enum Flag {
    DB(Kind.TEXT, "root:root@tcp(localhost)/dcms", "mysql url used for jobs"),
    DBTYPE(Kind.TEXT, "mysql", "store cron job db type"),
    PORT(Kind.TEXT, "8001", "management port by http protocol"),
    QUIT_TIME(Kind.NUMBER, "3600", "when agent recevie, we wait quit_time sec for all TASK FINISHED"),
    VERBOSE(Kind.TEXT, "info", "log verbose:info, debug, warning, fatal"),
    WORK_DIR(Kind.TEXT, "/tmp", "work dir, used to save log file etc.."),
    ADDRESS(Kind.TEXT, "", "where other agents reach this one, http(s)://host:port, \"\" = by -bind or -host, and -port"),
    BIND(Kind.TEXT, "127.0.0.1", "address that the management port listens on"),
    CONF(Kind.TEXT, "", "file of \"key = value\" lines, the keys being these flags and plugins' settings"),
    FLEET_CA(Kind.TEXT, "", "PEM file of the certificates to trust when other agents are called, then by https alone"),
    FLEET_TOKEN_FILE(Kind.TEXT, "", "file of the token by which this agent passes calls on to others, \"\" = it does not"),
    HOST(Kind.TEXT, "", "host name whose jobs are run, if it is not this machine's"),
    INSECURE(Kind.SWITCH, "false", "listen beyond this machine without -token_file: nobody is asked for a token"),
    LOG_DAYS(Kind.NUMBER, "30", "days that logs of runs are kept, 0 = for ever"),
    LOG_FORMAT(Kind.TEXT, "text", "how the agent's own log is written: text, json = one JSON object a line"),
    MAX_TASKS(Kind.NUMBER, "4096", "number of tasks that may run at a time"),
    NAMES(Kind.TEXT, "", "names beside -host under which others call the management port, separated by commas"),
    ORPHANS(Kind.TEXT, "keep", "tasks of an agent that dies: keep = the next agent goes on with them, kill"),
    PROBE_TIME(Kind.NUMBER, "0", "sec between cheap looks whether jobs have changed, 0 = as the store suggests"),
    REQUIRE_SIGNATURE(Kind.SWITCH, "true", "refuse jobs without a signature"),
    RUNNERS(Kind.TEXT, "", "users that jobs may run as, separated by commas, \"\" = anybody but root"),
    SYNC_TIME(Kind.NUMBER, "3600", "sec between complete readings of the jobs"),
    TASK_DAYS(Kind.NUMBER, "90", "days that the store keeps runs of this host, 0 = for ever"),
    TLS_CERT(Kind.TEXT, "", "PEM file with the certificate of the management port, \"\" = no TLS"),
    TLS_KEY(Kind.TEXT, "", "PEM file with the private key of -tls_cert"),
    TOKEN_FILE(Kind.TEXT, "", "file of tokens that the management port asks for, \"\" = it asks for none");

    /** How a value is written in the usage text; a switch may also stand without a value. */
    enum Kind { TEXT, NUMBER, SWITCH }

    private final Kind kind;
    private final String fallback;
    private final String help;

    Flag(Kind kind, String fallback, String help) {
        this.kind = kind;
        this.fallback = fallback;
        this.help = help;
    }

    /** The name without a dash, as in the file. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The environment variable that sets it. */
    String variable() {
        return "DCMS_" + name();
    }

    /** Its value if nobody sets it. */
    String fallback() {
        return fallback;
    }

    boolean isSwitch() {
        return kind == Kind.SWITCH;
    }

    /** Its line in the usage text. */
    String usage() {
        String shown = kind == Kind.TEXT ? '"' + fallback + '"' : fallback;
        return "  -" + key() + "=" + shown + ": " + help;
    }

    static Optional<Flag> of(String key) {
        return Arrays.stream(values()).filter(flag -> flag.key().equals(key)).findFirst();
    }

    static List<String> keys() {
        return Arrays.stream(values()).map(Flag::key).toList();
    }
}
