package io.dcms.runtime;

import io.dcms.runtime.config.Version;
import io.dcms.runtime.ledger.Ledger;
import io.dcms.runtime.metrics.Sources;
import io.dcms.runtime.report.Outbox;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Timeline;
import io.dcms.runtime.sync.JobsFrom;
import io.dcms.runtime.sync.SyncThread;

/** Where the metrics have from what they do not count themselves. */
record MetricsSources(Timeline timeline, SyncThread sync, Outbox outbox, Ledger ledger) implements Sources {

    @Override
    public Snapshot snapshot() {
        return timeline.snapshot();
    }

    @Override
    public Way toStore() {
        return new Way(outbox.storeDepth(), outbox.storeWait(), outbox.storeDeliveries(), outbox.storeFailures());
    }

    @Override
    public Way toHooks() {
        return new Way(outbox.hookDepth(), outbox.hookWait(), outbox.hookDeliveries(), outbox.hookFailures());
    }

    @Override
    public long toJournal() {
        return outbox.arrivingDepth();
    }

    @Override
    public boolean journalWorks() {
        return !outbox.isJournalInTrouble();
    }

    @Override
    public long journalBytes() {
        return outbox.journalBytes();
    }

    @Override
    public boolean ledgerWorks() {
        return ledger.trouble().isEmpty();
    }

    @Override
    public Jobs jobs() {
        boolean answers = sync.from() == JobsFrom.STORE && sync.trouble().isEmpty() && !outbox.isStoreInTrouble();
        return new Jobs(answers, sync.age(), sync.compared(), sync.failures());
    }

    @Override
    public ProcessUsage process() {
        return OwnProcess.read();
    }

    @Override
    public String version() {
        return Version.current();
    }
}
