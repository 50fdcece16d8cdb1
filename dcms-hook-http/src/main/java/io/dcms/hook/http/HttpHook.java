package io.dcms.hook.http;

import io.dcms.api.TaskEvent;
import io.dcms.spi.ConfigException;
import io.dcms.spi.Settings;
import io.dcms.spi.hook.TaskHook;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.function.Supplier;

/** Posts events. Its client is made with the first of them and keeps connections for those that follow. */
final class HttpHook implements TaskHook {

    private final TimeLimits limits;
    private final Supplier<HttpClient> newClient;
    private HttpClient client;

    HttpHook(TimeLimits limits, Supplier<HttpClient> newClient) {
        this.limits = limits;
        this.newClient = newClient;
    }

    static HttpHook create(String name, Settings settings) throws ConfigException {
        TimeLimits limits = TimeLimits.from(settings);
        return new HttpHook(limits, () -> Client.builder(name, limits).build());
    }

    @Override
    public void validate(URI target) throws ConfigException {
        Target.of(target);
    }

    @Override
    public void deliver(TaskEvent event, URI target) throws IOException {
        new Delivery(client(), limits, TaskForm.encode(event)).to(checked(target));
    }

    /** A client of JDK 17 has no end of its own: dropped, it goes with its threads, which are daemons. */
    @Override
    public synchronized void close() {
        client = null;
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = newClient.get();
        }
        return client;
    }

    private static Target checked(URI target) throws IOException {
        try {
            return Target.of(target);
        } catch (ConfigException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
