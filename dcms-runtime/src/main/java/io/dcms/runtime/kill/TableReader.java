package io.dcms.runtime.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Reads the table of all processes, of which anybody could make it wait: a user can have a lease on the files of his processes in
 * {@code /proc} too. So each table is read on a thread of its own. One that gets stuck is left behind until the kernel ends the lease,
 * and as long as it is there the processes of that user are left out: no kill of another user's run waits for them. Such a table is
 * not complete, because on a machine that is busy one may seem stuck that is not. One thread.
 */
final class TableReader {

    private static final System.Logger LOG = System.getLogger(TableReader.class.getName());
    /** So long it may be at one process, which usually takes some microseconds. */
    private static final long PATIENCE_MILLIS = 500;
    private static final int MOST_LEFT_BEHIND = 64;

    private final ProcFolder proc;
    private final ThreadFactory threads;
    private final List<Reading> stuck = new ArrayList<>();

    /** @param threads makes one for each table */
    TableReader(ProcFolder proc, ThreadFactory threads) {
        this.proc = proc;
        this.threads = threads;
    }

    /**
     * The table as it is now, as far as it can be read.
     *
     * @throws IllegalStateException if it can't be read
     */
    ProcessTable read() {
        stuck.removeIf(reading -> reading.table.isDone());
        while (true) {
            Reading reading = new Reading(List.copyOf(stuck));
            threads.newThread(reading).start();
            if (reading.await()) {
                return reading.result();
            }
            reading.owner = proc.ownerOf(reading.pid);
            LOG.log(System.Logger.Level.WARNING, "the state of process {0} can''t be read: {1}''s processes can''t be seen until it can",
                    Long.toString(reading.pid), "user " + reading.owner);
            reading.left = true;
            stuck.add(reading);
            if (stuck.size() > MOST_LEFT_BEHIND) {
                throw new IllegalStateException(stuck.size() + " processes can't be read, process " + reading.pid + " and others");
            }
        }
    }

    private final class Reading implements Runnable {
        private final CompletableFuture<ProcessTable> table = new CompletableFuture<>();
        private final Set<Long> withoutPids;
        private final Set<Long> withoutUsers;
        private volatile long count;
        private volatile long pid;
        private volatile boolean left;
        private volatile boolean leftOut;
        /** Of the process that it is stuck at; -1 if that is gone. */
        private long owner;

        /** @param stuck those whose processes are left out, with all of their users; but not all of root's for a set-uid program */
        Reading(List<Reading> stuck) {
            withoutPids = stuck.stream().map(one -> one.pid).collect(Collectors.toSet());
            withoutUsers = stuck.stream().map(one -> one.owner).filter(user -> user > 0).collect(Collectors.toSet());
        }

        @Override
        public void run() {
            try {
                table.complete(proc.read(this::goesOnWith));
            } catch (RuntimeException | Error e) {
                table.completeExceptionally(e);
            }
        }

        ProcessTable result() {
            try {
                return leftOut ? table.join().incomplete() : table.join();
            } catch (CompletionException e) {
                throw new IllegalStateException("can't read the processes: " + e.getCause(), e.getCause());
            }
        }

        private boolean goesOnWith(long next) {
            if (left) {
                throw new IllegalStateException("nobody waits for it any more");
            }
            pid = next;
            count++;
            boolean wanted = withoutPids.isEmpty() || !withoutPids.contains(next) && !withoutUsers.contains(proc.ownerOf(next));
            leftOut |= !wanted;
            return wanted;
        }

        /** Waits until it is done, well or not. @return false if it is stuck */
        boolean await() {
            long before;
            do {
                before = count;
                try {
                    table.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // Then it has gone on meanwhile, or not.
                } catch (ExecutionException e) {
                    return true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while reading the processes", e);
                }
            } while (!table.isDone() && count != before);
            return table.isDone();
        }
    }
}
