package io.dcms.runtime.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Appends reports to the newest file of the journal, and begins the next one when that has its size. */
final class SegmentWriter {

    private static final System.Logger LOG = System.getLogger(SegmentWriter.class.getName());
    /** So many bytes are written, and forced, at once. */
    private static final int PART = 1 << 20;

    private final Folder folder;
    private final Disk disk;
    private final long segmentBytes;
    private Segment active;
    private FileChannel out;
    /** A file that was made, holds nothing, and could not be deleted. */
    private Path leftover;

    /**
     * Reports that are on the disk.
     *
     * @param begin   where in the file the first one is
     * @param lengths of the lines of all of them, in order
     */
    record Written(Segment segment, long begin, List<Integer> lengths) {
    }

    /** @param segmentBytes a file that has so many is followed by a new one */
    SegmentWriter(Folder folder, Disk disk, long segmentBytes) {
        this.folder = folder;
        this.disk = disk;
        this.segmentBytes = segmentBytes;
    }

    /** Whether this is the file that is written to. */
    boolean writesTo(Segment segment) {
        return segment == active;
    }

    /** Whether somebody has removed the file that is written to. */
    boolean lostItsFile() {
        return active != null && !Files.exists(active.path);
    }

    /**
     * Writes the first ones of these reports, and returns when they are on the disk.
     *
     * @param reports at least one, in order
     */
    Written write(Iterable<Report> reports) throws IOException {
        if (active != null && active.bytes >= segmentBytes) {
            close();
        }
        if (active == null) {
            begin(reports.iterator().next().number());
        }
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(active.bytes == 0 ? SegmentReader.HEADER : new byte[0]);
        long begin = active.bytes + part.size();
        List<Integer> lengths = encode(reports, part);
        append(part.toByteArray());
        active.bytes += part.size();
        active.last = last(reports, lengths.size());
        return new Written(active, begin, lengths);
    }

    /** The next report goes into a new file. */
    void close() {
        Closing.quietly(out);
        out = null;
        active = null;
    }

    private void begin(long number) throws IOException {
        folder.own();
        if (leftover != null) {
            disk.delete(leftover);
            leftover = null;
        }
        Segment segment = new Segment(folder.file(SegmentReader.name(number)), number);
        out = disk.create(segment.path);
        active = segment;
    }

    private static List<Integer> encode(Iterable<Report> reports, ByteArrayOutputStream part) {
        List<Integer> lengths = new ArrayList<>();
        for (Report report : reports) {
            byte[] line = Checked.line(report.text());
            part.writeBytes(line);
            lengths.add(line.length);
            if (part.size() >= PART) {
                break;
            }
        }
        return lengths;
    }

    private static long last(Iterable<Report> reports, int count) {
        long last = 0;
        int left = count;
        for (Report report : reports) {
            if (left-- == 0) {
                break;
            }
            last = report.number();
        }
        return last;
    }

    private void append(byte[] part) throws IOException {
        try {
            disk.write(out, part, active.bytes);
            disk.force(out);
            if (active.bytes == 0) {
                disk.forceFolder(folder.path());
            }
        } catch (IOException e) {
            takeBack();
            throw e;
        }
    }

    /** Leaves the file as it was before the last write, or, if that fails, goes on in another. */
    private void takeBack() {
        try {
            disk.truncate(out, active.bytes);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a part of a line stays in " + active.path, e);
            leftover = active.bytes == 0 ? active.path : null;
            close();
        }
    }
}
