package io.dcms.runtime.job;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.text.NearestName;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the {@code options} of one job and collects everything that is wrong with them. */
final class OptionsReader {

    private static final List<String> KEYS = List.of("timezone", "overlap", "misfire", "jitter", "retries", "retry_delay",
            "kill_grace", "env", "cwd", "log_max", "hook_on", "expect_within");
    private static final long DAY = 86_400;

    private final List<String> problems;
    private Map<String, JsonValue> members = Map.of();

    /** @param problems where what is wrong is added, a clause each */
    OptionsReader(List<String> problems) {
        this.problems = problems;
    }

    /** The options in this JSON text, defaults standing in for what is missing or wrong. */
    JobOptions read(String text) {
        if (text.isBlank()) {
            return JobOptions.DEFAULTS;
        }
        members = object(text);
        members.keySet().forEach(this::checkKey);
        JobOptions or = JobOptions.DEFAULTS;
        return new JobOptions(
                string("timezone").flatMap(this::zone),
                string("overlap").flatMap(this::overlap).orElse(or.overlap()),
                choice("misfire", Misfire.class, or.misfire()),
                Duration.ofSeconds(number("jitter", 0, 0, DAY)),
                (int) number("retries", or.retries(), 0, 100),
                Duration.ofSeconds(number("retry_delay", or.retryDelay().toSeconds(), 0, DAY)),
                Duration.ofSeconds(number("kill_grace", or.killGrace().toSeconds(), 0, 3600)),
                environment(),
                string("cwd").flatMap(this::directory),
                number("log_max", or.logMax(), 1, Long.MAX_VALUE),
                choice("hook_on", HookOn.class, or.hookOn()),
                Duration.ofSeconds(number("expect_within", 0, 0, 30 * DAY)));
    }

    private Map<String, JsonValue> object(String text) {
        try {
            JsonValue value = Json.parse(text);
            if (value instanceof JsonObject object) {
                return object.members();
            }
            problems.add("options: " + value.kind() + " where a JSON object is expected, such as {\"overlap\":\"queue\"}");
        } catch (JsonException e) {
            problems.add("options: " + e.getMessage());
        }
        return Map.of();
    }

    private void checkKey(String key) {
        if (!KEYS.contains(key)) {
            problems.add("options: unknown key \"" + key + "\""
                    + NearestName.of(key, KEYS).map(near -> ": did you mean \"" + near + "\"?")
                    .orElse(": there are " + String.join(", ", KEYS)));
        }
    }

    private Optional<String> string(String key) {
        JsonValue value = members.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof JsonString string) {
            return Optional.of(string.value());
        }
        refuse(key, value.kind(), "a string");
        return Optional.empty();
    }

    private long number(String key, long fallback, long min, long max) {
        JsonValue value = members.get(key);
        if (value == null) {
            return fallback;
        }
        String accepted = max == Long.MAX_VALUE ? "a whole number from " + min + " on"
                : "a whole number from " + min + " to " + max;
        if (value instanceof JsonNumber number && number.isWhole()) {
            try {
                long whole = number.longValue();
                if (whole >= min && whole <= max) {
                    return whole;
                }
            } catch (ArithmeticException e) {
                // too large for a long, so out of range: said below
            }
            refuse(key, number.text(), accepted);
        } else {
            refuse(key, value instanceof JsonNumber number ? number.text() : value.kind(), accepted);
        }
        return fallback;
    }

    private <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) {
        Optional<String> text = string(key);
        if (text.isEmpty()) {
            return fallback;
        }
        List<String> accepted = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(java.util.Locale.ROOT);
            if (name.equals(text.get())) {
                return constant;
            }
            accepted.add(name);
        }
        refuse(key, quoted(text.get()), String.join(", ", accepted) + nearest(text.get(), accepted));
        return fallback;
    }

    private Optional<Overlap> overlap(String text) {
        Overlap overlap = Overlap.parse(text);
        if (overlap == null) {
            refuse("overlap", quoted(text),
                    Overlap.ACCEPTED + nearest(text, List.of("skip", "queue", "replace", "parallel:2")));
        }
        return Optional.ofNullable(overlap);
    }

    private Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            refuse("timezone", quoted(text), "a zone such as Asia/Shanghai, UTC or +08:00"
                    + nearest(text, ZoneId.getAvailableZoneIds()));
            return Optional.empty();
        }
    }

    private Optional<String> directory(String text) {
        if (text.startsWith("/") && text.indexOf('\0') < 0) {
            return Optional.of(text);
        }
        refuse("cwd", quoted(text), "an absolute path");
        return Optional.empty();
    }

    private Map<String, String> environment() {
        JsonValue value = members.get("env");
        Map<String, String> env = new LinkedHashMap<>();
        if (value instanceof JsonObject object) {
            object.members().forEach((name, text) -> variable(env, name, text));
        } else if (value != null) {
            refuse("env", value.kind(), "an object of strings, such as {\"TZ\":\"UTC\"}");
        }
        return env;
    }

    private void variable(Map<String, String> env, String name, JsonValue value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            refuse("env", quoted(name), "a name of letters, digits and _ that does not begin with a digit");
        } else if (name.startsWith("DCMS_")) {
            refuse("env", quoted(name), "a name that does not begin with DCMS_: those are set by the agent");
        } else if (!(value instanceof JsonString text)) {
            refuse("env." + name, value.kind(), "a string");
        } else if (text.value().indexOf('\0') >= 0) {
            refuse("env." + name, "a text with a NUL", "one without");
        } else {
            env.put(name, text.value());
        }
    }

    private void refuse(String key, String found, String accepted) {
        problems.add("options." + key + ": " + found + ": give " + accepted);
    }

    private static String nearest(String given, java.util.Collection<String> known) {
        return NearestName.of(given, known).map(near -> " (did you mean \"" + near + "\"?)").orElse("");
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
