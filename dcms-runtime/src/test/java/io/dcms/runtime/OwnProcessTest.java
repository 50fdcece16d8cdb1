package io.dcms.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.metrics.Sources.ProcessUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnProcessTest {

    @TempDir
    private Path proc;

    @Test
    void readsWhatTheKernelWrites() throws Exception {
        Files.writeString(proc.resolve("status"), "Name:\tjava\nVmPeak:\t 9 kB\nVmSize:\t 4000 kB\nVmRSS:\t   1000 kB\nThreads:\t31\n");
        Files.writeString(proc.resolve("limits"), """
                Limit                     Soft Limit           Hard Limit           Units
                Max open files            1024                 524288               files
                """);
        Files.createDirectory(proc.resolve("fd"));
        for (int fd = 0; fd < 5; fd++) {
            Files.createFile(proc.resolve("fd").resolve(Integer.toString(fd)));
        }
        assertEquals(new ProcessUsage(7, 1.5, 1_024_000, 4_096_000, 4, 1024, 31), OwnProcess.read(proc, 7, 1.5));
    }

    @Test
    void whatCanNotBeReadIsNotKnown() {
        assertEquals(new ProcessUsage(7, 1.5, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN), OwnProcess.read(proc, 7, 1.5));
    }

    @Test
    void isThisProcess() {
        ProcessUsage usage = OwnProcess.read();
        double now = Instant.now().toEpochMilli() / 1e3;
        assertTrue(usage.startSeconds() > now - 86_400 && usage.startSeconds() <= now + 1, usage::toString);
        assertTrue(usage.cpuSeconds() > 0 && usage.residentBytes() > 1e6 && usage.virtualBytes() >= usage.residentBytes(), usage::toString);
        assertTrue(usage.openFiles() >= 3 && usage.threads() >= 2, usage::toString);
    }
}
