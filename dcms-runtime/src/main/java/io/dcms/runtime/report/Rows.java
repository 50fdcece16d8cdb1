package io.dcms.runtime.report;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What waits for the store. */
record Rows(Journal journal) implements Lane.Backlog<Report> {

    @Override
    public List<Report> head(int most) throws IOException {
        return journal.rows(most);
    }

    @Override
    public void drop(int count) {
        journal.stored(count);
    }

    @Override
    public String giveUp() {
        return "is set aside in " + journal.refuse();
    }

    /** The store takes all in order or nothing. */
    @Override
    public boolean postpone() {
        return false;
    }

    @Override
    public Optional<Duration> pause() {
        return Optional.empty();
    }

    @Override
    public long size() {
        return journal.rowsWaiting();
    }

    @Override
    public Duration age() {
        return journal.oldestRow();
    }
}
