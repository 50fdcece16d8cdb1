package io.dcms.runtime.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Prints records on a thread of its own, {@code dcms-log}, so that whoever logs never waits for the reader of standard output.
 * When that does not keep up, records are lost and counted.
 */
final class BackgroundPrinter implements Consumer<byte[]> {

    private final BlockingQueue<Runnable> queue;
    private final AtomicLong lost = new AtomicLong();
    private final Consumer<byte[]> out;

    /** @param capacity so many records wait at most */
    BackgroundPrinter(Consumer<byte[]> out, int capacity) {
        this.out = out;
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
            out.accept(("(" + missing + " log records were lost: standard output did not take them in time)\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }
}
