package io.dcms.hook.http;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Says in the operator's words why there was no answer. The client's own exception goes no further: it often has no message,
 * or the receiver's bytes in it, and its stack shows nothing but the client's inside.
 */
final class Failures {

    private static final int MAX_LENGTH = 200;

    private Failures() {
    }

    static String describe(Throwable cause, TimeLimits limits) {
        if (cause instanceof TimeoutException) {
            return "no answer within " + limits.request().toSeconds() + " s (request_timeout)";
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection within " + limits.connect().toSeconds() + " s (connect_timeout)";
        }
        if (causedBy(UnresolvedAddressException.class, cause)) {
            return "no such host";
        }
        if (causedBy(ConnectException.class, cause)) {
            return "nobody listens there, or no way leads there";
        }
        return (causedBy(SSLException.class, cause) ? "no trusted connection: " : "no answer: ") + quoted(cause);
    }

    private static boolean causedBy(Class<? extends Throwable> kind, Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (kind.isInstance(link)) {
                return true;
            }
        }
        return false;
    }

    /** A message may repeat what the receiver sent: one line of it, without control characters. */
    private static String quoted(Throwable failure) {
        String text = failure.toString().replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
