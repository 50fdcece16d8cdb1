package io.dcms.dist;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what a page shows with what was printed. What differs each time may differ: moments, durations, task ids, digests, and whatever
 * stands where the page has {@code ...}; of JSON also blanks, the order of fields, and the numbers that are durations or processes.
 */
final class DocOutput {
    /** The first that fits counts. Each stands for itself in the page and in the output. */
    private static final List<String> VARYING = List.of(
            "sha256:[0-9a-f]{64}",
            "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?(?:Z|[+-]\\d\\d:\\d\\d)?",
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d",
            "DCMS-\\d{8}",
            "\\d{13}",
            "\\d\\d:\\d\\d:\\d\\d",
            "\\b\\d+s\\b",
            "\\d{10}-\\d+(?:-\\d+)?",
            "\\d{10}");
    private static final Pattern VARIES = Pattern.compile("\\.\\.\\.|\\s+|" + String.join("|", VARYING));
    private static final Set<String> MEASURED = Set.of("exec_duration", "pid", "jobs_age", "java");
    private static final long FIRST_MOMENT = 1_000_000_000;

    private DocOutput() {
    }

    /** @return what is wrong; empty if it is what the page shows */
    static String difference(DocPage.Block shown, String printed) {
        boolean same = shown.language().equals("json") ? sameJson(shown, printed)
                : pattern(shown.text().strip()).matcher(printed.strip()).matches();
        return same ? "" : shown.place() + " shows\n" + shown.text() + "but printed was\n" + printed;
    }

    private static boolean sameJson(DocPage.Block shown, String printed) {
        return same("", PlainJson.parse(shown.text().strip()), PlainJson.parse(printed.strip()));
    }

    private static boolean same(String field, Object shown, Object printed) {
        if (shown instanceof Map<?, ?> fields && printed instanceof Map<?, ?> others) {
            Set<Object> names = new TreeSet<>(fields.keySet());
            return names.equals(new TreeSet<>(others.keySet()))
                    && names.stream().allMatch(name -> same((String) name, fields.get(name), others.get(name)));
        }
        if (shown instanceof List<?> elements && printed instanceof List<?> others) {
            List<Boolean> all = new ArrayList<>();
            for (int i = 0; i < Math.min(elements.size(), others.size()); i++) {
                all.add(same(field, elements.get(i), others.get(i)));
            }
            return elements.size() == others.size() && !all.contains(false);
        }
        if (shown instanceof Long number && printed instanceof Long other) {
            return number.equals(other) || MEASURED.contains(field) || number >= FIRST_MOMENT && other >= FIRST_MOMENT;
        }
        if (shown instanceof String text && printed instanceof String other) {
            return MEASURED.contains(field) || pattern(text).matcher(other).matches();
        }
        return String.valueOf(shown).equals(String.valueOf(printed));
    }

    private static Pattern pattern(String shown) {
        StringBuilder regex = new StringBuilder();
        Matcher varying = VARIES.matcher(shown);
        int from = 0;
        while (varying.find()) {
            regex.append(Pattern.quote(shown.substring(from, varying.start()))).append(kind(varying.group()));
            from = varying.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(shown.substring(from))).toString(), Pattern.DOTALL);
    }

    private static String kind(String varying) {
        if (varying.equals("...")) {
            return ".*";
        }
        if (varying.isBlank()) {
            return "\\s+";
        }
        return VARYING.stream().filter(varying::matches).findFirst().orElseThrow();
    }
}
