package io.dcms.runtime.document;

import io.dcms.api.Job;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonText;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a jobs file, and what becomes of it when one job is edited. What the edit is not about stays to the character as
 * people wrote it: other jobs, and of a changed job the members that say the same as before. What is added looks like what
 * stands next to it. Pure.
 */
public final class JobsText {

    private static final Map<String, JsonValue> DEFAULTS =
            new PlacedJob(Job.builder(0, "").build(), List.of(PlacedJob.EVERY_HOST)).toJson().members();

    private final JsonText text;
    private final JsonArray array;
    private final List<PlacedJob> jobs;

    /**
     * @throws JsonException       if it is no JSON
     * @throws JobsFormatException if it can't be known which jobs there are
     */
    public JobsText(String text) throws JsonException, JobsFormatException {
        this.text = new JsonText(text);
        this.array = JobsDocument.array(this.text.value());
        this.jobs = JobsDocument.read(this.text.value());
    }

    /** The jobs in the order of the text. */
    public List<PlacedJob> jobs() {
        return jobs;
    }

    /** The text with one more job at the end. */
    public String with(PlacedJob job) {
        Map<String, JsonValue> members = new LinkedHashMap<>(job.toJson().members());
        members.entrySet().removeIf(member -> isDefault(member.getKey(), member.getValue()));
        TextEdits edits = new TextEdits();
        if (array.elements().isEmpty()) {
            String outer = lineBreak();
            String deeper = outer + indentation();
            String object = Layout.ofLines(deeper, indentation()).object(members);
            edits.replace(text.begin(array) + 1, text.end(array) - 1, deeper + object + outer);
        } else {
            JsonValue last = array.elements().get(array.elements().size() - 1);
            edits.insert(text.end(last), separator() + Layout.of(text, (JsonObject) last).object(members));
        }
        return edits.applyTo(text.toString());
    }

    /**
     * The text with a job in the place of the one with its id, which must be there.
     *
     * @param hosts where it belongs from now on; empty = whatever the text says
     */
    public String with(Job job, Optional<List<String>> hosts) {
        JsonObject old = (JsonObject) array.elements().get(indexOf(job.id()));
        Map<String, JsonValue> wanted = new LinkedHashMap<>(new PlacedJob(job, hosts.orElse(List.of())).toJson().members());
        if (hosts.isEmpty()) {
            wanted.remove("hosts");
            Optional.ofNullable(old.members().get("hosts")).ifPresent(as -> wanted.put("hosts", as));
        }
        TextEdits edits = new TextEdits();
        changeMembers(old, wanted, edits);
        addMembers(old, wanted, edits);
        return edits.applyTo(text.toString());
    }

    /** The text without the job with this id, which must be there. */
    public String without(long id) {
        List<JsonValue> elements = array.elements();
        int index = indexOf(id);
        TextEdits edits = new TextEdits();
        if (index > 0) {
            edits.delete(text.end(elements.get(index - 1)), text.end(elements.get(index)));
        } else if (elements.size() > 1) {
            edits.delete(text.begin(elements.get(0)), text.begin(elements.get(1)));
        } else {
            edits.delete(text.begin(array) + 1, text.end(array) - 1);
        }
        return edits.applyTo(text.toString());
    }

    /** Whether it can be read where the job with this id belongs. */
    public boolean tellsHostsOf(long id) {
        return new JobObject((JsonObject) array.elements().get(indexOf(id)), 1).tellsHosts();
    }

    private int indexOf(long id) {
        for (int index = 0; index < jobs.size(); index++) {
            if (jobs.get(index).job().id() == id) {
                return index;
            }
        }
        throw new IllegalArgumentException("there is no job " + id);
    }

    /** New values for members that say something else, nothing for those that say nothing to a job. */
    private void changeMembers(JsonObject old, Map<String, JsonValue> wanted, TextEdits edits) {
        Layout layout = Layout.of(text, old);
        JsonValue kept = null;
        List<Map.Entry<String, JsonValue>> members = List.copyOf(old.members().entrySet());
        for (int i = 0; i < members.size(); i++) {
            JsonValue value = members.get(i).getValue();
            String name = members.get(i).getKey();
            JsonValue now = JobObject.isIgnored(name) ? value : wanted.get(name);
            if (now != null) {
                if (!same(value, now)) {
                    edits.replace(text.begin(value), text.end(value), layout.value(now));
                }
                kept = value;
            } else if (kept == null) {
                edits.delete(text.nameBegin(value), text.nameBegin(members.get(i + 1).getValue()));
            } else {
                edits.delete(text.end(members.get(i - 1).getValue()), text.end(value));
            }
        }
    }

    private void addMembers(JsonObject old, Map<String, JsonValue> wanted, TextEdits edits) {
        Layout layout = Layout.of(text, old);
        List<JsonValue> values = List.copyOf(old.members().values());
        int end = text.end(values.get(values.size() - 1));
        wanted.forEach((name, value) -> {
            if (!old.members().containsKey(name) && !isDefault(name, value)) {
                edits.insert(end, layout.separator() + layout.member(name, value));
            }
        });
    }

    private static boolean isDefault(String name, JsonValue value) {
        JsonValue fallback = DEFAULTS.get(name);
        return fallback != null && same(fallback, value);
    }

    /** Whether they are equal but for their lines. */
    private static boolean same(JsonValue one, JsonValue other) {
        return new JsonWriter().value(one).toString().equals(new JsonWriter().value(other).toString());
    }

    /** What stands between the last two jobs. */
    private String separator() {
        List<JsonValue> elements = array.elements();
        int last = elements.size() - 1;
        return last == 0 ? "," + text.between(text.begin(array) + 1, text.begin(elements.get(0)))
                : text.between(text.end(elements.get(last - 1)), text.begin(elements.get(last)));
    }

    /** The end of a line, and what the line of the array begins with. */
    private String lineBreak() {
        String before = text.between(0, text.begin(array));
        String line = before.substring(before.lastIndexOf('\n') + 1);
        int blanks = 0;
        while (blanks < line.length() && (line.charAt(blanks) == ' ' || line.charAt(blanks) == '\t')) {
            blanks++;
        }
        return (text.toString().contains("\r\n") ? "\r\n" : "\n") + line.substring(0, blanks);
    }

    private String indentation() {
        return text.toString().contains("\n\t") ? "\t" : "  ";
    }
}
