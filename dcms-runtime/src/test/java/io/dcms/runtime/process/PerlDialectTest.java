package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Executables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PerlDialectTest {

    @TempDir
    private Path folder;
    private RunFiles files;

    @BeforeEach
    void makeScripts() throws Exception {
        files = new RunFiles(folder, Processes.ofThisMachine().boot());
    }

    @Test
    void aRunIsALineWhateverIsInIt() {
        Order order = new Order("17-7", "/a\tb", new TreeMap<>(Map.of("A", "=%0A\n")), List.of("/x y", "", "中"));
        assertEquals("run\t17-7\tb 1 2\t/c\t/a%09b\t2\tA==%250A%0A\tDCMS_LAUNCH=m\t/x y\t\t中",
                new PerlDialect("perl").run(order, "m", "b 1 2", "/c"));
    }

    @Test
    void aPerlThatHasAllThatIsNeededWorks() throws Exception {
        assertTrue(new PerlDialect(Tools.find().perl().orElseThrow()).works(files.folder()));
    }

    /** As on machines whose perl comes in many packages. */
    @Test
    void onesWithoutItsModulesOrThatAreNoPerlsDoNot() throws Exception {
        for (String script : List.of("echo \"Can't locate POSIX.pm in @INC\" >&2; exit 2", "exit 0")) {
            String perl = Executables.script(folder, "#!/bin/sh\n" + script + "\n").toString();
            assertFalse(new PerlDialect(perl).works(files.folder()), script);
        }
        assertFalse(new PerlDialect("/there/is/none").works(files.folder()));
    }

    /** Until it executes the executor the run's process is a copy of the launcher. */
    @Test
    void aCopyOfTheLauncherIsOnItsWay() {
        PerlDialect dialect = new PerlDialect("/usr/bin/perl");
        assertTrue(dialect.isOnItsWay(List.of("/usr/bin/perl", "dcms-launch", "keep"), "/x"));
        assertFalse(dialect.isOnItsWay(List.of("/usr/bin/perl", "/opt/dcms-launch", "keep"), "/x"));
        assertFalse(dialect.isOnItsWay(List.of("/usr/bin/perl"), "/x"));
    }
}
