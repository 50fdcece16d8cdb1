package io.dcms.runtime.crontab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which script is whose: what is there already keeps its name when its line has moved or changed, so that its job stays the same
 * job. Pure.
 */
public final class ScriptNames {

    private static final int LONGEST = 60;

    private final CrontabSource source;
    /** The scripts that are there, of this crontab and others, by name. */
    private final Map<String, JobScript.Origin> there;
    private final Set<String> commentedOut;
    private final Map<CrontabLine, String> names = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();

    private ScriptNames(CrontabSource source, Map<String, JobScript.Origin> there, Set<String> commentedOut) {
        this.source = source;
        this.there = there;
        this.commentedOut = commentedOut;
    }

    /**
     * The names of the scripts of a crontab's lines, without their folder.
     *
     * @param there        the scripts that we have made in that folder before, of any crontab, by name
     * @param taken        other names that are there and not ours, or given to the lines of another crontab
     * @param commentedOut the comments of the crontab, see {@link #comments}: what stands there has been moved, and not changed
     */
    public static Map<CrontabLine, String> of(CrontabSource source, List<CrontabLine> lines, Map<String, JobScript.Origin> there,
            Set<String> taken, Set<String> commentedOut) {
        ScriptNames names = new ScriptNames(source, inOrder(there), commentedOut);
        names.taken.addAll(taken);
        names.keepSameLines(lines);
        names.keepSameNames(lines);
        names.keepChangedLines(lines);
        names.addOthers(lines);
        Map<CrontabLine, String> inOrder = new LinkedHashMap<>();
        lines.forEach(line -> inOrder.put(line, names.names.get(line)));
        return inOrder;
    }

    /** As they were numbered: lines of the same text keep their order. */
    private static Map<String, JobScript.Origin> inOrder(Map<String, JobScript.Origin> there) {
        Map<String,
                JobScript.Origin> sorted = new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        sorted.putAll(there);
        return sorted;
    }

    /** All comments of a crontab without their signs. */
    public static Set<String> comments(String text) {
        return text.lines().map(String::strip).filter(line -> line.startsWith("#")).map(ScriptNames::withoutSigns)
                .collect(Collectors.toSet());
    }

    /** Whether a line is now a comment. */
    static boolean isAmong(Set<String> comments, JobScript.Origin script) {
        return comments.contains(withoutSigns(script.line()));
    }

    private static String withoutSigns(String line) {
        return line.replaceFirst("^[#\\s]+", "").strip();
    }

    private void keepSameLines(List<CrontabLine> lines) {
        for (CrontabLine line : lines) {
            for (Map.Entry<String, JobScript.Origin> script : there.entrySet()) {
                if (isFree(script) && script.getValue().line().equals(line.text())) {
                    give(line, script.getKey());
                    break;
                }
            }
        }
    }

    /** A title may stay where the line has changed. */
    private void keepSameNames(List<CrontabLine> lines) {
        for (CrontabLine line : left(lines)) {
            for (Map.Entry<String, JobScript.Origin> script : there.entrySet()) {
                if (mayHaveChanged(script) && script.getKey().equals(wanted(line))) {
                    give(line, script.getKey());
                    break;
                }
            }
        }
    }

    /** The only line and the only script that have the same program are the same. */
    private void keepChangedLines(List<CrontabLine> lines) {
        Map<String, List<CrontabLine>> wanting = new HashMap<>();
        left(lines).forEach(line -> wanting.computeIfAbsent(program(line), any -> new ArrayList<>()).add(line));
        Map<String, List<String>> had = new HashMap<>();
        there.entrySet().stream().filter(this::mayHaveChanged).forEach(script ->
                had.computeIfAbsent(programOf(script.getValue().line()), any -> new ArrayList<>()).add(script.getKey()));
        wanting.forEach((program, some) -> {
            List<String> scripts = had.getOrDefault(program, List.of());
            if (some.size() == 1 && scripts.size() == 1) {
                give(some.get(0), scripts.get(0));
            }
        });
    }

    private static String program(CrontabLine line) {
        return LineTitle.program(line.command()).split(" ")[0];
    }

    /** The program of a line that is in the crontab no more. */
    private String programOf(String line) {
        return Crontab.read(line + "\n", source.user()).lines().stream().map(ScriptNames::program).findFirst().orElse("");
    }

    private void addOthers(List<CrontabLine> lines) {
        for (CrontabLine line : left(lines)) {
            String wanted = wanted(line);
            String name = wanted;
            for (int n = 2; taken.contains(name) || there.containsKey(name); n++) {
                name = wanted + "-" + n;
            }
            give(line, name);
        }
    }

    private String wanted(CrontabLine line) {
        String own = slug(LineTitle.of(line));
        own = own.isEmpty() ? slug(LineTitle.program(line.command())) : own;
        String name = slug(source.name()) + "-" + (own.isEmpty() ? "line" : own);
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST).replaceFirst("-$", "");
    }

    /** Small letters, digits and single dashes between them. */
    private static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private boolean isFree(Map.Entry<String, JobScript.Origin> script) {
        return !taken.contains(script.getKey()) && script.getValue().source().equals(source.text());
    }

    private boolean mayHaveChanged(Map.Entry<String, JobScript.Origin> script) {
        return isFree(script) && !isAmong(commentedOut, script.getValue());
    }

    private void give(CrontabLine line, String name) {
        names.put(line, name);
        taken.add(name);
    }

    private List<CrontabLine> left(List<CrontabLine> lines) {
        return lines.stream().filter(line -> !names.containsKey(line)).toList();
    }
}
