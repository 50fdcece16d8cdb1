package io.dcms.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartLogTest {

    @TempDir
    Path temp;

    @Test
    void eachStartIsReadOnceAndWhole() throws Exception {
        Path file = Files.writeString(temp.resolve("starts"), "100 100.25\n100 10");
        try (StartLog log = new StartLog(file)) {
            List<StartLog.Start> first = log.next();
            assertEquals(1, first.size());
            assertEquals(0.25, first.get(0).late(), 1e-6);
            Files.writeString(file, "1.5\n", StandardOpenOption.APPEND);
            assertEquals(List.of(new StartLog.Start(100, 101.5)), log.next());
            assertEquals(List.of(), log.next());
        }
    }
}
