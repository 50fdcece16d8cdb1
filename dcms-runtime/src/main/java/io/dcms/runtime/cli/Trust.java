package io.dcms.runtime.cli;

import io.dcms.runtime.tls.Tls;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/** Which agents are believed to be who they say. A client that does not speak TLS loads nothing of it. */
final class Trust {

    /** The environment variable that takes the option's place. */
    static final String VARIABLE = "DCMS_CA";
    static final String WHAT_TO_DO = "is that its address, and --ca FILE or " + VARIABLE + " its certificate, or of who signed it?";

    private final boolean tls;
    /** Null if those are trusted whom Java trusts. */
    private final Object socketFactory;

    private Trust(boolean tls, Object socketFactory) {
        this.tls = tls;
        this.socketFactory = socketFactory;
    }

    /** @param tls whether the agent's address says so */
    static Trust of(Given given, Map<String, String> environment, boolean tls) throws CommandFailed {
        if (!tls && given.has(Option.CA)) {
            throw new CommandFailed(CommandFailed.USAGE, Option.CA.name() + ": the agent's address is not https, so that nobody would look at"
                    + " its certificate: give --url https://...");
        }
        String file = given.value(Option.CA).orElse(environment.getOrDefault(VARIABLE, ""));
        return new Trust(tls, !tls || file.isEmpty() ? null : OnlyWithTls.trusting(file, given.has(Option.CA) ? Option.CA.name() : VARIABLE));
    }

    void addTo(HttpURLConnection connection) {
        if (socketFactory != null) {
            OnlyWithTls.use(connection, socketFactory);
        }
    }

    boolean isTrouble(IOException e) {
        return tls && OnlyWithTls.isTrouble(e);
    }

    /** What the JVM is not to load for others. */
    private static final class OnlyWithTls {

        static Object trusting(String file, String setting) throws CommandFailed {
            try {
                return Tls.client(Path.of(file), setting).getSocketFactory();
            } catch (ConfigException e) {
                throw new CommandFailed(CommandFailed.USAGE, e.getMessage());
            } catch (InvalidPathException e) {
                throw new CommandFailed(CommandFailed.USAGE, setting + " is no path: give a PEM file");
            }
        }

        static void use(HttpURLConnection connection, Object socketFactory) {
            ((HttpsURLConnection) connection).setSSLSocketFactory((SSLSocketFactory) socketFactory);
        }

        static boolean isTrouble(IOException e) {
            return e instanceof SSLException;
        }
    }
}
