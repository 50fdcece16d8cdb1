package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/operations.md} explains each message that the code has for an operator, and no other. */
final class OperationsPageIT {
    private static final String LIST = "# Messages";
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** What is shorter is no message but a word that is put into one. */
    private static final int SHORTEST = 11;

    /**
     * Where messages are made.
     *
     * @param below   a folder or file of sources, by a part of its path; empty = all
     * @param openers what stands in the code before them
     */
    private record Place(String below, List<String> openers) {
        Place(String below, String... openers) {
            this(below, List.of(openers));
        }
    }

    private static final String LOG_CALL = ".log(";
    /** Who logs what others have worded, or nothing that could be looked for; where others word it is in {@link #WORDED}. */
    private static final List<String> WITHOUT_WORDS = List.of("Agent", "PluginSet", "PluginSet", "PluginSet", "TaskLog", "TaskLog",
            "Supervision", "LogPruning", "Lane", "JobSync", "JobSync");

    private static final List<Place> WORDED = List.of(
            new Place("schedule/Expectations", "tell(Kind.OVERDUE"),
            new Place("runtime/log/JsonLine", "Level.WARNING"),
            new Place("config/", "warnings.add(", "lines.add("),
            new Place("sync/SyncStatus", "return "),
            new Place("sync/JobSync", "doubt ="),
            new Place("output/LogFolder", "String strangers("),
            new Place("plugin/Problem", "return "),
            new Place("plugin/Discovery", "Problem.ofName("),
            new Place("plugin/PluginRegistry", ".refused(", "new PluginDefect("),
            new Place("runtime/AgentControl", "problems.add("),
            new Place("sync/SnapshotFile", "new Untrusted("),
            new Place("filestore/JobsFile", "new IOException("),
            new Place("filestore/ResultsFile", "new IOException("),
            new Place("store/mysql/Failures", "return ", "Map.entry("),
            new Place("store/mysql/", ".say(", "new SQLTimeoutException("),
            new Place("hook/http/Delivery", "failure("),
            new Place("hook/http/Failures", "return "));

    private static final List<Place> REASONS = List.of(
            new Place("schedule/", "new Verdict(", "clauses.add(", "fires.off(", "fires.missed(", "idle(", "drop(", "skip(",
                    "giveUpRetries(", "killWaiting(", "String reason =", "String because =", "String DIED =", "whyMissed(",
                    "new RunRefused(", "job.problem =", "reject("),
            new Place("schedule/FireRecord", "change("),
            new Place("ledger/", "FireRecord.lost(", "FireRecord.skipped(", "String DIED ="),
            new Place("process/", "new Refusal(", "answers.refused(", "answers.flooded(", "refuse(", "giveUp(", "lost(", "CHANGED ="),
            new Place("verify/", "new Refusal(", "new Silent("),
            new Place("runtime/Agent.java", "killAll("),
            new Place("rest/TasksResource", "String reason ="));

    private static final List<Place> REFUSALS = List.of(
            new Place("config/", "new ConfigException("),
            new Place("access/", "bad("),
            new Place("runtime/tls/", "new ConfigException("),
            new Place("process/", "new ConfigException("),
            new Place("plugin/", "new ConfigException("),
            new Place("mysql/", "new BadDsnException("),
            new Place("runtime/WorkDirLock", "new Held(", "new IOException("),
            new Place("runtime/files/", "new IOException("),
            new Place("report/Folder", "new IOException("),
            new Place("ledger/HistoryFolder", "new IOException("),
            new Place("rest/RestServer", "new IOException("));

    private final List<JavaSource> sources = sources();
    private final List<String> quoted = quoted();

    @Test
    void explainsEachWarningAndErrorOfTheLog() {
        List<String> said = sources.stream().flatMap(source -> warnings(source).stream()).flatMap(List::stream).toList();
        assertEquals(List.of(), missing(said));
        assertAllQuoted(WORDED);
    }

