package io.dcms.runtime.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonText;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many edits of files that are written in every way, against a map: the one job changes and no character of any other. */
class JobsTextRandomTest {

    private static final List<String> TEXTS = List.of("", "a", "日本 \ud83d\ude80", "{[\"}],:", "\\ \" \n\t \u2028", "null");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void oneJobChangesAndNothingElse(long seed) throws Exception {
        for (int file = 0; file < 60; file++) {
            new Edits(new Random(seed * 1_000 + file)).run();
        }
    }

    private static final class Edits {
        private final Random random;
        private final Map<Long, PlacedJob> model = new TreeMap<>();
        private String text;
        private long lastId;

        Edits(Random random) {
            this.random = random;
        }

        void run() throws Exception {
            write();
            for (int edit = 0; edit < 12; edit++) {
                Map<Long, String> before = sources();
                long touched = edit();
                Map<Long, String> after = sources();
                before.remove(touched);
                after.remove(touched);
                assertEquals(before, after, text);
                assertEquals(List.copyOf(before.keySet()), List.copyOf(after.keySet()), "in the same order");
                Map<Long, PlacedJob> read = new TreeMap<>();
                new JobsText(text).jobs().forEach(placed -> read.put(placed.job().id(), placed));
                assertEquals(model, read, text);
            }
        }

        private long edit() throws Exception {
            int kind = model.isEmpty() ? 0 : random.nextInt(4);
            if (kind == 0) {
                PlacedJob added = job(++lastId);
                text = new JobsText(text).with(added);
                model.put(lastId, added);
                return lastId;
            }
            long id = any(List.copyOf(model.keySet()));
            if (kind == 1) {
                text = new JobsText(text).without(id);
                model.remove(id);
                return id;
            }
            PlacedJob changed = job(id);
            boolean moved = random.nextBoolean();
            text = new JobsText(text).with(changed.job(), moved ? Optional.of(changed.hosts()) : Optional.empty());
            model.put(id, moved ? changed : new PlacedJob(changed.job(), model.get(id).hosts()));
            return id;
        }

        /** The text of each job, in the order of the file. */
        private Map<Long, String> sources() throws Exception {
            JsonText json = new JsonText(text);
            JsonValue array = json.value() instanceof JsonObject object ? object.members().get("jobs") : json.value();
            List<PlacedJob> jobs = new JobsText(text).jobs();
            Map<Long, String> sources = new LinkedHashMap<>();
            for (int i = 0; i < jobs.size(); i++) {
                JsonValue element = ((JsonArray) array).elements().get(i);
                sources.put(jobs.get(i).job().id(), json.between(json.begin(element), json.end(element)));
            }
            return sources;
        }

        /** A file of a few jobs with members in any order and blanks anywhere. */
        private void write() {
            List<String> jobs = new ArrayList<>();
            int count = random.nextInt(5);
            for (int i = 0; i < count; i++) {
                PlacedJob job = job(++lastId);
                model.put(lastId, job);
                jobs.add(object(job));
            }
            String array = "[" + blanks() + String.join(blanks() + "," + blanks(), jobs) + blanks() + "]";
            text = blanks() + (random.nextBoolean() ? array : "{" + blanks() + "\"jobs\"" + blanks() + ":" + blanks() + array + blanks() + "}")
                    + blanks();
        }

        private String object(PlacedJob job) {
            List<String> members = new ArrayList<>();
            job.toJson().members().forEach((name, value) -> members.add("\"" + name + "\"" + blanks() + ":" + blanks()
                    + new JsonWriter().value(value)));
            members.add("\"last_status\":" + random.nextInt(5));
            Collections.shuffle(members, random);
            return "{" + blanks() + String.join(blanks() + "," + blanks(), members) + blanks() + "}";
        }

        private PlacedJob job(long id) {
            Job.Builder job = Job.builder(id, id + any(TEXTS)).executor(any(TEXTS)).hook(any(TEXTS)).msgFilter(any(TEXTS))
                    .timeout(random.nextInt(3)).disabled(random.nextBoolean()).createAt(random.nextInt(3))
                    .timeoutTrigger(any(List.of(TimeoutTrigger.values())));
            if (random.nextBoolean()) {
                job.options("{\"env\":{\"A\":\"" + random.nextInt(3) + "\"},\"retries\":[1,{}]}");
            }
            return new PlacedJob(job.build(), any(List.of(List.of("*"), List.of("web1"), List.of("web1", "web2"))));
        }

        private String blanks() {
            return any(List.of("", "", " ", "\n", "\r\n\t", "\n  "));
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
