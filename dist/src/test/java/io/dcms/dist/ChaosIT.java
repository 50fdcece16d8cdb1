package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.dist.ChaosRun.Fault;
import io.dcms.testing.NeedsRoot;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chaos run. Short by itself; {@code dist/chaos} makes it a long one, by these system properties: {@code dcms.chaos.seconds},
 * {@code dcms.chaos.seed} for the same sequence of faults (what they meet depends on the moment all the same), and {@code
 * dcms.chaos.faults}, their names, or what is left out of all, such as {@code -clock,-receiver}.
 */
@NeedsRoot
final class ChaosIT {
    private static final long SECONDS = Long.getLong("dcms.chaos.seconds", 25);
    private static final long SEED = Long.getLong("dcms.chaos.seed", System.nanoTime());
    private static final String FAULTS = System.getProperty("dcms.chaos.faults", "");

    @Test
    void threeAccountsOfTheSameRunsAreEqual(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        Set<Fault> faults = faults(FAULTS);
        String which = SECONDS + " s with seed " + SEED + " and the faults " + faults + " in " + folder;
        System.out.println("chaos: " + which);
        try (ChaosRun run = new ChaosRun(folder, SEED, SECONDS, faults)) {
            run.suffer();
            ChaosAudit audit = run.settle();
            if (!audit.isEqual()) {
                System.out.println("chaos: the accounts differ\n" + audit.report());
            }
            assertTrue(audit.isEqual(), () -> which + ":\n" + audit.kinds());
        }
    }

    /** Names alone are the faults that there are; names with a minus are left out of all. */
    private static Set<Fault> faults(String text) {
        Set<Fault> faults = EnumSet.allOf(Fault.class);
        String[] names = text.isBlank() ? new String[0] : text.split(",");
        if (Arrays.stream(names).anyMatch(name -> Character.isLetter(name.charAt(0)))) {
            faults.clear();
        }
        for (String name : names) {
            Fault fault = Fault.valueOf(name.replaceAll("^-", "").toUpperCase(Locale.ROOT).replace('-', '_'));
            if (name.startsWith("-")) {
                faults.remove(fault);
            } else {
                faults.add(fault);
            }
        }
        return faults;
    }
}
