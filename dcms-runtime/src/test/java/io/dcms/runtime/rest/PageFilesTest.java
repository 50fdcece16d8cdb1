package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How large the dashboard's files are, and that they name nothing which is not there. */
class PageFilesTest {
    /** Of all files together. 150,000 is where they should be one day: whoever makes them smaller lowers this. */
    private static final int MOST_BYTES = 185_000;
    /** Of all files that one page takes, as they are read by people; packed it is a third of that. */
    private static final int MOST_BYTES_A_PAGE = 150_000;
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:\\{[^}]*} from )?'\\./([a-z-]+\\.js)';");
    private static final Pattern NAMED = Pattern.compile("\"/ui/([a-z-]+\\.[a-z]+)\"");

    @Test
    void allTogetherAreSmall() throws Exception {
        int bytes = files().stream().mapToInt(name -> read(name).length).sum();
        assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes, the bound is " + MOST_BYTES);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noPageTakesMuch(String page) {
        Set<String> taken = taken(page);
        int bytes = taken.stream().mapToInt(name -> read(name).length).sum();
        assertTrue(bytes < MOST_BYTES_A_PAGE, () -> bytes + " bytes of " + taken + ", the bound is " + MOST_BYTES_A_PAGE);
    }

    /** What the browser is told to fetch early is what the first page takes, or else it waits for one after the other. */
    @Test
    void theFirstPageHasNothingToWaitFor() {
        Set<String> early = found(NAMED, "index.html");
        early.add("index.html");
        assertEquals(taken("page-now.js"), early);
    }

    static List<String> pages() throws Exception {
        return files().stream().filter(name -> name.startsWith("page-")).toList();
    }

    /** A page with all that it, the first script and the document name. */
    private static Set<String> taken(String page) {
        Set<String> taken = new TreeSet<>(List.of("index.html"));
        Deque<String> open = new ArrayDeque<>(List.of(page, "main.js", "theme.js", "app.css", "icon.svg"));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (taken.add(name)) {
                found(IMPORT, name).forEach(open::push);
            }
        }
        return taken;
    }

    private static Set<String> found(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(new String(read(name), StandardCharsets.UTF_8));
        Set<String> found = new TreeSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static byte[] read(String name) {
        try {
            return PageFile.read(name, text -> text).orElseThrow(() -> new AssertionError("there is no " + name)).plain();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static List<String> files() throws URISyntaxException, IOException {
        try (Stream<Path> files = Files.list(Path.of(PageFile.class.getResource("ui").toURI()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
