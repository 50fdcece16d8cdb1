package io.dcms.runtime.rest;

import io.dcms.runtime.access.Access;
import io.dcms.runtime.access.Audit;
import io.dcms.runtime.tls.ServerTls;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** Ways into a server under test. */
final class Entrances {

    static final String READ = "read-0123456789abcdef";
    static final String CONTROL = "control-0123456789abcdef";

    private Entrances() {
    }

    /** Asks nobody for a token. */
    static Entrance open() {
        return entrance(Optional.empty(), Audit.NONE, Optional.empty());
    }

    /** Asks for {@link #READ}, of somebody called eve, or {@link #CONTROL}, of adam. */
    static Entrance guarded(Path folder, Audit audit) throws IOException {
        return entrance(Optional.of(tokens(folder, "read eve " + READ, "control adam " + CONTROL)), audit, Optional.empty());
    }

    /** The same over TLS. */
    static Entrance secure(Path folder, ServerTls tls) throws IOException {
        return entrance(Optional.of(tokens(folder, "read eve " + READ, "control adam " + CONTROL)), Audit.NONE, Optional.of(tls.context()));
    }

    /** Asks for the tokens of a file, which is read now. */
    static Entrance with(Path tokens, String host, Audit audit) {
        return entrance(Optional.of(tokens), host, audit, Optional.empty());
    }

    static Path tokens(Path folder, String... lines) throws IOException {
        Path file = folder.resolve("tokens");
        Files.write(file, List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Entrance entrance(Optional<Path> tokens, Audit audit, Optional<SSLContext> tls) {
        return entrance(tokens, "host-1", audit, tls);
    }

    private static Entrance entrance(Optional<Path> tokens, String host, Audit audit, Optional<SSLContext> tls) {
        try {
            return new Entrance(new Access(tokens, host, Set.of("host-1"), System::nanoTime), audit, tls);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** Remembers what it hears, without addresses. */
    static final class Heard implements Audit {

        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void add(String address, String name, String what, String result) {
            lines.add(name + " " + what + ": " + result);
        }
    }
}
