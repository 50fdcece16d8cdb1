package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentTest {

    /** A file may wait for the store for a week, one among thousands, and all its hooks but one be told at once. */
    @Test
    void forgetsNoticesThatAreDoneLongBeforeItIsDeleted() {
        Segment segment = new Segment(Path.of("reports"), 1);
        for (long number = 1; number <= 8_000; number++) {
            Notice notice = new Notice(number, 0);
            segment.add(notice, 0, 100);
            if (number != 4_000) {
                notice.finish();
                segment.finished(notice);
            }
        }
        assertEquals(1, segment.waiting);
        assertEquals(100, segment.waitingBytes);
        assertEquals(List.of(4_000L), segment.open().stream().map(notice -> notice.number).toList());
        assertTrue(segment.notices.size() < 100, () -> segment.notices.size() + " are held");
    }
}
