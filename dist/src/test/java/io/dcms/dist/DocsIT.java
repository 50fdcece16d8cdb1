package io.dcms.dist;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of {@code docs/} and the README, followed word for word on a machine of their own. */
@NeedsRoot
final class DocsIT {
    private static final String FIRST_JOB = "Run a first job";
    /** A job that becomes due by itself between two calls would change what they answer. */
    private static final Map<String, String> IN_PEACE = Map.of("*/5 * * * *", "0 0 1 1 *");

    @TempDir
    private Path temp;

    @Test
    void theFirstJobOfTheReadmeRuns() throws Exception {
        try (DocMachine machine = new DocMachine(temp)) {
            machine.replace(IN_PEACE);
            machine.follow(machine.page("README.md").section(FIRST_JOB));
            Path results = machine.path("/etc/dcms/jobs.json.results.jsonl");
            machine.agent().await("it has said hello", () -> Files.exists(results)
                    && Files.readString(results).contains("hello dear reader, I am nobody\\n"));
        }
    }

    @Test
    void restAnswersAsThePageShows() throws Exception {
        try (DocMachine machine = new DocMachine(temp)) {
            machine.replace(IN_PEACE);
            // Its calls, in a second block, run the job, and nobody knows how far that is.
            machine.follow(machine.page("README.md").section(FIRST_JOB).first(1));
            machine.follow(machine.page("docs/rest.md"));
        }
    }
}
