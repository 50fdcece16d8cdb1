package io.dcms.runtime.config;

import io.dcms.runtime.text.HttpAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How an agent meets the other agents of its store.
 *
 * @param address   where they reach it, {@code http(s)://host:port}, port 0 = the one that REST has; empty = by what REST listens on
 * @param tokenFile the file of the token that it shows to others, an absolute path; empty = it calls nobody
 * @param ca        the file of the certificates that it trusts then, an absolute path; empty = those that the JDK trusts
 */
public record FleetSettings(String address, Optional<Path> tokenFile, Optional<Path> ca) {

    /**
     * Where other agents reach this one.
     *
     * @param host its host name
     * @param port that REST has
     * @return empty if its name is none that can stand in an address
     */
    public String addressOf(RestSettings rest, String host, int port) {
        if (!address.isEmpty()) {
            return address.endsWith(":0") ? address.substring(0, address.length() - 1) + port : address;
        }
        InetAddress listen = rest.listen().getAddress();
        String written = listen.isAnyLocalAddress() ? host : written(listen);
        String derived = (rest.tls().isPresent() ? "https://" : "http://") + written + ":" + port;
        return HttpAddress.is(derived) ? derived : "";
    }

    /** Whether it was said that others reach this agent on its own machine, as they all are there. */
    public boolean isOnOneMachine() {
        return address.matches("https?://(127\\..*|localhost:.*|\\[::1\\]:.*)");
    }

    private static String written(InetAddress address) {
        String text = address.getHostAddress().replaceFirst("%.*", "");
        return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
    }
}
