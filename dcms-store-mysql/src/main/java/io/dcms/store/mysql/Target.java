package io.dcms.store.mysql;

import com.mysql.cj.conf.PropertyKey;
import java.util.Map;
import java.util.Properties;

/** Where the store is, and as whom to go there. A class without a {@code toString}, since it holds a password. */
final class Target {

    /** What a URL may say otherwise. */
    private static final Map<PropertyKey, String> DEFAULTS = Map.of(
            PropertyKey.tcpKeepAlive, "true",
            PropertyKey.tinyInt1isBit, "false",
            PropertyKey.logger, "com.mysql.cj.log.NullLogger");

    /** What no URL may say otherwise: it would let the server read our files, or our statements do half of what they say. */
    private static final Map<PropertyKey, String> FIXED = Map.of(
            PropertyKey.allowLoadLocalInfile, "false",
            PropertyKey.allowLoadLocalInfileInPath, "",
            PropertyKey.allowUrlInLocalInfile, "false",
            PropertyKey.allowMultiQueries, "false",
            PropertyKey.autoReconnect, "false",
            PropertyKey.continueBatchOnError, "false",
            PropertyKey.maxRows, "-1",
            PropertyKey.useAffectedRows, "false",
            PropertyKey.useCursorFetch, "false");

    /**
     * Strict, so that nothing is cut in silence; every row, whatever the server's own limit; and an agent that vanished gives
     * its connection back after a minute, and with it its locks.
     */
    private static final String SESSION = "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',wait_timeout=60,"
            + "sql_select_limit=18446744073709551615";

    private final String url;
    private final Map<String, String> properties;
    private final Map<String, String> said;
    private final String place;

    /**
     * @param url        for Connector/J
     * @param properties what goes with it
     * @param said       what it says itself
     * @param place      host, port and database, for messages
     */
    Target(String url, Map<String, String> properties, Map<String, String> said, String place) {
        this.url = url;
        this.properties = Map.copyOf(properties);
        this.said = Map.copyOf(said);
        this.place = place;
    }

    /** Whether this property must be the same for each host of a URL, since we decide about it. */
    static boolean isOfAllHosts(String property) {
        return property.equalsIgnoreCase(PropertyKey.sessionVariables.getKeyName())
                || FIXED.keySet().stream().anyMatch(key -> key.getKeyName().equalsIgnoreCase(property));
    }

    String url() {
        return url;
    }

    /** For messages: without a secret. */
    String place() {
        return place;
    }

    /** What Connector/J has to know besides the URL. */
    Properties properties(TimeLimits limits) {
        Properties all = new Properties();
        all.putAll(properties);
        DEFAULTS.forEach((key, value) -> setDefault(all, key, value));
        setDefault(all, PropertyKey.connectTimeout, Long.toString(limits.connect().toMillis()));
        setDefault(all, PropertyKey.socketTimeout, Long.toString(limits.query().toMillis()));
        all.setProperty(PropertyKey.sessionVariables.getKeyName(), sessionVariables());
        FIXED.forEach((key, value) -> all.setProperty(key.getKeyName(), value));
        return all;
    }

    private void setDefault(Properties all, PropertyKey key, String value) {
        if (!said.containsKey(key.getKeyName())) {
            all.putIfAbsent(key.getKeyName(), value);
        }
    }

    private String sessionVariables() {
        String key = PropertyKey.sessionVariables.getKeyName();
        String given = said.getOrDefault(key, properties.getOrDefault(key, ""));
        return given.isEmpty() ? SESSION : SESSION + "," + given;
    }
}
