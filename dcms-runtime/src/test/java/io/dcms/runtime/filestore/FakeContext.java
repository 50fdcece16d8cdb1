package io.dcms.runtime.filestore;

import io.dcms.spi.PluginContext;
import io.dcms.spi.Settings;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Settings from a map, and a clock that stands where it is put. */
final class FakeContext implements PluginContext, Settings {

    private final Map<String, String> settings;
    final Set<String> asked = new HashSet<>();
    Instant now = Instant.EPOCH;

    FakeContext(Map<String, String> settings) {
        this.settings = settings;
    }

    @Override
    public Settings settings() {
        return this;
    }

    @Override
    public String host() {
        return "web1";
    }

    @Override
    public InstantSource clock() {
        return () -> now;
    }

    @Override
    public Optional<String> text(String key) {
        asked.add(key);
        return Optional.ofNullable(settings.get(key));
    }

    @Override
    public String describe(String key) {
        return "file." + key;
    }
}
