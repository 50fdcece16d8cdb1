package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each link of the pages leads to a file of the tarball and, with an anchor, to a heading there. */
final class DocLinksIT {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Path SOURCE = Path.of("..");

    @TempDir
    private Path temp;

    @Test
    void eachLeadsToSomethingThatIsShipped() throws Exception {
        Path home = UnpackedTarball.in(temp).home();
        List<Path> pages = new ArrayList<>(List.of(home.resolve("README.md")));
        pages.addAll(in(home.resolve("docs")));
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            broken.addAll(broken(page));
        }
        assertEquals(List.of(), broken);
        assertTrue(pages.size() > 5, pages::toString);
    }

    /** Where the pages lie elsewhere than in the tarball. */
    @Test
    void thoseOfTheReadmeDoSoInTheSourceToo() throws IOException {
        assertEquals(List.of(), broken(SOURCE.resolve("README.md")));
    }

    @Test
    void theIndexLeavesNoPageOut() throws Exception {
        Path docs = UnpackedTarball.in(temp).path("docs");
        Set<String> listed = new TreeSet<>(Set.of("index.md"));
        links(Files.readString(docs.resolve("index.md"))).forEach(link -> listed.add(link.replaceFirst("#.*", "")));
        Set<String> pages = new TreeSet<>(Set.of("../README.md"));
        in(docs).forEach(page -> pages.add(page.getFileName().toString()));
        assertEquals(pages, listed);
    }

    private static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    private static List<String> broken(Path page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : links(Files.readString(page))) {
            if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
                broken.add(page.getFileName() + ": " + link);
            }
        }
        return broken;
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(file) && (parts.length == 1 || anchors(prose(Files.readString(file))).contains(parts[1]));
    }

    private static List<String> links(String text) {
        Matcher link = LINK.matcher(prose(text).replaceAll("`[^`\n]*`", "``"));
        return link.results().map(each -> each.group(1)).toList();
    }

    /** What is not in a fenced block. */
    private static String prose(String text) {
        return text.replaceAll("(?ms)^```.*?^```$", "");
    }

    /** As GitHub makes them of headings: small letters, blanks to hyphens, other signs dropped, a number where one is there already. */
    private static Set<String> anchors(String prose) {
        Set<String> anchors = new TreeSet<>();
        prose.lines().filter(line -> line.matches("#{1,6} .*")).forEach(line -> {
            String plain = line.replaceFirst("#+ ", "").replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").strip();
            String anchor = plain.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{M}\\p{N}_\\- ]", "").replace(' ', '-');
            String free = anchor;
            for (int i = 1; !anchors.add(free); i++) {
                free = anchor + "-" + i;
            }
        });
        return anchors;
    }
}
