package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dcms.runtime.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Cgroups of the kernel's, for one test: it is aborted where none can be made. What it made is gone after {@link #close}. */
public final class RealCgroups implements AutoCloseable {

    public final Cgroups cgroups;
    public final Path folder;

    public RealCgroups() throws Exception {
        String name = "dcms-test-" + ProcessHandle.current().pid();
        Optional<Cgroups> probed = Cgroups.probe(Path.of("/proc"), name);
        assumeTrue(probed.isPresent(), "no cgroup 2 in which this user may make some: nothing of them is tested");
        cgroups = probed.orElseThrow();
        folder = Cgroups.place(Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")))
                .resolve(name);
    }

    /** Which cgroup a process's {@code /proc/PID/cgroup} names. */
    public static String pathOf(String cgroup) throws IOException {
        return Cgroups.pathOf(cgroup);
    }

    @Override
    public void close() throws Exception {
        Await.until("nobody is in " + folder, () -> {
            cgroups.removeUnused();
            return !Files.exists(folder);
        });
        assertFalse(Files.exists(folder));
    }
}
