package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.log.Throttle;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Asks the store for the jobs of one host. Knows nothing of what it said before. */
final class StoreReader {

    private static final System.Logger LOG = System.getLogger(StoreReader.class.getName());

    private final JobStore store;
    private final String host;
    private final Throttle throttle;

    /** @param throttle lets what repeats be said once a minute */
    StoreReader(JobStore store, String host, Throttle throttle) {
        this.store = store;
        this.host = host;
        this.throttle = throttle;
    }

    /**
     * What the store said.
     *
     * @param revision asked for before the jobs: what changes in between is found by the next look; empty if it can't tell
     * @param jobs     all of them
     */
    record Answer(Optional<String> revision, List<Job> jobs) {
    }

    /** All jobs. */
    Answer read() throws IOException {
        return readAfter(new Revision());
    }

    /** All jobs, unless the store can tell that nothing has changed since it had this revision. */
    Optional<Answer> readUnlessStill(Optional<String> lastRevision) throws IOException {
        Revision revision = new Revision();
        boolean still = revision.text.isPresent() && revision.text.equals(lastRevision);
        return still ? Optional.empty() : Optional.of(readAfter(revision));
    }

    /** One job; empty if the host has none with this id. */
    Optional<Job> read(long id) throws IOException {
        return store.job(host, id);
    }

    private Answer readAfter(Revision revision) throws IOException {
        Answer answer = new Answer(revision.text, SharedTexts.of(store.jobs(host)));
        // A store that is away says so for its jobs.
        if (!revision.problem.isEmpty() && throttle.allow("revision")) {
            LOG.log(System.Logger.Level.WARNING,
                    "the store can''t tell whether jobs have changed, so that all are read at each look: {0}", revision.problem);
        }
        return answer;
    }

    /** What the store says of changes. One that can't tell may still know its jobs. */
    private final class Revision {
        private Optional<String> text = Optional.empty();
        private String problem = "";

        Revision() {
            try {
                text = store.revision(host);
            } catch (IOException | RuntimeException | Error e) {
                problem = e.toString();
            }
        }
    }
}
