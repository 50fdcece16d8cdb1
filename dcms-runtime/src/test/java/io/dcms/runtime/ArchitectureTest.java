package io.dcms.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who knows whom: what {@code jdeps} finds in the compiled classes is what {@code arrows.txt} says. */
class ArchitectureTest {

    private static final String ROOT = "io.dcms.runtime";
    private static final String FILE = "dcms-runtime/src/test/resources/io/dcms/runtime/arrows.txt";

    /** From each package of this module to all others that it uses. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>();
    private static final Set<String> MODULES = new TreeSet<>();

    @BeforeAll
    static void askJdeps() throws Exception {
        StringWriter out = new StringWriter();
        ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
        int status = jdeps.run(new PrintWriter(out), new PrintWriter(out), "--multi-release", "17", "-verbose:package", "-cp",
                classes(io.dcms.api.Job.class), classes(Main.class));
        assertEquals(0, status, out::toString);
        // "   io.dcms.runtime.cli    -> java.io     java.base", and without blanks at the beginning "classes -> java.base"
        for (String line : out.toString().split("\n")) {
            String[] words = line.strip().split(" +");
            if (words.length >= 3 && words[1].equals("->")) {
                if (line.startsWith(" ")) {
                    ARROWS.computeIfAbsent(words[0], key -> new TreeSet<>()).add(words[2]);
                } else {
                    MODULES.add(words[2]);
                }
            }
        }
        assertTrue(ARROWS.size() > 10, "jdeps has printed something else than expected: " + out);
    }

    private static String classes(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static Set<String> ours(String from) {
        Set<String> targets = new TreeSet<>(ARROWS.getOrDefault(from, Set.of()));
        targets.removeIf(target -> !target.startsWith("io.dcms."));
        return targets;
    }

    @Test
    void packagesUseOnlyWhatTheFileSays() throws IOException {
        Set<String> found = new TreeSet<>();
        ARROWS.keySet().forEach(from -> ours(from).forEach(to -> found.add(from + " -> " + to)));
        Set<String> agreed = agreed();
        List<String> differences = new ArrayList<>();
        found.stream().filter(arrow -> !agreed.contains(arrow)).forEach(arrow -> differences.add("+ " + arrow));
        agreed.stream().filter(arrow -> !found.contains(arrow)).forEach(arrow -> differences.add("- " + arrow));
        assertTrue(differences.isEmpty(), () -> "The packages use each other otherwise than " + FILE + " says:\n"
                + String.join("\n", differences) + "\nAn arrow that is new (+) or gone (-) is a decision. If it is meant, make the"
                + " same change in that file and say why in the commit; else ask for what you need by a port of your own package.");
    }

    private static Set<String> agreed() throws IOException {
        try (InputStream file = ArchitectureTest.class.getResourceAsStream("arrows.txt")) {
            Set<String> arrows = new TreeSet<>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    arrows.add(line.strip());
                }
            }
            return arrows;
        }
    }

    /** The pure core, and what its parts may know beside the JDK's java.lang, java.util and java.time. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "text |",
            "cron |",
            "json |",
            "task |",
            "wording | cron",
            "job  | cron json text io.dcms.api io.dcms.spi io.dcms.spi.filter io.dcms.spi.hook java.net java.nio.charset"})
    void thePureCoreKnowsNoFileNoThreadAndNoNeighbour(String name, String more) {
        Set<String> allowed = new TreeSet<>();
        for (String word : more == null ? new String[0] : more.split(" ")) {
            allowed.add(word.contains(".") ? word : ROOT + "." + word);
        }
        Set<String> surplus = new TreeSet<>(ARROWS.get(ROOT + "." + name));
        surplus.removeIf(target -> allowed.contains(target)
                || target.matches("java\\.(lang|time|util)(\\..*)?") && !target.startsWith("java.util.concurrent"));
        // The writer of JSON hands out UTF-8.
        surplus.remove("java.nio.charset");
        assertEquals(Set.of(), surplus);
    }

    @Test
    void theModuleNeedsTheApiAndTheJdkAlone() throws Exception {
        // A folder by its path, a jar by its name.
        Path api = Path.of(classes(io.dcms.api.Job.class));
        Set<String> foreign = new TreeSet<>(MODULES);
        foreign.removeIf(module -> module.startsWith("java.") || module.startsWith("jdk.")
                || module.equals(api.toString()) || module.equals(api.getFileName().toString()));
        assertEquals(Set.of(), foreign);
        assertTrue(ARROWS.values().stream().flatMap(Set::stream).noneMatch(target -> target.startsWith("io.dcms.")
                && !target.startsWith(ROOT) && !target.startsWith("io.dcms.api") && !target.startsWith("io.dcms.spi")));
    }

    @Test
    void onlyTheTopAndTheCommandLineAreKnownByNobody() {
        Set<String> known = new TreeSet<>();
        ARROWS.keySet().forEach(from -> known.addAll(ours(from)));
        assertTrue(!known.contains(ROOT) && !known.contains(ROOT + ".cli"), "nobody may know the composition root");
    }

    @Test
    void noPackageComesBackToItself() {
        List<String> cycles = new ArrayList<>();
        ARROWS.keySet().forEach(from -> findCycle(from, from, new ArrayList<>(List.of(from)), new TreeSet<>(), cycles));
        assertEquals(List.of(), cycles);
    }

    private static void findCycle(String start, String at, List<String> path, Set<String> seen, List<String> cycles) {
        for (String next : ours(at)) {
            if (next.equals(start)) {
                cycles.add(String.join(" -> ", path) + " -> " + start);
            } else if (seen.add(next)) {
                List<String> longer = new ArrayList<>(path);
                longer.add(next);
                findCycle(start, next, longer, seen, cycles);
            }
        }
    }
}
