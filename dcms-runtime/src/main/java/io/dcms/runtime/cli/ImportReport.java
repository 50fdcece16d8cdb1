package io.dcms.runtime.cli;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import io.dcms.runtime.crontab.Move;
import io.dcms.runtime.crontab.MovePlan;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.OneLine;
import io.dcms.runtime.wording.Wording;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an import tells, line by line as it is done: to people, or as JSON at the end. */
final class ImportReport {

    private final Screen screen;
    private final boolean applied;
    private final String unasked;
    private final StringBuilder people = new StringBuilder();
    private final JsonWriter json = new JsonWriter().object().name("crontabs").array();
    private final Map<Move.Kind, Integer> counts = new EnumMap<>(Move.Kind.class);
    private final List<String> enabled = new ArrayList<>();
    private final List<Integer> enabledHere = new ArrayList<>();
    private boolean ignoredOne;
    private boolean addedDisabled;
    private int crontabs;

    /**
     * A crontab and what becomes of it.
     *
     * @param moves those that were asked for
     */
    record File(CrontabFile crontab, MovePlan plan, List<Move> moves) {
    }

    /**
     * What has been done, or is to be done, of a line that moves.
     *
     * @param words what changes, if its job was there
     * @param job   as it is now, if there is one
     */
    record Done(ImportedLine line, List<String> words, Optional<Answer> job) {

        boolean isNew() {
            return line.job().isEmpty();
        }

        boolean isSame() {
            return !isNew() && words.isEmpty();
        }
    }

    /** @param unasked why the agent could not be asked; empty = it could */
    ImportReport(Screen screen, boolean applied, String unasked) {
        this.screen = screen;
        this.applied = applied;
        this.unasked = unasked;
    }

    void begin(File file) {
        crontabs++;
        people.append(crontabs == 1 ? "" : "\n").append(OneLine.of(file.crontab().name()));
        json.object().field("crontab", file.crontab().name()).field("ignored", file.crontab().ignored());
        file.crontab().source().user().ifPresent(user -> json.field("user", user));
        json.name("lines").array();
        if (!file.crontab().ignored().isEmpty()) {
            ignoredOne = true;
            people.append(": ignored: ").append(file.crontab().ignored());
        } else if (file.plan().moves().isEmpty()) {
            people.append(": runs nothing");
        }
        people.append('\n');
        enabledHere.clear();
    }

    void line(Move move, Optional<Done> done) {
        counts.merge(move.kind(), 1, Integer::sum);
        people.append("  line ").append(move.number()).append(": ").append(move.kind().words).append('\n');
        people.append("    ").append(OneLine.of(move.text().strip())).append('\n');
        json.object().field("line", move.number()).field("text", move.text()).field("moves", move.job().isPresent());
        if (move.job().isEmpty()) {
            fact("because", move.reason());
            json.field("reason", move.reason());
        } else {
            job(move, move.job().get(), done);
        }
        json.end();
    }

    private void job(Move move, Move.Job job, Optional<Done> done) {
        String words = words(job.schedule());
        fact("job", job.name());
        fact("schedule", job.schedule() + job.timezone().map(zone -> " in " + zone).orElse("") + " = " + words);
        fact("user", job.runner());
        fact("script", job.script());
        move.differences().forEach(difference -> fact("but", difference));
        json.field("name", job.name()).field("schedule", job.schedule()).field("meaning", words);
        job.timezone().ifPresent(zone -> json.field("timezone", zone));
        json.field("runner", job.runner()).field("script", job.script()).name("differences").array();
        move.differences().forEach(json::value);
        json.end();
        done.ifPresent(what -> done(move, what));
    }

    private void done(Move move, Done done) {
        done.job().ifPresent(job -> json.field("job", job.numberOr0("id")));
        json.field("is", done.isNew() ? applied ? "added" : "new" : done.isSame() ? "there" : applied ? "changed" : "changes");
        json.field("enabled", done.line().willBeEnabled()).name("changes").array();
        done.words().forEach(json::value);
        json.end();
        fact(applied ? "done" : "there", told(done));
        addedDisabled |= applied && done.isNew() && !done.line().willBeEnabled();
        if (done.line().willBeEnabled() && (applied || !done.isNew())) {
            enabledHere.add(move.number());
        }
    }