    /** One more must not slip through: where are its words? */
    @Test
    void knowsEachWarningThatHasNoWordsOfItsOwn() {
        List<String> found = new ArrayList<>();
        for (JavaSource source : sources) {
            warnings(source).stream().filter(texts -> texts.stream().allMatch(text -> longestPiece(text).length() < SHORTEST))
                    .forEach(call -> found.add(source.name()));
        }
        assertEquals(WITHOUT_WORDS, found);
    }

    @Test
    void explainsEachReasonOfRunsAndFires() {
        assertAllQuoted(REASONS);
    }

    @Test
    void explainsEachRefusalAtTheStart() {
        assertAllQuoted(REFUSALS);
    }

    @Test
    void quotesNothingThatNobodySays() {
        assertEquals(List.of(), quoted.stream().filter(message -> sources.stream().noneMatch(source -> source.says(message))).toList());
    }

    @Test
    void quotesNothingTwice() {
        assertEquals(new TreeSet<>(quoted).size(), quoted.size(), () -> quoted.stream()
                .filter(message -> quoted.indexOf(message) != quoted.lastIndexOf(message)).toList().toString());
    }

    /** By the first letter of the first message, as the page promises. */
    @Test
    void hasTheRowsOfEachTableInOrder() throws IOException {
        String before = "";
        for (String line : messages()) {
            Matcher first = QUOTED.matcher(line);
            String now = line.startsWith("| `") && first.find() ? sortedBy(first.group(1)) : "";
            String above = before;
            assertTrue(now.isEmpty() || above.compareTo(now) <= 0, () -> "\"" + now + "\" stands below \"" + above + "\"");
            before = now;
        }
    }

    private static String sortedBy(String message) {
        return message.replaceFirst("^[^A-Za-z]+", "").toLowerCase(Locale.ROOT);
    }

    /** The texts of each call that logs a warning or an error, or what may be one. */
    private static List<List<String>> warnings(JavaSource source) {
        return source.statements(LOG_CALL, code -> code.contains("WARNING") || code.contains("ERROR") || code.contains("(level,"));
    }

    private void assertAllQuoted(List<Place> places) {
        TreeSet<String> missing = new TreeSet<>();
        for (Place place : places) {
            List<JavaSource> here = sources.stream().filter(source -> source.file().toString().contains(place.below())).toList();
            for (String opener : place.openers()) {
                List<String> said = here.stream().flatMap(source -> source.statements(opener, code -> true).stream())
                        .flatMap(List::stream).toList();
                assertTrue(!said.isEmpty(), () -> "nobody says anything at " + opener + " below " + place.below() + " any more");
                missing.addAll(missing(said));
            }
        }
        assertEquals(List.of(), List.copyOf(missing), "the page lacks messages that have this");
    }

    private List<String> missing(List<String> said) {
        return said.stream().map(OperationsPageIT::longestPiece).filter(piece -> piece.length() >= SHORTEST)
                .filter(piece -> quoted.stream().noneMatch(message -> message.contains(piece))).toList();
    }

    private static String longestPiece(String message) {
        return Stream.of(message.split("…")).map(String::strip).max(Comparator.comparingInt(String::length)).orElse("");
    }

    private static List<JavaSource> sources() {
        try {
            List<JavaSource> all = new ArrayList<>();
            for (String module : List.of("api", "runtime", "store-mysql", "hook-http", "filter-keyword")) {
                all.addAll(JavaSource.below(Path.of("../dcms-" + module + "/src/main/java")));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands in code spans in the first column of the tables of messages. */
    private static List<String> quoted() {
        try {
            return messages().stream().filter(line -> line.startsWith("| `")).map(line -> line.substring(0, line.indexOf(" | ", 2)))
                    .flatMap(cell -> QUOTED.matcher(cell).results().map(found -> found.group(1))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> messages() throws IOException {
        String page = Files.readString(Path.of("docs/operations.md"));
        return page.substring(page.indexOf(LIST)).lines().toList();
    }
}
