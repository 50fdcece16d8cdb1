package io.dcms.testing.mysql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * The data of a server that nobody has used yet. To make it takes seconds, so it is made once in a JVM for each kind, and copied.
 *
 * <p>RATIONALE: this is static as {@link SharedServers} is, and for the same reason.
 */
final class FreshData {
    private static final Duration COPY = Duration.ofMinutes(2);
    private static final Map<ServerKind, Path> MADE = new EnumMap<>(ServerKind.class);

    private FreshData() {
    }

    /** Puts the data of this kind of server into a folder that does not exist yet. */
    static void into(Path data, ServerKind kind, ServerPrograms programs) throws IOException, InterruptedException {
        Program.run(COPY, "cp", "-a", made(kind, programs).toString(), data.toString()).orFail();
    }

    /** The folder to copy, which is gone when this JVM ends. What could not be made is tried again by whoever asks next. */
    private static synchronized Path made(ServerKind kind, ServerPrograms programs) throws IOException, InterruptedException {
        Path data = MADE.get(kind);
        if (data == null) {
            Path folder = Files.createTempDirectory("dcms-database-");
            Guard.over(folder);
            data = folder.resolve("data");
            programs.makeData(data);
            MADE.put(kind, data);
        }
        return data;
    }
}
