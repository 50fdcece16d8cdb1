package io.dcms.runtime.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file {@code refused.log}: reports that the store plugin can't take, a line each, for people. It and one before it are kept. */
record RefusedLog(Path path, Disk disk) {

    private static final long MOST_BYTES = 4 << 20;

    void add(Report report) throws IOException {
        if (Files.exists(path) && Files.size(path) > MOST_BYTES) {
            disk.move(path, path.resolveSibling(path.getFileName() + ".1"));
        }
        try (FileChannel file = disk.open(path)) {
            disk.write(file, Checked.line(report.text()), file.size());
            disk.force(file);
        }
    }
}
