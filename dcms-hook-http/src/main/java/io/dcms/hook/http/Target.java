package io.dcms.hook.http;

import io.dcms.spi.ConfigException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a form goes.
 *
 * @param address     what is asked for: without user-info and fragment, in ASCII
 * @param credentials the value of the {@code Authorization} header; empty if there is none
 */
record Target(URI address, String credentials) {

    /**
     * Reads a job's {@code hook}.
     *
     * @throws ConfigException if nothing can be posted there; the message shows neither user-info nor path nor query
     */
    static Target of(URI hook) throws ConfigException {
        String scheme = String.valueOf(hook.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new ConfigException("hook", scheme + ":...", "a URI that begins with http:// or https://");
        }
        if (hook.getHost() == null) {
            throw new ConfigException("hook has no host, or one that the client cannot use: give " + scheme
                    + "://<host>[:<port>]/<path>, the host in letters, digits, dots and hyphens (other letters in xn-- form)");
        }
        if (hook.getPort() == 0 || hook.getPort() > 65535) {
            throw new ConfigException("hook's port", String.valueOf(hook.getPort()), "1 to 65535, or none for the scheme's own");
        }
        return new Target(withoutUserInfo(scheme, hook), basicCredentials(hook.getUserInfo()));
    }

    /**
     * Where a redirect leads.
     *
     * @throws ConfigException if it leads to another scheme or to nowhere
     */
    Target redirected(URI location) throws ConfigException {
        Target there = of(address.resolve(location));
        if (!there.address.getScheme().equals(address.getScheme())) {
            throw new ConfigException("a redirect to another scheme, " + there + ", is not followed: "
                    + "set the job's hook to the address that it names");
        }
        return new Target(there.address, there.toString().equals(toString()) ? credentials : "");
    }

    private static URI withoutUserInfo(String scheme, URI hook) {
        String port = hook.getPort() < 0 ? "" : ":" + hook.getPort();
        String query = hook.getRawQuery() == null ? "" : "?" + hook.getRawQuery();
        URI bare = URI.create(scheme + "://" + hook.getHost() + port + Objects.toString(hook.getRawPath(), "") + query);
        return URI.create(bare.toASCIIString());
    }

    private static String basicCredentials(String userInfo) {
        if (userInfo == null) {
            return "";
        }
        String pair = userInfo.contains(":") ? userInfo : userInfo + ":";
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Scheme, host and port: what a message may show. */
    @Override
    public String toString() {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port;
    }
}
