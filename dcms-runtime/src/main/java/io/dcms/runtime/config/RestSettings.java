package io.dcms.runtime.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Where and how REST listens.
 *
 * @param listen    the address; port 0 = any that is free
 * @param insecure  it may listen beyond this machine though nobody is asked for a token
 * @param tokenFile the file of tokens, an absolute path; empty = nobody is asked for one
 * @param tls       what it shows of itself; empty = it speaks in the clear
 * @param names     under which it is called: the host name, the machine's, and what -names adds
 */
public record RestSettings(InetSocketAddress listen, boolean insecure, Optional<Path> tokenFile, Optional<TlsFiles> tls,
                           Set<String> names) {

    public RestSettings {
        names = Set.copyOf(names);
    }

    /** PEM files, absolute paths. */
    public record TlsFiles(Path certificate, Path key) {
    }

    /** Whether whoever reaches it from elsewhere is in control. */
    boolean isOpenToOthers() {
        return !listen.getAddress().isLoopbackAddress() && tokenFile.isEmpty();
    }

    /** Whether tokens go over the network for everybody to read. */
    boolean showsTokens() {
        return !listen.getAddress().isLoopbackAddress() && tokenFile.isPresent() && tls.isEmpty();
    }
}
