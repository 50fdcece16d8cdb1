package io.dcms.runtime.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every pair, written out: a change of the table is a change here. {@code -} means that nothing changes. */
class RunStateTest {

    private static final String TABLE = """
            state    LAUNCH          STARTED                REFUSED        NEVER_STARTED   OVERRUN                EXPIRE             KILL              EXITED
            WAITING  STARTING/LAUNCH -                      ENDED/CONCLUDE -               -                      -                  ENDED/CONCLUDE    -
            STARTING -               RUNNING/REPORT_RUNNING ENDED/CONCLUDE ENDED/HAND_BACK -                      -                  ABORTING/NOTHING  ENDED/CONCLUDE
            ABORTING -               KILLING/TERMINATE      ENDED/CONCLUDE ENDED/CONCLUDE  -                      -                  -                 ENDED/CONCLUDE
            RUNNING  -               -                      -              -               OVERDUE/REPORT_TIMEOUT EXPIRING/TERMINATE KILLING/TERMINATE ENDED/CONCLUDE
            OVERDUE  -               -                      -              -               -                      -                  KILLING/TERMINATE ENDED/CONCLUDE
            KILLING  -               -                      -              -               -                      -                  -                 ENDED/CONCLUDE
            EXPIRING -               -                      -              -               -                      -                  -                 ENDED/CONCLUDE
            ENDED    -               -                      -              -               -                      -                  -                 -
            """;

    @Test
    void everyPairIsDecided() {
        List<String[]> rows = TABLE.lines().map(line -> line.split(" +")).toList();
        List<String> wrong = new ArrayList<>();
        for (String[] row : rows.subList(1, rows.size())) {
            RunState state = RunState.valueOf(row[0]);
            for (int column = 1; column < row.length; column++) {
                RunEvent event = RunEvent.valueOf(rows.get(0)[column]);
                String wanted = row[column].equals("-") ? state + "/NOTHING" : row[column];
                RunState.Step step = state.on(event);
                String actual = step.next() + "/" + step.action();
                if (!actual.equals(wanted)) {
                    wrong.add(state + " on " + event + ": " + actual + ", not " + wanted);
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertEquals(RunState.values().length, rows.size() - 1);
        assertEquals(RunEvent.values().length, rows.get(0).length - 1);
    }
}
