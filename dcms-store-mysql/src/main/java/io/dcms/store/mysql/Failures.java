package io.dcms.store.mysql;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * Says in one line why the server did not do something: where, and in its own words. Connector/J's exceptions go no further:
 * they span lines, and their stacks show nothing but its inside.
 */
final class Failures {

    private static final int MAX_LENGTH = 300;
    private static final int DUPLICATE_KEY = 1062;

    /** What to do about the server's errors that an operator can do something about. */
    private static final Map<Integer, String> ADVICE = Map.ofEntries(
            Map.entry(1044, "grant what sql/grants.sql lists"),
            Map.entry(1045, "give the right user and password in -db"),
            Map.entry(1049, "make it with sql/agent.sql, or name another in -db"),
            Map.entry(1054, "make the columns that are missing with sql/upgrade.sql"),
            Map.entry(1142, "grant what sql/grants.sql lists"),
            Map.entry(1143, "grant what sql/grants.sql lists"),
            Map.entry(1146, "make the tables with sql/agent.sql"),
            Map.entry(1290, "is this a replica? Name the server that takes writes in -db"));

    /** No such column, no such table, and what an account hears of a table that it may not see, be it there or not. */
    private static final Set<Integer> PLACE_IS_MISSING = Set.of(1054, 1142, 1143, 1146);

    private final String place;
    private final TimeLimits limits;

    Failures(String place, TimeLimits limits) {
        this.place = place;
        this.limits = limits;
    }

    /** What the runtime is told, and the operator by it. */
    IOException explain(SQLException failure) {
        return say(words(failure));
    }

    /** The same with our own words. */
    IOException say(String words) {
        return new IOException("the database at " + place + ": " + words);
    }

    /** Whether there was no answer in time, from a server that may be there. */
    static boolean isSilence(SQLException failure) {
        return cause(SocketTimeoutException.class, failure) != null;
    }

    /** What to do about a table or a column that is missing, or that this account may not use; empty for anything else. */
    static Optional<String> missingPlace(SQLException failure) {
        return PLACE_IS_MISSING.contains(failure.getErrorCode())
                ? Optional.of(serverWords(failure) + ": run sql/upgrade.sql, and grant what sql/grants.sql lists") : Optional.empty();
    }

    static boolean isDuplicateKey(SQLException failure) {
        return failure.getErrorCode() == DUPLICATE_KEY;
    }

    /** Whether the server refused the data of a row, and would accept others in the same statement. */
    static boolean isRefusal(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        switch (failure.getErrorCode()) {
            case 1265: // data truncated
            case 1366: // incorrect value
            case 3819: // check constraint
                return true;
            default:
                return state.startsWith("22") || state.startsWith("23") || state.startsWith("45");
        }
    }

    /** One line of what the server said, without control characters. */
    static String serverWords(SQLException failure) {
        String text = String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }

    private String words(SQLException failure) {
        SocketTimeoutException timeout = cause(SocketTimeoutException.class, failure);
        if (timeout != null) {
            return isOfConnecting(timeout) ? "no connection within " + limits.connect().toSeconds() + " s (connect_timeout)"
                    : "no answer within " + limits.query().toSeconds() + " s (query_timeout)";
        }
        if (failure.getErrorCode() > 0) {
            String advice = ADVICE.get(failure.getErrorCode());
            return serverWords(failure) + (advice == null ? "" : ": " + advice);
        }
        return brokenConnection(failure);
    }

    private static String brokenConnection(SQLException failure) {
        UnknownHostException unknown = cause(UnknownHostException.class, failure);
        if (unknown != null) {
            return "no such host";
        }
        SSLException insecure = cause(SSLException.class, failure);
        if (insecure != null) {
            return "no secure connection: " + oneLine(insecure) + ": give the server a certificate that this Java trusts, or name its"
                    + " authority by trustCertificateKeyStoreUrl; tls=skip-verify (sslMode=REQUIRED in a URL) takes any certificate,"
                    + " tls=false (sslMode=DISABLED) does without";
        }
        if (cause(ConnectException.class, failure) != null || cause(NoRouteToHostException.class, failure) != null) {
            return "nobody listens there, or no way leads there";
        }
        if (cause(EOFException.class, failure) != null || cause(SocketException.class, failure) != null) {
            return "the connection broke";
        }
        String words = serverWords(failure);
        return words.startsWith("Public Key Retrieval") ? words + ": use TLS, or allowPublicKeyRetrieval=true in -db" : words;
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    }

    private static boolean isOfConnecting(SocketTimeoutException timeout) {
        return String.valueOf(timeout.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
    }

    private static <T> T cause(Class<T> kind, Throwable failure) {
        for (Throwable link = failure; link != null; link = link.getCause()) {
            if (kind.isInstance(link)) {
                return kind.cast(link);
            }
        }
        return null;
    }
}
