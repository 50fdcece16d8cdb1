package io.dcms.runtime.rest;

import io.dcms.runtime.thread.NamedThreads;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where people wait for the store: one call at a time goes to it, on the thread {@code dcms-desk-n}, and nobody waits longer than
 * callers do. A store that hangs keeps that one thread, and none of those that answer calls.
 */
final class StoreDesk implements AutoCloseable {

    private static final int MOST_WAITING = 16;

    private final Answers answers;
    private final Semaphore turn = new Semaphore(1, true);
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new NamedThreads("dcms-desk"));

    StoreDesk(Answers answers) {
        this.answers = answers;
        thread.allowCoreThreadTimeOut(true);
    }

    /** Waits until it is the caller's turn. */
    Turn turn() throws HttpProblem {
        if (!waiting.tryAcquire()) {
            throw busy();
        }
        try {
            if (!answers.acquire(turn, 1)) {
                throw busy();
            }
            return new Turn();
        } finally {
            waiting.release();
        }
    }

    private static HttpProblem busy() {
        return new HttpProblem(503, "the store is busy with what others have asked for: try again");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** The right to ask the store, until it is closed and what was asked has been answered. Belongs to one thread. */
    final class Turn implements AutoCloseable {

        private CompletableFuture<?> asked = CompletableFuture.completedFuture(null);

        /**
         * The store's answer. What comes too late is done all the same.
         *
         * @param question which may throw what plugins throw
         * @param doubt    said besides when it is not known whether the store has done it
         */
        <T> T ask(Callable<T> question, String doubt) throws HttpProblem {
            CompletableFuture<T> answer = new CompletableFuture<>();
            try {
                thread.execute(() -> answer(question, answer));
            } catch (RejectedExecutionException e) {
                throw new HttpProblem(503, "the agent is stopping");
            }
            asked = answer;
            return answers.awaitStore(answer, doubt);
        }

        private static <T> void answer(Callable<T> question, CompletableFuture<T> answer) {
            try {
                answer.complete(question.call());
            } catch (Exception | Error e) {
                answer.completeExceptionally(e);
            }
        }

        @Override
        public void close() {
            asked.whenComplete((answer, problem) -> turn.release());
        }
    }
}
