package io.dcms.runtime.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an edit leaves of the text that people wrote: everything that it is not about. */
class JobsTextTest {

    private static final Optional<List<String>> AS_IT_WAS = Optional.empty();
    private static final String AS_IN_THE_README = """
            [
              {
                "id": 1,
                "name": "hello",
                "executor": "/usr/local/bin/hello.sh",
                "schedule": "*/5 * * * *"
              }
            ]
            """;

    private static Job.Builder hello() {
        return Job.builder(1, "hello").executor("/usr/local/bin/hello.sh").schedule("*/5 * * * *");
    }

    private static Job.Builder other() {
        return Job.builder(2, "other").executor("/bin/true").createAt(5);
    }

    @Test
    void aNewJobLooksLikeTheLastOne() throws Exception {
        assertEquals("""
                [
                  {
                    "id": 1,
                    "name": "hello",
                    "executor": "/usr/local/bin/hello.sh",
                    "schedule": "*/5 * * * *"
                  },
                  {
                    "id": 2,
                    "name": "other",
                    "executor": "/bin/true",
                    "timeout": 60,
                    "create_at": 5,
                    "options": {"env": {"A": "1"}, "retries": 2},
                    "hosts": ["web1", "web2"]
                  }
                ]
                """, new JobsText(AS_IN_THE_README).with(new PlacedJob(
                        other().timeout(60).options("{\"env\":{\"A\":\"1\"},\"retries\":2}").build(), List.of("web1", "web2"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "~[]~ | ~[\n  {\n    \"id\": 2,\n    \"name\": \"other\",\n    \"executor\": \"/bin/true\",\n    \"create_at\": 5\n  }\n]~",
        "~[ \n ]\n~ | ~[\n  {\n    \"id\": 2,\n    \"name\": \"other\",\n    \"executor\": \"/bin/true\",\n    \"create_at\": 5\n  }\n]\n~",
        "~\uFEFF{\r\n\t\"jobs\": []\r\n}~ | ~\uFEFF{\r\n\t\"jobs\": [\r\n\t\t{\r\n\t\t\t\"id\": 2,\r\n\t\t\t\"name\": \"other\",\r\n\t\t\t\"executor\": "
            + "\"/bin/true\",\r\n\t\t\t\"create_at\": 5\r\n\t\t}\r\n\t]\r\n}~",
        "~[{\"id\":1}]~ | ~[{\"id\":1},{\"id\":2,\"name\":\"other\",\"executor\":\"/bin/true\",\"create_at\":5}]~",
        "~[ { \"id\" : 1 } ]~ | ~[ { \"id\" : 1 }, { \"id\" : 2, \"name\" : \"other\", \"executor\" : \"/bin/true\", \"create_at\" : 5 } ]~",
        "~[{\"id\": 1}]~ | ~[{\"id\": 1},{\"id\": 2, \"name\": \"other\", \"executor\": \"/bin/true\", \"create_at\": 5}]~",
        "~[{\"id\":1},\r\n\r\n{\"id\":3}]~ | ~[{\"id\":1},\r\n\r\n{\"id\":3},\r\n\r\n{\"id\":2,\"name\":\"other\",\"executor\":\"/bin/true\","
            + "\"create_at\":5}]~",
    })
    void aNewJobIsWrittenInTheStyleOfTheFile(String before, String after) throws Exception {
        assertEquals(after, new JobsText(before).with(new PlacedJob(other().build(), List.of("*"))));
    }

    @Test
    void aChangeTouchesWhatItChangesAlone() throws Exception {
        assertEquals(AS_IN_THE_README, new JobsText(AS_IN_THE_README).with(hello().build(), AS_IT_WAS));
        assertEquals(AS_IN_THE_README.replace("*/5 * * * *\"", "@daily\",\n    \"timeout\": 60"),
                new JobsText(AS_IN_THE_README).with(hello().schedule("@daily").timeout(60).build(), AS_IT_WAS));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        // what is the default needs no member, but one that is there says it
        "{\"id\": 1, \"name\": \"hello\", \"timeout\": 60} | ~{\"id\": 1, \"name\": \"hello\", \"timeout\": 0}~",
        // options have no other way to say that there are none
        "{\"id\": 1, \"options\": {\"jitter\": 5}, \"name\": \"hello\"} | ~{\"id\": 1, \"name\": \"hello\"}~",
        "{\"options\": {}, \"id\": 1, \"name\": \"hello\"} | ~{\"id\": 1, \"name\": \"hello\"}~",
        "{\"id\": 1, \"name\": \"hello\", \"options\": {}} | ~{\"id\": 1, \"name\": \"hello\"}~",
        // what means nothing to a job makes it bad, what REST shows besides does not
        "{\"x\": 1, \"y\": 2, \"id\": 1, \"z\": 3, \"zz\": [], \"name\": \"hello\", \"zzz\": 4} | ~{\"id\": 1, \"name\": \"hello\"}~",
        "{\"id\": 1, \"last_status\": 3, \"name\": \"old\"} | ~{\"id\": 1, \"last_status\": 3, \"name\": \"hello\"}~",
        // a name that is written with escapes is the same name
        "{\"id\": 1, \"\\u006eame\": \"h\\u0065llo\"} | ~{\"id\": 1, \"\\u006eame\": \"h\\u0065llo\"}~",
        "{\"id\": 1, \"name\": \"hello\", \"hosts\": \"web1\"} | ~{\"id\": 1, \"name\": \"hello\", \"hosts\": \"web1\"}~",
        "{\"id\": 1, \"name\": \"hello\", \"timeout\": \"30s\"} | ~{\"id\": 1, \"name\": \"hello\", \"timeout\": 0}~",
    })
    void aChangeToABareJob(String before, String after) throws Exception {
        assertEquals("[" + after + "]", new JobsText("[" + before + "]").with(Job.builder(1, "hello").build(), AS_IT_WAS));
    }

    @Test
    void hostsAreWrittenWhenTheyAreGiven() throws Exception {
        String text = "[{\"id\": 1, \"name\": \"a\"}]";
        Job job = Job.builder(1, "a").build();

        assertEquals(text, new JobsText(text).with(job, Optional.of(List.of("*"))), "they are everywhere when they say nothing");
        String moved = new JobsText(text).with(job, Optional.of(List.of("web1")));
        assertEquals("[{\"id\": 1, \"name\": \"a\", \"hosts\": [\"web1\"]}]", moved);
        assertEquals("[{\"id\": 1, \"name\": \"a\", \"hosts\": [\"*\"]}]", new JobsText(moved).with(job, Optional.of(List.of("*"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "~[ {\"id\": 1} ]~ | 1 | ~[]~",
        "~[ {\"id\": 1} ,\n {\"id\": 2} ]~ | 1 | ~[ {\"id\": 2} ]~",
        "~[ {\"id\": 1} ,\n {\"id\": 2} ]~ | 2 | ~[ {\"id\": 1} ]~",
        "~[ {\"id\": 1},\n\n {\"id\": 2}, {\"id\": 3} ]~ | 2 | ~[ {\"id\": 1}, {\"id\": 3} ]~",
        "~{\"jobs\": [{\"id\": 1}]}\n~ | 1 | ~{\"jobs\": []}\n~",
    })
    void whatIsRemovedTakesItsCommaAlong(String before, long id, String after) throws Exception {
        assertEquals(after, new JobsText(before).without(id));
    }

    @Test
    void tellsWhetherItIsKnownWhereAJobBelongs() throws Exception {
        JobsText text = new JobsText("[{\"id\":1,\"timeout\":\"x\"},{\"id\":2,\"hosts\":5},{\"id\":3,\"hosts\":[\"a\",null]},{\"id\":4,\"hosts\":[]}]");

        assertTrue(text.tellsHostsOf(1));
        assertFalse(text.tellsHostsOf(2));
        assertFalse(text.tellsHostsOf(3));
        assertTrue(text.tellsHostsOf(4));
    }
}
