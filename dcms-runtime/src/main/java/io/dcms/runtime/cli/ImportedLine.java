package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.Move;
import io.dcms.runtime.crontab.MovePlan;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.text.OneLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A line that moves, beside the job that is there of it already.
 *
 * @param job       the agent's job with its script; empty = there is none, or the agent could not be asked
 * @param signature of the script as it is to be
 * @param changes   what has to be changed in the job, by field; all its fields if there is none
 * @param words     what changes, a clause each
 */
record ImportedLine(Optional<Answer> job, String signature, Map<String, Object> changes, List<String> words) {

    private static final Set<String> OPTIONS = Set.of("misfire", "overlap", "timezone");
    private static final String CREATOR = "dcms import";

    /** What becomes of a line for which there is no job yet. */
    static ImportedLine added(Move.Job wanted, String signature, Optional<String> hook, boolean enable) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("create_user", CREATOR);
        fields.put("executor", wanted.script());
        fields.put("signature", signature);
        fields.put("runner", wanted.runner());
        fields.put("schedule", wanted.schedule());
        fields.put("options", new JsonObject(options(wanted, Map.of()), 0));
        fields.put("disabled", !enable);
        hook.ifPresent(uri -> fields.put("hook", uri));
        return new ImportedLine(Optional.empty(), signature, fields, List.of());
    }

    /**
     * What becomes of one that has a job.
     *
     * @param titleBefore what its job's name began with when its script was made; people may have given it another name since
     */
    static ImportedLine compared(Answer job, Move.Job wanted, String signature, Optional<String> hook, boolean enable, String titleBefore) {
        Map<String, Object> changes = new LinkedHashMap<>();
        List<String> words = new ArrayList<>();
        if (!titleBefore.equals(wanted.title()) && job.rawText("name").startsWith(titleBefore)) {
            compare(job, "name", wanted.name(), changes, words);
        }
        compare(job, "signature", signature, changes, words);
        compare(job, "runner", wanted.runner(), changes, words);
        compare(job, "schedule", wanted.schedule(), changes, words);
        Map<String, JsonValue> has = job.part("options").value() instanceof JsonObject object ? object.members() : Map.of();
        Map<String, JsonValue> options = options(wanted, has);
        if (!texts(options).equals(texts(has))) {
            changes.put("options", new JsonObject(options, 0));
            words.add("options " + texts(has) + " becomes " + texts(options));
        }
        hook.filter(uri -> !masked(uri).equals(job.rawText("hook"))).ifPresent(uri -> {
            changes.put("hook", uri);
            words.add("hook \"" + job.text("hook") + "\" becomes \"" + OneLine.of(masked(uri)) + "\"");
        });
        if (enable && job.flag("disabled")) {
            changes.put("disabled", false);
            words.add("it is enabled");
        }
        return new ImportedLine(Optional.of(job), signature, changes, words);
    }

    private static void compare(Answer job, String field, String wanted, Map<String, Object> changes, List<String> words) {
        if (!job.rawText(field).equals(wanted)) {
            changes.put(field, wanted);
            words.add(field.equals("signature") ? "its script" : field + " \"" + job.text(field) + "\" becomes \"" + OneLine.of(wanted)
                    + "\"");
        }
    }

    /** As REST shows a hook. */
    private static String masked(String hook) {
        return hook.replaceFirst("^([^/?#]*://[^/?#@:\\[]*):[^/?#]*@", "$1:***@");
    }

    /** Those that it has, with ours. */
    private static Map<String, JsonValue> options(Move.Job wanted, Map<String, JsonValue> has) {
        Map<String, JsonValue> options = new LinkedHashMap<>(has);
        options.keySet().removeAll(OPTIONS);
        options.put("misfire", new JsonString(MovePlan.MISFIRE, 0));
        options.put("overlap", new JsonString(MovePlan.OVERLAP, 0));
        wanted.timezone().ifPresent(zone -> options.put("timezone", new JsonString(zone, 0)));
        return options;
    }

    private static Map<String, String> texts(Map<String, JsonValue> options) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : List.of("misfire", "overlap", "timezone")) {
            if (options.get(name) instanceof JsonString text) {
                texts.put(name, OneLine.of(text.value()));
            }
        }
        return texts;
    }

    /** Whether the job will run by its schedule. */
    boolean willBeEnabled() {
        return changes.containsKey("disabled") ? changes.get("disabled").equals(false) : !job.orElseThrow().flag("disabled");
    }
}
