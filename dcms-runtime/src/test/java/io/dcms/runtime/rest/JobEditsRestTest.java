package io.dcms.runtime.rest;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.testing.Await;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.InMemoryJobStore;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.JobNameTakenException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of the store that are changed over REST, in a store that keeps the contract. */
@Timeout(60)
class JobEditsRestTest {

    private static final String HOST = "host-1";
    private static final long NOW = RestBench.NOON.getEpochSecond();
    private static final String HELLO = "{\"name\": \"hello\", \"executor\": \"/bin/true\", \"runner\": \"nobody\", "
            + "\"schedule\": \"@daily\"}";

    private final InMemoryJobStore store = new InMemoryJobStore();
    private RestBench rest = new RestBench();

    @BeforeEach
    void serve() {
        rest.control.editing = store;
        rest.control.stored = id -> answer(() -> store.job(HOST, id));
        rest.control.snapshot = this::inForce;
    }

    @AfterEach
    void close() {
        rest.close();
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> CompletableFuture<T> answer(Reading<T> reading) {
        try {
            return CompletableFuture.completedFuture(reading.read());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Snapshot inForce() {
        try {
            List<JobView> views = new ArrayList<>();
            for (Job job : store.jobs(HOST)) {
                views.add(job.defect().isEmpty() ? Snapshots.job(planned(job.toBuilder()))
                        : Snapshots.bad(job, job.defect()));
            }
            return Snapshots.of(views, List.of(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Job stored(long id) throws IOException {
        return store.job(HOST, id).orElseThrow();
    }

    private JsonObject sent(int status, String call, String body) throws Exception {
        HttpResponse<String> answer = rest.send(call, body);
        assertEquals(status, answer.statusCode(), answer.body());
        return RestBench.object(answer.body());
    }

    private String refused(int status, String call, String body) throws Exception {
        JsonObject answer = sent(status, call, body);
        assertEquals(status, ((JsonNumber) answer.members().get("ret")).longValue());
        return ((JsonString) answer.members().get("msg")).value();
    }

    private static String show(String answer) {
        return answer.substring("{\"ret\":0,\"data\":".length(), answer.length() - 1);
    }

    // --- create ---

    @Test
    void aJobIsCreatedOnThisHostAndShown() throws Exception {
        HttpResponse<String> answer = rest.send("POST /jobs", HELLO);

        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals("/jobs/1", answer.headers().firstValue("Location").orElse(""));
        assertEquals(Job.builder(1, "hello").executor("/bin/true").runner("nobody").schedule("@daily").createAt(NOW).build(), stored(1));
        assertEquals(rest.send("GET /jobs/1").body(), answer.body());
        assertEquals(List.of("refresh 1"), rest.control.asked);
    }

    @Test
    void aJobForOtherHostsIsCreatedThere() throws Exception {
        String body = rest.send("POST /jobs", HELLO.replace("{", "{\"hosts\": [\"web1\", \"web2\"], ")).body();

        assertEquals(List.of(), store.jobs(HOST));
        assertEquals("hello", store.jobs("web1").get(0).name());
        assertEquals(store.jobs("web1"), store.jobs("web2"));
        assertTrue(body.startsWith("{\"ret\":0,\"data\":{\"id\":1,\"name\":\"hello\""), body);
    }

    @Test
    void aJobThatWasCopiedIsAnotherJob() throws Exception {
        store.put(job(7, "@daily").timeout(60).timeoutTrigger(TimeoutTrigger.KILL).createAt(5).options("{\"retries\":2}").build(), HOST);
        String copy = show(rest.send("GET /jobs/7").body()).replace("job-7", "copy");

        sent(201, "POST /jobs", copy);

        assertEquals(stored(7).toBuilder().id(8).name("copy").createAt(NOW).build(), stored(8));
    }

    @Test
    void everyProblemOfANewJobIsToldAtOnce() throws Exception {
        String message = refused(400, "POST /jobs", "{\"name\": \"x\", \"executor\": \"ls\", \"runner\": \"root\", \"schedule\": "
                + "\"61 * * * *\", \"timeout\": \"1m\", \"hook\": \"ftp://x\", \"options\": {\"retry\": 1}}");

        for (String field : List.of("timeout: \"1m\" is a string", "executor: \"ls\"", "runner: \"root\"", "schedule: ",
                "hook: no hook for \"ftp\"", "options: unknown key \"retry\"")) {
            assertTrue(message.contains(field), () -> field + " is not in " + message);
        }
        assertEquals(List.of(), store.jobs(HOST));
        assertEquals(List.of(), rest.control.asked);
    }

    /** One such body of a MiB made a message of 27 MB, and an end of the agent for want of memory. */
    @Test
    void aBodyFullOfMistakesIsAnsweredWithTheFirst() throws Exception {
        String message = refused(400, "POST /jobs", "{\"name\": \"x\", \"hosts\": [[]" + ",[]".repeat(43_000) + "]}");

        assertTrue(message.startsWith("line 1: hosts: an array: give an array of host names"), message);
        assertTrue(message.endsWith("... and so on: mend this first") && message.length() < 10_000, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "~~                   | there is no body: send a job as a JSON object, such as {\"name\": ",
        "~ ~                  | the body is no JSON: line 1, column 2: found the end of the text",
        "~[]~                 | the body is an array: send a job as a JSON object",
        "~\"hello\"~          | the body is a string: send a job as a JSON object",
        "~null~               | the body is null: send a job as a JSON object",
        "~name=hello&x=1~     | the body is no JSON: line 1, column 1: found \"name\"",
        "~{\"name\": \"a\"~   | the body is no JSON: line 1, column 13: found the end",
        "~{\"name\": 5}~      | line 1: name: 5 is a number: give a text",
        "~{}~                 | line 1: name: missing: give a text that no other job has",
        "~{\"name\": \"a\", \"runer\": \"b\"}~ | line 1: unknown key \"runer\": did you mean \"runner\"?",
        "~{\"name\": \"a\", \"hosts\": []}~  | hosts: an empty array: give at least one host name",
        "~{\"name\": \"a\", \"hosts\": 5}~   | line 1: hosts: 5 is a number: give an array of host names",
        "~{\"name\": \"a\", \"hook\": null}~ | line 1: hook: null: give a text",
    })
    void whatIsNoJobIsRefused(String body, String message) throws Exception {
        String said = refused(400, "POST /jobs", body);

        assertTrue(said.contains(message), said);
        assertEquals(List.of(), store.jobs(HOST));
    }

    @Test
    void aBodyInAnotherEncodingIsRefused() throws Exception {
        byte[] latin = HELLO.replace("hello", "h\u00e9llo").getBytes(StandardCharsets.ISO_8859_1);
        var request = rest.request("POST /jobs").POST(BodyPublishers.ofByteArray(latin)).build();

        HttpResponse<String> answer = rest.client().send(request, HttpResponse.BodyHandlers.ofString());

        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("the body is not UTF-8"), answer.body());
    }

    @Test
    void aBodyWithAByteOrderMarkAndAnyNameIsFine() throws Exception {
        sent(201, "POST /jobs", "\uFEFF" + HELLO.replace("hello", "\u65e5\u672c \ud83d\ude80 \\n"));

        assertEquals("\u65e5\u672c \ud83d\ude80 \n", stored(1).name());
    }

    // --- change ---

    @Test
    void whatIsNotSentStaysAsItIs() throws Exception {
        Job before = job(7, "@daily").createUser("ann").executorFlags("-v").timeout(60).timeoutTrigger(TimeoutTrigger.KILL)
                .disabled(true).hook("http://hooks/x").msgFilter("fatal").createAt(5).options("{\"retries\": 2}").build();
        store.put(before, HOST, "web1");

        HttpResponse<String> answer = rest.send("PUT /jobs/7", "{\"schedule\": \"@hourly\", \"disabled\": false}");

        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(before.toBuilder().schedule("@hourly").disabled(false).createAt(NOW).build(), stored(7));
        assertEquals(stored(7), store.jobs("web1").get(0));
        assertEquals(rest.send("GET /jobs/7").body(), answer.body());
        assertEquals(List.of("refresh 7"), rest.control.asked);
    }

    @Test
    void hostsAndOptionsAreReplacedWhole() throws Exception {
        store.put(job(7, "@daily").options("{\"retries\":2,\"jitter\":5}").build(), HOST);

        sent(200, "PUT /jobs/7", "{\"id\": 7, \"options\": {\"jitter\": 6}, \"hosts\": [\"web1\"]}");

        assertEquals(List.of(), store.jobs(HOST));
        assertEquals("{\"jitter\":6}", store.jobs("web1").get(0).options());
    }

    /** The last change may have been in this second, or by a machine whose clock is ahead. */
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 1", "100, 101", "100000000000, 0"})
    void theTimeOfAChangeIsNowAndNeverThatOfTheLastOne(long lastChange, long expected) throws Exception {
        store.put(job(7, "@daily").createAt(NOW + lastChange).build(), HOST);

        sent(200, "PUT /jobs/7", "{\"create_at\": 3}");

        assertEquals(NOW + expected, stored(7).createAt());
    }

    @Test
    void whatGetShowsCanBeSentBackAndSecretsStay() throws Exception {
        Job secret = job(7, "@daily").hook("http://ann:secret@hooks/x?a=b").createAt(5)
                .options("{\"env\":{\"TOKEN\":\"s3cret\",\"TZ\":\"UTC\"},\"retries\":2}").build();
        store.put(secret, HOST);
        String shown = show(rest.send("GET /jobs/7").body());
        assertTrue(!shown.contains("s3cret") && !shown.contains("secret@"), shown);

        String answer = rest.send("PUT /jobs/7", shown.replace("\"TZ\":\"***\"", "\"TZ\":\"CET\"")).body();

        assertEquals(secret.toBuilder().createAt(NOW).options(secret.options().replace("UTC", "CET")).build(), stored(7));
        assertTrue(!answer.contains("s3cret") && !answer.contains("secret@"), answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"hook\": \"http://ann:***@elsewhere/x\"}    | hook: *** stands for a password that is not shown: give the password",
        "{\"options\": {\"env\": {\"OTHER\": \"***\"}}} | options.env.OTHER: *** stands for a value that is not shown: give the value",
    })
    void aSecretIsNeverStoredAsStars(String body, String message) throws Exception {
        store.put(job(7, "@daily").hook("http://ann:secret@hooks/x").options("{\"env\":{\"TOKEN\":\"s3cret\"}}").build(), HOST);

        assertTrue(refused(400, "PUT /jobs/7", body).contains(message));
        assertTrue(refused(400, "POST /jobs", HELLO.replace("{\"name", body.substring(0, body.length() - 1) + ", \"name")).contains(message));
        assertEquals(1, store.jobs(HOST).size());
        assertEquals("http://ann:secret@hooks/x", stored(7).hook());
    }

    @Test
    void theIdOfAChangeIsThatOfThePath() throws Exception {
        store.put(job(7, "@daily").build(), HOST);

        assertEquals("id: 8: the path says 7: give the same, or none", refused(400, "PUT /jobs/7", "{\"id\": 8}"));
        assertEquals("id: \"7\": the path says 7: give the same, or none", refused(400, "PUT /jobs/7", "{\"id\": \"7\"}"));
    }

    @Test
    void aChangeToAJobThatCantBeRunIsRefused() throws Exception {
        Job good = job(7, "@daily").build();
        store.put(good, HOST);

        assertTrue(refused(400, "PUT /jobs/7", "{\"runner\": \"root\", \"schedule\": \"x\"}").contains("runner: \"root\""));
        assertEquals(good, stored(7));
    }

    @Test
    void whatTheStoreCantReadIsNotTakenForEmpty() throws Exception {
        store.put(job(7, "@daily").defect("timeout: \"30s\" is a string").build(), HOST);

        String message = refused(400, "PUT /jobs/7", "{\"disabled\": true}");
        assertTrue(message.startsWith("the store can't read all of this job (timeout: \"30s\" is a string): give every field, also name "), message);

        sent(200, "PUT /jobs/7", "{\"name\": \"job-7\", \"create_user\": \"\", \"executor\": \"/bin/true\", \"executor_flags\": \"\","
                + "\"signature\": \"\", \"runner\": \"nobody\", \"timeout\": 30, \"timeout_trigger\": 1, \"disabled\": 0, "
                + "\"schedule\": \"@daily\", \"hook\": \"\", \"msg_filter\": \"\", \"options\": {}}");
        assertEquals("", stored(7).defect());
        assertEquals(30, stored(7).timeout());
    }

    @Test
    void optionsThatAreNoneAreMendedByOthers() throws Exception {
        store.put(job(7, "@daily").options("{oops").defect("").build(), HOST);
        rest.control.snapshot = () -> Snapshots.of(List.of(), List.of(), List.of());

        assertTrue(refused(400, "PUT /jobs/7", "{\"disabled\": true}").contains("options: "));
        sent(200, "PUT /jobs/7", "{\"options\": {}}");
        assertEquals("", stored(7).options());
    }

    // --- remove ---

    @Test
    void aForgottenJobIsGoneFromTheStore() throws Exception {
        store.put(job(7, "@daily").build(), HOST, "web1");

        assertEquals("Job:7 removed from the store", rest.text("DELETE /jobs/7?forget=true"));

        assertEquals(List.of(), store.jobs("web1"));
        assertEquals(List.of("refresh 7"), rest.control.asked);
        assertEquals("Job:7 not found: the store has no such job for this host", rest.problem(404, "DELETE /jobs/7?forget"));
        assertEquals("forget=yes: give true or false", rest.problem(400, "DELETE /jobs/7?forget=yes"));
    }

    @Test
    void withoutForgetAJobIsDisabledAsEver() throws Exception {
        store.put(job(7, "@daily").build(), HOST);

        assertEquals("Job:7 already disabled", rest.text("DELETE /jobs/7?forget=false"));
        assertEquals(job(7, "@daily").build(), stored(7));
    }

    // --- what the store says ---

    @Test
    void jobsOfOtherHostsAreNotThere() throws Exception {
        store.put(job(7, "@daily").build(), "web1");
        String message = "Job:7 not found: the store has no such job for this host";

        assertEquals(message, refused(404, "PUT /jobs/7", "{}"));
        assertEquals(message, rest.problem(404, "DELETE /jobs/7?forget=true"));
        assertEquals(1, store.jobs("web1").size());
    }

    @Test
    void aNameThatIsTakenIs409() throws Exception {
        store.put(job(7, "@daily").build(), HOST);
        store.put(job(8, "@daily").build(), "web1");

        assertEquals("name: \"job-8\" is the name of job 8: give another", refused(409, "POST /jobs", HELLO.replace("hello", "job-8")));
        assertEquals("name: \"job-8\" is the name of job 8: give another", refused(409, "PUT /jobs/7", "{\"name\": \"job-8\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /jobs", "PUT /jobs/7", "DELETE /jobs/7?forget"})
    void aWebPageThatSomebodyLooksAtChangesNothing(String call) throws Exception {
        store.put(job(7, "@daily").build(), HOST);

        HttpResponse<String> answer = rest.client().send(rest.request(call).method(call.split(" ")[0], BodyPublishers.ofString(HELLO))
                .header("Content-Type", "text/plain").header("Origin", "https://elsewhere.example").build(), BodyHandlers.ofString());

        assertEquals(403, answer.statusCode(), answer.body());
        assertEquals(List.of(job(7, "@daily").build()), store.jobs(HOST));
    }

    @Test
    void aStoreThatCantBeEditedIs501() throws Exception {
        rest.control.editing = null;

        for (String call : List.of("POST /jobs", "PUT /jobs/7", "DELETE /jobs/7?forget=true")) {
            assertTrue(refused(501, call, HELLO).startsWith("this store can't change its jobs: "), call);
        }
    }

    @Test
    void whatTheStoreThrowsIsToldByItsKind() throws Exception {
        store.put(job(7, "@daily").build(), HOST);
        rest.control.editing = new Failing(new ConfigException("name: 201 characters: give at most 200"));
        assertEquals("name: 201 characters: give at most 200", refused(400, "POST /jobs", HELLO));
        assertEquals("name: 201 characters: give at most 200", refused(400, "PUT /jobs/7", "{}"));

        rest.control.editing = new Failing(new IOException("gone away"));
        assertEquals("the store can't be changed: gone away: it may be created all the same, GET /jobs will tell",
                refused(503, "POST /jobs", HELLO));
        assertEquals("the store can't be changed: gone away: it may be changed all the same, GET /jobs/7 will tell",
                refused(503, "PUT /jobs/7", "{}"));
        assertEquals("the store can't be changed: gone away: it may be removed all the same, GET /jobs/7 will tell",
                rest.problem(503, "DELETE /jobs/7?forget=true"));

        rest.control.editing = new Failing(new NoClassDefFoundError("com/mysql/Driver"));
        assertTrue(refused(500, "POST /jobs", HELLO).contains("com/mysql/Driver"));
        store.setReachable(false);
        assertEquals("the store can't be read: the store was made unreachable by a test", refused(503, "PUT /jobs/7", "{}"));
        assertEquals(List.of(), rest.control.asked);
    }

    /** Throws the same whatever is asked. */
    private record Failing(Throwable problem) implements JobEditing {

        @Override
        public long create(Job job, List<String> hosts) throws IOException, ConfigException {
            throw thrown();
        }

        @Override
        public boolean change(Job job, Optional<List<String>> hosts) throws IOException, ConfigException {
            throw thrown();
        }

        @Override
        public boolean remove(long id) throws IOException {
            try {
                throw thrown();
            } catch (ConfigException e) {
                throw new AssertionError(e);
            }
        }

        private Error thrown() throws IOException, ConfigException {
            if (problem instanceof ConfigException config) {
                throw config;
            }
            if (problem instanceof IOException outside) {
                throw outside;
            }
            return (Error) problem;
        }
    }

    // --- a store that hangs ---

    /** Creates a job when it is let. */
    private final class Hanging implements JobEditing {
        private final CountDownLatch let = new CountDownLatch(1);

        @Override
        public long create(Job job, List<String> hosts) throws IOException {
            try {
                let.await();
                return store.create(job, hosts);
            } catch (InterruptedException | JobNameTakenException e) {
                throw new IOException(e);
            }
        }

        @Override
        public boolean change(Job job, Optional<List<String>> hosts) {
            throw new AssertionError("it is another one's turn");
        }

        @Override
        public boolean remove(long id) {
            throw new AssertionError("it is another one's turn");
        }
    }

    private void restart(Duration patience) {
        rest.close();
        rest = new RestBench(patience);
        serve();
    }

    @Test
    void aStoreThatHangsIsBusyAndWhatItDoesLateIsInForce() throws Exception {
        restart(Duration.ofMillis(200));
        store.put(job(7, "@daily").build(), HOST);
        Hanging hanging = new Hanging();
        rest.control.editing = hanging;
        rest.control.history = (host, id, limit) -> {
            throw new AssertionError("it is another one's turn");
        };

        assertEquals("the store has not answered within 0 s: it may be created all the same, GET /jobs will tell",
                refused(503, "POST /jobs", HELLO));
        String busy = "the store is busy with what others have asked for: try again";
        assertEquals(busy, refused(503, "POST /jobs", HELLO));
        assertEquals(busy, refused(503, "PUT /jobs/7", "{}"));
        assertEquals(busy, rest.problem(503, "DELETE /jobs/7?forget=true"));
        assertEquals(busy, rest.problem(503, "GET /jobs/7/tasks"));
        assertEquals(200, rest.send("GET /jobs/7").statusCode());

        hanging.let.countDown();
        long deadline = System.nanoTime() + RestBench.DEADLINE.toNanos();
        while (rest.control.asked.isEmpty() && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertEquals(List.of("refresh 8"), rest.control.asked);
        assertEquals("hello", stored(8).name());
        rest.control.editing = store;
        // On a machine that has stopped for a moment even a good store may take longer than 200 ms.
        HttpResponse<String> answer = rest.send("PUT /jobs/8", "{\"name\": \"late\"}");
        while (answer.statusCode() == 503 && System.nanoTime() < deadline) {
            answer = rest.send("PUT /jobs/8", "{\"name\": \"late\"}");
        }
        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void aFloodOfCallsToAStoreThatHangsLeavesThreadsForOthers() throws Exception {
        restart(Duration.ofSeconds(2));
        rest.control.editing = new Hanging();
        List<CompletableFuture<HttpResponse<String>>> flood = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            flood.add(rest.client().sendAsync(rest.request("POST /jobs")
                    .POST(BodyPublishers.ofString(HELLO)).build(), HttpResponse.BodyHandlers.ofString()));
        }

        assertEquals(200, rest.send("GET /health").statusCode());
        for (CompletableFuture<HttpResponse<String>> answer : flood) {
            assertEquals(503, answer.join().statusCode());
        }
    }

    @Test
    void anAgentThatCantReadTheStoreNowSaysSo() throws Exception {
        restart(Duration.ofMillis(50));
        rest.control.stored = id -> new CompletableFuture<>();

        assertTrue(refused(503, "PUT /jobs/7", "{}").startsWith("the agent is busy"));
        rest.control.stored = id -> CompletableFuture.completedFuture(Optional.empty());
        assertTrue(refused(404, "PUT /jobs/7", "{}").startsWith("Job:7 not found"));
    }

    @Test
    void anEditThatIsNotInForceYetIsShownAsItIsStored() throws Exception {
        restart(Duration.ofSeconds(1)); // Enough for the store, which does answer; the refresh takes it all.
        rest.control.refresh = new CompletableFuture<>();
        rest.control.snapshot = () -> Snapshots.of(List.of(), List.of(), List.of());

        JsonObject job = (JsonObject) sent(201, "POST /jobs", HELLO).members().get("data");

        assertEquals("hello", ((JsonString) job.members().get("name")).value());
        assertEquals("1", ((JsonNumber) job.members().get("id")).text());
    }

    // --- bodies ---

    @Test
    void slowSendersOfLargeBodiesHoldUpOthersLikeThemAndNobodyElse() throws Exception {
        restart(Duration.ofMillis(100));
        store.put(job(7, "@daily").build(), HOST);
        String half = "PUT /jobs/7 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 131072\r\n\r\n{";
        try (Socket first = rest.connect(); Socket second = rest.connect()) {
            for (Socket slow : List.of(first, second)) {
                slow.getOutputStream().write(half.getBytes(StandardCharsets.UTF_8));
            }
            // On a machine that has stopped for a moment the store may be too slow as well.
            Await.until("both are being read", () -> rest.send("PUT /jobs/7", "{}").body().contains("too many slow senders"));
            assertEquals("too many slow senders: try again", refused(503, "PUT /jobs/7", "{}"));
            assertEquals("Job:7 will be updated async", rest.text("PUT /jobs/7"));
            assertEquals(200, rest.send("GET /jobs").statusCode());
        }
    }
}
