package io.dcms.runtime.log;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Gives everybody a logger that prints to standard output. Made by the JDK at the first use of a logger. */
public final class StandardOutput extends System.LoggerFinder {

    private static volatile Consumer<byte[]> printer = StandardOutput::print;

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new LineLogger(name, Log::format, record -> printer.accept(record));
    }

    static void printBy(Consumer<byte[]> other) {
        printer = other;
    }

    /** Prints a record that no level holds back. */
    static void printInAnyCase(String record) {
        printer.accept(record.getBytes(StandardCharsets.UTF_8));
    }

    /** One write to whatever is standard output now; what it can't take is lost, for there is no better place to say so. */
    static void print(byte[] record) {
        synchronized (StandardOutput.class) {
            System.out.write(record, 0, record.length);
            System.out.flush();
        }
    }
}