    private String told(Done done) {
        String job = done.job().map(it -> "job " + it.numberOr0("id") + (done.isNew() ? " \"" + it.text("name") + "\"" : "")).orElse("");
        String state = done.line().willBeEnabled() ? "enabled" : "disabled";
        if (done.isNew()) {
            return applied ? job + " is added, " + state : "no job yet";
        }
        if (done.isSame()) {
            return job + " is there already, " + state;
        }
        return job + (applied ? " is changed: " : " is there, and changes: ") + String.join("; ", done.words()) + " (" + state + ")";
    }

    /** The schedule in words; empty if there are none. */
    private static String words(String schedule) {
        try {
            return Wording.of(false).words(Schedule.parse(schedule));
        } catch (CronException e) {
            throw new IllegalStateException("it was read before: " + schedule, e);
        }
    }

    private void fact(String name, String value) {
        people.append("    ").append(name).append(" ".repeat(10 - name.length())).append(OneLine.of(value)).append('\n');
    }

    void end(File file) {
        json.end().name("gone").array();
        for (MovePlan.Gone gone : file.plan().gone()) {
            json.object().field("script", gone.name()).field("commented_out", gone.commentedOut()).end();
            people.append("  script ").append(gone.name()).append(gone.commentedOut() ? ": its line is commented out, as it should be "
                    + "when its job runs\n" : ": its line is in the crontab no more; its job stays as it is (dcms rm takes it away)\n");
        }
        json.end().end();
        if (!enabledHere.isEmpty()) {
            enabled.add((enabledHere.size() == 1 ? "line " : "lines ") + enabledHere.stream().map(String::valueOf)
                    .collect(Collectors.joining(", ")) + " of " + OneLine.of(file.crontab().name()));
        }
    }

    /** Tells what has been done before something failed. */
    void breakOff(boolean asJson) {
        if (applied && !asJson) {
            screen.out().print(people);
        }
    }

    void finish(List<String> forEveryLine, boolean asJson) {
        json.end().name("for_every_line").array();
        forEveryLine.forEach(json::value);
        json.end().field("applied", applied).name("comment_out").array();
        enabled.forEach(json::value);
        json.end();
        if (!unasked.isEmpty()) {
            json.field("agent", unasked);
        }
        if (asJson) {
            screen.out().println(json.end());
            return;
        }
        screen.out().print(people);
        if (counts.containsKey(Move.Kind.AS_IT_IS) || counts.containsKey(Move.Kind.WITH_DIFFERENCES)) {
            screen.out().println("\nFor every line that moves:");
            forEveryLine.forEach(difference -> screen.out().println("  - " + OneLine.of(difference)));
        }
        screen.out().println("\n" + summary());
    }

    private String summary() {
        int asItIs = counts.getOrDefault(Move.Kind.AS_IT_IS, 0);
        int differing = counts.getOrDefault(Move.Kind.WITH_DIFFERENCES, 0);
        int staying = counts.getOrDefault(Move.Kind.STAYS, 0);
        int all = asItIs + differing + staying;
        StringBuilder text = new StringBuilder(all + (all == 1 ? " line: " : " lines: ") + asItIs + " as it is, " + differing
                + " with differences, " + staying + (staying == 1 ? " stays.\n" : " stay.\n"));
        if (!applied) {
            text.append("Nothing has been changed: --apply writes the scripts and adds the jobs, disabled unless --enable is given too.\n");
        }
        if (!unasked.isEmpty()) {
            text.append("The agent could not be asked which of the jobs it has already: ").append(unasked).append('\n');
        }
        if (addedDisabled) {
            text.append("What was added is disabled, and cron goes on. When you let DCMS run a line (--apply --enable --only LINE), "
                    + "comment it out.\n");
        }
        if (!enabled.isEmpty()) {
            text.append("Comment out now, or both cron and DCMS run them: ").append(String.join("; ", enabled)).append('\n');
        }
        return text.toString().stripTrailing();
    }

    /** Whether something was asked for that stays. */
    boolean stays() {
        return counts.containsKey(Move.Kind.STAYS) || ignoredOne && crontabs == 1;
    }
}
