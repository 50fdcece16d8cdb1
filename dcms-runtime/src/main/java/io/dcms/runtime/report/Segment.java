package io.dcms.runtime.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of the journal: reports in the order of their numbers. Guarded by the {@link Journal}. */
final class Segment {

    /** So many notices that are done are not worth the time to forget them. */
    private static final int FEW = 50;

    final Path path;
    /** Every number in it is at least this one, and less than the next file's. */
    final long first;
    /** Every number in it is at most this one. */
    long last;
    long bytes;
    /** The notices whose reports it has, in order; not many of them are done. */
    List<Notice> notices = new ArrayList<>();
    int waiting;
    long waitingBytes;
    boolean damageSaid;

    Segment(Path path, long first) {
        this.path = path;
        this.first = first;
        this.last = first - 1;
    }

    /** @param offset where the report's line begins */
    void add(Notice notice, long offset, int length) {
        notice.segment = this;
        notice.offset = offset;
        notice.length = length;
        notices.add(notice);
        waiting++;
        waitingBytes += length;
    }

    void finished(Notice notice) {
        waiting--;
        waitingBytes -= notice.length;
        if (notices.size() > 2 * waiting + FEW) {
            notices = new ArrayList<>(open());
        }
    }

    /** Its notices are in another file now. */
    void emptied() {
        notices = List.of();
        waiting = 0;
        waitingBytes = 0;
    }

    /** The notices that wait. */
    List<Notice> open() {
        return notices.stream().filter(notice -> !notice.done()).toList();
    }
}
