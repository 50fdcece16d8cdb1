package io.dcms.runtime.log;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Prints records on a thread of its own, {@code dcms-log}, so that whoever logs never waits for the reader of standard output.
 * When that does not keep up, records are lost and counted.
 */
final class BackgroundPrinter implements Consumer<byte[]> {

    private final BlockingQueue<Runnable> queue;
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<byte[]> out;
    private final LongFunction<byte[]> lostRecord;

    /**
     * @param capacity   so many records wait at most
     * @param lostRecord the record that says how many were lost
     */
    BackgroundPrinter(Consumer<byte[]> out, int capacity, LongFunction<byte[]> lostRecord) {
        this.out = out;
        this.lostRecord = lostRecord;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    void start() {
        Thread thread = new Thread(this::work, "dcms-log");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void accept(byte[] record) {
        if (!queue.offer(() -> print(record))) {
            lost.incrementAndGet();
        }
    }

    /** Waits until what was accepted so far is printed, but not longer than {@code most}. */
    void flush(Duration most) {
        CountDownLatch reached = new CountDownLatch(1);
        long deadline = System.nanoTime() + most.toNanos();
        try {
            if (queue.offer(reached::countDown, most.toMillis(), TimeUnit.MILLISECONDS)) {
                reached.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // There is no place to say it; the next record may fare better.
                lost.incrementAndGet();
            }
        }
    }

    private void print(byte[] record) {
        out.accept(record);
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            out.accept(lostRecord.apply(missing));
        }
    }
}
