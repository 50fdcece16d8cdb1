package io.dcms.runtime.rest;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What of a job is a secret: shown as {@code ***}, and when it comes back as such it means what it was. */
final class Hidden {

    private static final String STARS = "***";
    /**
     * What stands before the host of a hook may hold a password. A hook need not be one that can be called, to be shown: there may
     * be blanks before it, and in its password what ends a host. No port is taken for that, nor an IPv6 address.
     */
    private static final Pattern PASSWORD = Pattern.compile("^([^/?#]*://[^/?#@:\\[]*):(?:[^/?#]*|(?![0-9]*[/?#]).*)@", Pattern.DOTALL);

    private Hidden() {
    }

    /** A hook without its password. */
    static String hook(String hook) {
        return PASSWORD.matcher(hook).replaceFirst("$1:" + STARS + "@");
    }

    /**
     * Options without the values of their environment, which may hold passwords. What is no object is not shown: where the
     * environment stands in it, nobody can tell.
     */
    static JsonValue options(String options) {
        try {
            return options.isBlank() ? new JsonObject(Map.of(), 0) : options(Json.parse(options));
        } catch (JsonException e) {
            return new JsonString(STARS, 0);
        }
    }

    private static JsonValue options(JsonValue options) {
        if (!(options instanceof JsonObject object)) {
            return new JsonString(STARS, options.line());
        }
        JsonValue env = object.members().get("env");
        return env == null ? object : withEnvironment(object, environment(env));
    }

    private static JsonValue environment(JsonValue env) {
        if (!(env instanceof JsonObject object)) {
            return new JsonString(STARS, env.line());
        }
        Map<String, JsonValue> shown = new LinkedHashMap<>(object.members());
        shown.replaceAll((name, value) -> new JsonString(STARS, value.line()));
        return new JsonObject(shown, object.line());
    }

    /**
     * A hook as somebody sends it with the password that it has, if it is the one that was shown.
     *
     * @param problems where it is said if a password would be needed that nobody has given
     */
    static String restoredHook(String sent, String stored, List<String> problems) {
        if (sent.equals(hook(stored))) {
            return stored;
        }
        if (PASSWORD.matcher(sent).find() && sent.equals(hook(sent))) {
            problems.add("hook: *** stands for a password that is not shown: give the password, or leave hook out to keep it");
        }
        return sent;
    }

    /** Options as somebody sends them with the values of the environment that were hidden; see {@link #restoredHook}. */
    static JsonObject restoredOptions(JsonObject sent, String stored, List<String> problems) {
        if (!(sent.members().get("env") instanceof JsonObject env)) {
            return sent;
        }
        Map<String, JsonValue> known = knownEnvironment(stored);
        Map<String, JsonValue> restored = new LinkedHashMap<>(env.members());
        restored.replaceAll((name, value) -> {
            if (!(value instanceof JsonString text) || !text.value().equals(STARS)) {
                return value;
            }
            if (!known.containsKey(name)) {
                problems.add("options.env." + name + ": *** stands for a value that is not shown: give the value");
            }
            return known.getOrDefault(name, value);
        });
        return withEnvironment(sent, new JsonObject(restored, env.line()));
    }

    private static JsonObject withEnvironment(JsonObject options, JsonValue env) {
        Map<String, JsonValue> members = new LinkedHashMap<>(options.members());
        members.put("env", env);
        return new JsonObject(members, options.line());
    }

    private static Map<String, JsonValue> knownEnvironment(String options) {
        try {
            if (!options.isBlank() && Json.parse(options) instanceof JsonObject object
                    && object.members().get("env") instanceof JsonObject env) {
                return env.members();
            }
        } catch (JsonException e) {
            // Nothing of what can't be read was shown: there is nothing to restore.
        }
        return Map.of();
    }
}
