package io.dcms.runtime.rest;

import io.dcms.runtime.schedule.RunRefused;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobNameTakenException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the agent's threads answer, and makes true HTTP statuses of what goes wrong. */
final class Answers {

    private final Duration patience;

    /** @param patience how long a caller is kept waiting */
    Answers(Duration patience) {
        this.patience = patience;
    }

    /**
     * The answer.
     *
     * @param late what stands in for an answer that takes too long; null = that is an error
     */
    <T> T await(CompletableFuture<T> answer, T late) throws HttpProblem {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            if (late == null) {
                throw new HttpProblem(503, "the agent is busy, it has not answered within " + patience.toSeconds() + " s");
            }
            return late;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "the agent is stopping");
        } catch (ExecutionException e) {
            throw problem(e.getCause());
        }
    }

    /**
     * What the store answers to people.
     *
     * @param doubt said besides when it is not known whether the store has done what it was asked to; empty if it was asked
     *              to do nothing
     */
    <T> T awaitStore(CompletableFuture<T> answer, String doubt) throws HttpProblem {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new HttpProblem(503, "the store has not answered within " + patience.toSeconds() + " s" + doubt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "the agent is stopping" + doubt);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException && !doubt.isEmpty()) {
                throw new HttpProblem(503, "the store can't be changed: " + e.getCause().getMessage() + doubt);
            }
            throw problem(e.getCause());
        }
    }

    /** Waits until it is known what comes of something, or for too long. */
    void settle(CompletableFuture<?> event) throws HttpProblem {
        try {
            event.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller looks what has come.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "the agent is stopping");
        }
    }

    /**
     * Takes permits, waiting for them if need be.
     *
     * @return false if it takes too long
     */
    boolean acquire(Semaphore semaphore, int permits) throws HttpProblem {
        try {
            return semaphore.tryAcquire(permits, patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpProblem(503, "the agent is stopping");
        }
    }

    private static HttpProblem problem(Throwable cause) {
        if (cause instanceof RunRefused refused) {
            return new HttpProblem(refused.unknownJob() ? 404 : 409, refused.getMessage());
        }
        if (cause instanceof ConfigException) {
            return HttpProblem.badRequest(cause.getMessage());
        }
        if (cause instanceof JobNameTakenException) {
            return new HttpProblem(409, cause.getMessage());
        }
        if (cause instanceof IOException) {
            return new HttpProblem(503, "the store can't be read: " + cause.getMessage());
        }
        throw new IllegalStateException(cause);
    }
}
