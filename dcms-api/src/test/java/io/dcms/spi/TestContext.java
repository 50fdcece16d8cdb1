package io.dcms.spi;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the agent gives to a plugin, for its tests: settings from a map, a host name and a clock that stands still. */
public final class TestContext implements PluginContext {

    /** The host of a context for which nobody chose one. */
    public static final String HOST = "test-host";

    /** The time of a context for which nobody chose one. */
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final MapSettings settings;
    private final String host;
    private final InstantSource clock;

    /** A context in which every setting has its default. */
    public TestContext() {
        this(Map.of());
    }

    /** A context with these settings, by key without the plugin's name. */
    public TestContext(Map<String, String> settings) {
        this(settings, HOST, NOW);
    }

    /** A context on this host, at this time. */
    public TestContext(Map<String, String> settings, String host, Instant now) {
        this.settings = new MapSettings(settings);
        this.host = host;
        this.clock = InstantSource.fixed(now);
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    /** The keys that are set but that nobody has asked for, in order: when an agent starts, each of them is an error. */
    public Set<String> unreadKeys() {
        Set<String> unread = new TreeSet<>(settings.values.keySet());
        unread.removeAll(settings.read);
        return unread;
    }

    private static final class MapSettings implements Settings {
        private final Map<String, String> values;
        private final Set<String> read = new TreeSet<>();

        private MapSettings(Map<String, String> values) {
            this.values = Map.copyOf(values);
        }

        @Override
        public Optional<String> text(String key) {
            read.add(key);
            return Optional.ofNullable(values.get(key)).map(String::strip);
        }

        @Override
        public String describe(String key) {
            return "setting " + key;
        }
    }
}
