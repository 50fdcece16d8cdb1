package io.dcms.spi.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.spi.ConfigException;
import io.dcms.spi.FactoryChecks;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every hook owes the agent. To test yours, take dcms-api's test-jar as a test dependency and write a subclass that starts a
 * receiver (a real one on a free local port, or the smallest program that speaks the protocol) and answers a few questions:
 *
 * <pre>{@code
 * class MyHookContractTest extends TaskHookContract {
 *     private final MyReceiver receiver = MyReceiver.start();
 *
 *     protected TaskHookFactory factory() {
 *         return new MyHookFactory();
 *     }
 *
 *     protected URI target() {
 *         return receiver.uri();
 *     }
 *
 *     protected int taken() {
 *         return receiver.count();
 *     }
 *
 *     protected List<URI> failingTargets() {
 *         return List.of(URI.create("mine://user:secret@localhost:1/"), receiver.uriThatRefuses());
 *     }
 * }
 * }</pre>
 *
 * <p>JUnit makes a new instance for each test, and so a new receiver: stop it in a method with {@code @AfterEach}. Your hook is done when it passes and when you have tests of your
 * own for what the receiver reads: the kit only counts.
 */
@Timeout(120)
public abstract class TaskHookContract {

    private TaskHook hook;

    /** A new factory of yours, as {@link java.util.ServiceLoader} would make it. */
    protected abstract TaskHookFactory factory();

    /** A receiver that takes everything. */
    protected abstract URI target();

    /** How many events that receiver has taken since this test began. Asked on the test's thread, after deliveries returned. */
    protected abstract int taken();

    /**
     * Targets to which nothing can be delivered: nobody there, a receiver that refuses, one that takes the connection and says
     * nothing. Give some of them a password, if your URIs may hold one. Keep your time limits small by {@link #settings()}.
     */
    protected abstract List<URI> failingTargets();

    /** Targets that no job may name; empty if any will do. */
    protected List<URI> badTargets() {
        return List.of();
    }

    /** The settings to create your hook with, by key without its name; empty if it has defaults for all. */
    protected Map<String, String> settings() {
        return Map.of();
    }

    @BeforeEach
    final void createHook() throws ConfigException {
        hook = FactoryChecks.create(factory(), settings());
    }

    @AfterEach
    final void closeHook() throws IOException {
        hook.close();
    }

    @Test
    final void theAgentFindsTheFactory() {
        FactoryChecks.assertFound(TaskHookFactory.class, factory());
    }

    @Test
    final void whatIsDeliveredIsTakenOnce() throws Exception {
        hook.validate(target());
        hook.deliver(event(1, "all is well"), target());
        assertEquals(1, taken());
    }

    @Test
    final void aRepetitionIsDeliveredAgain() throws IOException {
        hook.deliver(event(1, "twice"), target());
        hook.deliver(event(1, "twice"), target());
        assertEquals(2, taken());
    }

    @Test
    final void everyStatusIsTaken() throws IOException {
        for (TaskStatus status : TaskStatus.values()) {
            hook.deliver(event(1, status, "the reason", "the output"), target());
        }
        assertEquals(TaskStatus.values().length, taken());
    }

    @Test
    final void everyKindOfEventIsTaken() throws IOException {
        for (TaskEvent.Kind kind : TaskEvent.Kind.values()) {
            Task task = new Task(1, "1767323045-1-event", "test-host", TaskStatus.FAILED, 1767323045, 600, "", "no success since", "");
            hook.deliver(new TaskEvent(task, "nightly", kind), target());
        }
        assertEquals(TaskEvent.Kind.values().length, taken());
    }

    @Test
    final void anyTextIsTaken() throws IOException {
        List<String> texts = List.of("", "\n\n", "a=1&b=2 c+d %41", "</script>\u0000\u001b[31m", "\u4efb\u52a1\u5931\u8d25",
                "\ud83d\ude00", "\r\nX-Header: no", "\u4e16".repeat(21_000));
        for (String text : texts) {
            hook.deliver(event(1, TaskStatus.FAILED, text, text), target());
        }
        assertEquals(texts.size(), taken());
    }

    @Test
    final void aFailureIsAnIoExceptionWithAReasonAndWithoutAPassword() {
        for (URI failing : failingTargets()) {
            IOException failure = assertThrows(IOException.class, () -> hook.deliver(event(1, "lost"), failing));
            assertFalse(String.valueOf(failure.getMessage()).isBlank(), "no message for " + failing);
            for (Throwable link = failure; link != null; link = link.getCause()) {
                assertNoPassword(failing, String.valueOf(link.getMessage()));
            }
        }
    }

    @Test
    final void aFailureHarmsNoLaterDelivery() throws IOException {
        for (URI failing : failingTargets()) {
            assertThrows(IOException.class, () -> hook.deliver(event(1, "lost"), failing));
            hook.deliver(event(2, "taken"), target());
        }
        assertEquals(failingTargets().size(), taken());
    }

    @Test
    final void severalThreadsAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> deliveries = new ArrayList<>();
            for (int job = 1; job <= 40; job++) {
                TaskEvent event = event(job, "one of many");
                deliveries.add(() -> {
                    hook.deliver(event, target());
                    return null;
                });
            }
            for (Future<Void> delivery : threads.invokeAll(deliveries)) {
                delivery.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(40, taken());
    }

    @Test
    final void aBadTargetIsRefusedWithAReasonAndWithoutAPassword() {
        for (URI bad : badTargets()) {
            ConfigException refusal = assertThrows(ConfigException.class, () -> hook.validate(bad), bad.toString());
            assertFalse(refusal.getMessage().isBlank(), bad.toString());
            assertNoPassword(bad, refusal.getMessage());
        }
    }

    @Test
    final void closingTwiceIsClosing() throws IOException {
        hook.deliver(event(1, "the last"), target());
        hook.close();
        hook.close();
    }

    private static void assertNoPassword(URI target, String message) {
        String userInfo = target.getUserInfo();
        if (userInfo != null) {
            String password = userInfo.substring(userInfo.indexOf(':') + 1);
            assertFalse(message.contains(password), "the message shows the password: " + message);
        }
    }

    private static TaskEvent event(long job, String output) {
        return event(job, TaskStatus.SUCCESS, "", output);
    }

    private static TaskEvent event(long job, TaskStatus status, String reason, String output) {
        Task task = new Task(job, "1767323045-" + job, "test-host", status, 1767323045, 7, "/tmp/a.log", reason, output);
        return new TaskEvent(task, "nightly " + reason);
    }
}
