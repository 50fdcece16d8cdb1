package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/security.md} says of each attack which test shows what becomes of it: there is such a test. */
final class DocTestsIT {
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))(?:\\.([a-zA-Z]+))?`");
    private static final Path MODULES = Path.of("..");

    @Test
    void eachIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> missing = NAME.matcher(Files.readString(Path.of("docs/security.md"))).results()
                .filter(name -> !tests.getOrDefault(name.group(1), "").contains("void " + (name.group(2) == null ? "" : name.group(2) + "(")))
                .map(name -> name.group()).toList();
        assertEquals(List.of(), missing);
        assertTrue(tests.size() > 100, () -> tests.size() + " tests");
    }

    /** The source of each, by its name. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> modules = Files.list(MODULES)) {
            return modules.map(module -> module.resolve("src/test/java")).filter(Files::isDirectory).flatMap(DocTestsIT::sources)
                    .collect(Collectors.toMap(file -> file.getFileName().toString().replace(".java", ""), DocTestsIT::read, (a, b) -> a + b));
        }
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*(Test|IT)\\.java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
