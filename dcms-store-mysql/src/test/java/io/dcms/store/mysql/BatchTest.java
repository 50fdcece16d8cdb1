package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.store.mysql.RunRow.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchTest {

    @Test
    void theLastReportCountsUnlessTheRunHadComeFarther() {
        assertCollapsed(List.of(2), row(1, Progress.UNDER_WAY), row(2, Progress.ENDED));
        assertCollapsed(List.of(2), row(2, Progress.ENDED), row(1, Progress.UNDER_WAY));
        assertCollapsed(List.of(4), row(4, Progress.TIMED_OUT), row(1, Progress.UNDER_WAY));
        assertCollapsed(List.of(5), row(4, Progress.TIMED_OUT), row(5, Progress.ENDED), row(4, Progress.TIMED_OUT));
        assertCollapsed(List.of(3), row(2, Progress.ENDED), row(3, Progress.ENDED));
        assertCollapsed(List.of(1), row(0, Progress.UNDER_WAY), row(1, Progress.UNDER_WAY));
    }

    @Test
    void runsAreToldApartByHostAndTaskId() {
        RunRow there = new RunRow(1, "1-1", "there", 2, 1, 1, "", "", Progress.ENDED);
        RunRow other = new RunRow(1, "2-1", "here", 2, 1, 1, "", "", Progress.ENDED);

        assertEquals(Map.of("here", List.of(row(1, Progress.UNDER_WAY), other), "there", List.of(there)),
                Batch.byHost(List.of(row(1, Progress.UNDER_WAY), there, other)));
    }

    @Test
    void portionsAreSmallEnoughAndNoRowIsLost() {
        List<RunRow> rows = new ArrayList<>();
        for (int number = 0; number < 1_203; number++) {
            rows.add(new RunRow(1, number + "-1", "here", 2, 1, 1, "", "x".repeat(number), Progress.ENDED));
        }
        for (int most : List.of(1, 1_000, 100_000, Integer.MAX_VALUE)) {
            List<List<RunRow>> portions = Batch.portions(rows, most);
            assertEquals(rows, portions.stream().flatMap(List::stream).toList());
            for (List<RunRow> portion : portions) {
                int bytes = portion.stream().mapToInt(RunRow::bytes).sum();
                assertEquals(true, portion.size() == 1 || bytes <= most && portion.size() <= 500, () -> portion.size() + " rows");
            }
        }
        assertEquals(3, Batch.portions(rows, Integer.MAX_VALUE).size());
    }

    private static void assertCollapsed(List<Integer> statuses, RunRow... reports) {
        assertEquals(statuses, Batch.byHost(List.of(reports)).get("here").stream().map(row -> (int) row.status()).toList());
    }

    private static RunRow row(int status, Progress progress) {
        return new RunRow(1, "1-1", "here", status, 1, 1, "", "", progress);
    }
}
