package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One answer of {@code GET /metrics}, read the simple way. */
final class Scrape {
    private final String text;
    /** By name and labels as they are written. */
    private final Map<String, Double> samples = new LinkedHashMap<>();
    /** Types by name. */
    private final Map<String, String> families = new TreeMap<>();

    Scrape(String text) {
        this.text = text;
        text.lines().forEach(this::read);
    }

    private void read(String line) {
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ");
            assertNull(families.put(words[2], words[3]), line);
        } else if (!line.startsWith("#")) {
            int blank = line.lastIndexOf(' ');
            assertNull(samples.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1).replace("Inf", "Infinity"))), line);
        }
    }

    String text() {
        return text;
    }

    /** The names of all families. */
    Set<String> names() {
        return families.keySet();
    }

    /** Whether there may be a sample of this name, a histogram's {@code _bucket}, {@code _sum} and {@code _count} included. */
    boolean knows(String name) {
        String plain = name.replaceFirst("_(bucket|sum|count)$", "");
        return families.containsKey(name) || "histogram".equals(families.get(plain));
    }

    boolean has(String sample) {
        return samples.containsKey(sample);
    }

    /** The value of a sample, such as {@code dcms_jobs{state="bad"}}. */
    double value(String sample) {
        assertTrue(has(sample), () -> "no " + sample + " in:\n" + text);
        return samples.get(sample);
    }

    long count(String sample) {
        return (long) value(sample);
    }
}
