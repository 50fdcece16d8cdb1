package io.dcms.runtime.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacedJobTest {

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Job job = Job.builder(7, "日 \"backup\"\n🚀").createUser("ann").executor("/opt/backup/run").executorFlags("--full 'a b'")
                .signature("sha256:0f").runner("backup").timeout(3_000_000_000L).timeoutTrigger(TimeoutTrigger.KILL).disabled(true)
                .schedule("0 */5 * * * *").hook("https://ann:secret@example.com/?a=b&c=d").msgFilter("error|fatal")
                .createAt(1_700_000_000).options("{\"env\":{\"A\":\"1\"},\"jitter\":5}").build();
        PlacedJob placed = new PlacedJob(job, List.of("web1", "web2"));

        assertEquals(placed, writtenAndRead(placed));
    }

    @Test
    void aBareJobIsReadAgain() throws Exception {
        PlacedJob placed = new PlacedJob(Job.builder(1, "bare").build(), List.of(PlacedJob.EVERY_HOST));

        assertEquals(placed, writtenAndRead(placed));
    }

    private static PlacedJob writtenAndRead(PlacedJob placed) throws Exception {
        JsonWriter json = new JsonWriter();
        placed.write(json);
        return new JobObject((JsonObject) Json.parse(json.toString()), 1).job();
    }
}
