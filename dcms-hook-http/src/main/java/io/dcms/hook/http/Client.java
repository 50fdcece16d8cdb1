package io.dcms.hook.http;

import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** How the JDK's client is set up. */
final class Client {

    private static final int IDLE_SECONDS = 10;

    private Client() {
    }

    /** Redirects stay with {@link Delivery}, which knows what a webhook must not lose. */
    static HttpClient.Builder builder(String name, TimeLimits limits) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .executor(threads("dcms-hook-" + name + "-"));
    }

    /** No more threads than deliveries under way, and none when there was nothing to deliver for a while. */
    private static Executor threads(String prefix) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory named = work -> {
            Thread thread = new Thread(work, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named);
    }
}
