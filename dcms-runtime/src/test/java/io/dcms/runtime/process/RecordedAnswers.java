package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher.Answers;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a launcher answered, in its order. Any thread. */
final class RecordedAnswers implements Answers {

    /**
     * One answer.
     *
     * @param kind the name of the method
     * @param text the log's name, the reason or the output, whichever it told
     * @param exit of {@code ended} alone
     */
    record Answer(String kind, String taskId, String text, Exit exit) {
    }

    /** Done when a start is told, on the launcher's thread. */
    volatile Runnable atStart = () -> { };
    private final List<Answer> all = new ArrayList<>();

    @Override
    public void started(String taskId, String logFilename, Duration ago) {
        atStart.run();
        started(taskId, logFilename);
    }

    private synchronized void started(String taskId, String logFilename) {
        all.add(new Answer("started", taskId, logFilename, null));
    }

    @Override
    public synchronized void neverStarted(String taskId) {
        all.add(new Answer("neverStarted", taskId, "", null));
    }

    @Override
    public synchronized void refused(String taskId, String reason) {
        all.add(new Answer("refused", taskId, reason, null));
    }

    @Override
    public synchronized void flooded(String taskId, String reason) {
        all.add(new Answer("flooded", taskId, reason, null));
    }

    @Override
    public synchronized void tail(String taskId, String output) {
        all.add(new Answer("tail", taskId, output, null));
    }

    @Override
    public synchronized void ended(String taskId, Exit exit) {
        all.add(new Answer("ended", taskId, exit.output(), exit));
    }

    /** The kinds of what was answered about a task so far, in order. */
    synchronized List<String> kinds(String taskId) {
        return all.stream().filter(answer -> answer.taskId.equals(taskId)).map(Answer::kind).toList();
    }

    synchronized Optional<Answer> first(String taskId, String kind) {
        return all.stream().filter(answer -> answer.taskId.equals(taskId) && answer.kind.equals(kind)).findFirst();
    }

    /** Waits for the first answer of this kind. A refusal of a run that should start fails at once. */
    Answer await(String taskId, String kind) throws Exception {
        Await.until("task " + taskId + " is answered by " + kind, () -> {
            first(taskId, "refused").filter(answer -> !kind.equals("refused")).ifPresent(answer -> {
                throw new AssertionError("refused: " + answer.text);
            });
            first(taskId, "ended").filter(answer -> kind.equals("refused")).ifPresent(answer -> {
                throw new AssertionError("not refused, but ended with " + answer.exit);
            });
            return first(taskId, kind).isPresent();
        });
        return first(taskId, kind).orElseThrow();
    }
}
