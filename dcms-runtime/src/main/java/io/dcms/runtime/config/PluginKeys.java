package io.dcms.runtime.config;

import io.dcms.runtime.text.NearestName;
import io.dcms.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The settings of plugins, some of them secret, and a record of who asked for which. A class without a {@code toString}, so
 * that nothing prints them. Used by any thread.
 */
public final class PluginKeys {
    private final String store;
    private final Optional<Setting> db;
    private final ConfFile file;
    private final Map<String, Setting> settings;
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    PluginKeys(String store, Optional<Setting> db, ConfFile file) {
        this.store = store;
        this.db = db;
        this.file = file;
        this.settings = file.pluginSettings();
    }

    Settings ofStore() {
        return new KeysBelow(store, true);
    }

    /** See {@link StorePlace#digest}. */
    String storeDigest() {
        return StorePlace.digest(store, db.map(setting -> setting.value().strip()).orElse(""));
    }

    Settings of(String plugin) {
        return new KeysBelow(plugin, false);
    }

    /**
     * What is wrong with keys of the file that no plugin asked for: a line for each, with its place and the nearest name that
     * would be right, none with a value. Call it when all plugins have been created. The settings of a plugin that is there
     * but was not created may stay.
     *
     * @param created the names of the plugins that have read their settings
     * @param found   the names of all plugins that are there
     */
    public List<String> unread(Set<String> created, Set<String> found) {
        List<String> lines = new ArrayList<>();
        for (String key : settings.keySet()) {
            if (!asked.contains(key)) {
                List<String> owners = found.stream().filter(name -> key.startsWith(name + ".")).sorted().toList();
                if (owners.isEmpty()) {
                    lines.add(ownerless(key, found));
                } else if (created.containsAll(owners)) {
                    lines.add(unasked(key, owners));
                }
            }
        }
        return lines;
    }

    private String ownerless(String key, Set<String> found) {
        String plugin = key.substring(0, key.indexOf('.'));
        String advice = NearestName.of(plugin, new TreeSet<>(found))
                .map(near -> "did you mean " + near + key.substring(plugin.length()) + "?")
                .orElse(found.isEmpty() ? "there are no plugins" : "the plugins are " + String.join(", ", new TreeSet<>(found)));
        return file.place(key) + ": " + Quote.of(key) + " is for a plugin that is not there: " + advice;
    }

    private String unasked(String key, List<String> owners) {
        List<String> known = asked.stream()
                .filter(name -> owners.stream().anyMatch(owner -> name.startsWith(owner + "."))).toList();
        String advice = NearestName.of(key, known).map(near -> "did you mean " + near + "?")
                .orElse(known.isEmpty() ? "it has no settings" : "it has " + String.join(", ", known));
        return file.place(key) + ": " + Quote.of(key) + " is not a setting of plugin " + String.join(" or ", owners) + ": "
                + advice;
    }

    /** The keys of one plugin, and for the store the place of the jobs. */
    private final class KeysBelow implements Settings {
        private final String prefix;
        private final boolean isStore;

        KeysBelow(String plugin, boolean isStore) {
            this.prefix = plugin + ".";
            this.isStore = isStore;
        }

        @Override
        public Optional<String> text(String key) {
            return setting(key).map(setting -> setting.value().strip());
        }

        @Override
        public String describe(String key) {
            return setting(key).map(Setting::origin).orElseGet(() -> isPlace(key) ? "-db" : file.placeForNew(prefix + key));
        }

        private Optional<Setting> setting(String key) {
            if (isPlace(key)) {
                return db;
            }
            asked.add(prefix + key);
            return Optional.ofNullable(settings.get(prefix + key));
        }

        private boolean isPlace(String key) {
            return isStore && key.equals(Flag.DB.key());
        }
    }
}
