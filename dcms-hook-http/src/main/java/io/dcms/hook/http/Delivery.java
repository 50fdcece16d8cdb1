package io.dcms.hook.http;

import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One form on its way, redirects and all, within one time limit. */
final class Delivery {

    private static final int MAX_REDIRECTS = 5;
    private static final String USER_AGENT = userAgent(Delivery.class.getPackage().getImplementationVersion());

    private final HttpClient client;
    private final TimeLimits limits;
    private final byte[] form;
    private final long begin = System.nanoTime();

    Delivery(HttpClient client, TimeLimits limits, byte[] form) {
        this.client = client;
        this.limits = limits;
        this.form = form;
    }

    /** Returns when the receiver has taken the form, or one that it redirects to. */
    void to(Target target) throws IOException {
        Target receiver = target;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            ResponseInfo answer = post(receiver);
            if (answer.statusCode() / 100 == 2) {
                return;
            }
            receiver = redirected(receiver, answer);
        }
        throw failure(target, "more than " + MAX_REDIRECTS + " redirects: set the job's hook to where they end");
    }

    private ResponseInfo post(Target target) throws IOException {
        Answer answer = new Answer();
        Throwable cause = await(client.sendAsync(request(target), answer), target);
        return answer.head().orElseThrow(() -> failure(target, Failures.describe(cause, limits)));
    }

    /**
     * Waits for the end of an exchange and gives it up when the time is over.
     *
     * @return why there may be no answer; null if the exchange came to its end
     */
    private Throwable await(Future<?> exchange, Target target) throws InterruptedIOException {
        try {
            exchange.get(limits.request().toNanos() - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            exchange.cancel(true);
            return e;
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("POST " + target + ": interrupted before there was an answer");
        }
    }

    private HttpRequest request(Target target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target.address())
                .header("Content-Type", TaskForm.CONTENT_TYPE)
                .header("User-Agent", USER_AGENT)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form));
        if (!target.credentials().isEmpty()) {
            request.header("Authorization", target.credentials());
        }
        return request.build();
    }

    private static Target redirected(Target target, ResponseInfo answer) throws IOException {
        int status = answer.statusCode();
        if (status == 301 || status == 302 || status == 303) {
            throw failure(target, "answered " + status + ", a redirect that drops the form"
                    + ": set the job's hook to the address that it names, or let the receiver answer 307 or 308");
        }
        if (status != 307 && status != 308) {
            throw failure(target, "answered " + status + ", only 2xx is a success");
        }
        String location = answer.headers().firstValue("Location")
                .orElseThrow(() -> failure(target, "answered " + status + " without a Location"));
        try {
            return target.redirected(new URI(location));
        } catch (URISyntaxException e) {
            throw failure(target, "answered " + status + " with a Location that is no URI");
        } catch (ConfigException e) {
            throw failure(target, "answered " + status + ": " + e.getMessage());
        }
    }

    private static IOException failure(Target target, String what) {
        return new IOException("POST " + target + ": " + what);
    }

    private static String userAgent(String version) {
        return version == null ? "DCMS" : "DCMS/" + version;
    }
}
