package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that describe every flag, option or command name just those that there are. */
final class DocNamesIT {
    private static final Path OPTIONS = Path.of("../dcms-runtime/src/main/java/io/dcms/runtime/job/OptionsReader.java");

    @TempDir
    private Path temp;
    private UnpackedTarball dcms;

    @BeforeEach
    void unpack() throws Exception {
        dcms = UnpackedTarball.in(temp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/agent.md", "docs/zh.md"})
    void everyFlag(String page) throws Exception {
        Set<String> flags = names("(?m)^  (-[a-z_]+)=", dcms.agent("-h").out());
        assertTrue(flags.size() > 20, flags::toString);
        assertEquals(flags, names("`(-[a-z_]+)`", firstCells(page)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/jobs.md", "docs/zh.md"})
    void everyOptionOfAJob(String page) throws Exception {
        String source = Files.readString(OPTIONS);
        int begin = source.indexOf("KEYS = List.of(");
        Set<String> keys = names("\"([a-z_]+)\"", source.substring(begin, source.indexOf(");", begin)));
        assertTrue(keys.size() > 10, keys::toString);
        Set<String> missing = new TreeSet<>(keys);
        missing.removeAll(names("`([a-z_]+)`", firstCells(page)));
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyCommand() throws Exception {
        Set<String> commands = names("(?m)^  dcms ([a-z]+)", dcms.dcms("help").out());
        assertTrue(commands.size() > 20, commands::toString);
        assertEquals(commands, names("dcms ([a-z]+)", firstCells("docs/command-line.md")));
    }

    /** Of all tables of a page. */
    private String firstCells(String page) throws Exception {
        return Files.readString(dcms.path(page)).lines().filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| ")[0]).collect(Collectors.joining("\n"));
    }

    private static Set<String> names(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(result -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
