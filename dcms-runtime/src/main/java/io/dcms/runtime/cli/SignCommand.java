package io.dcms.runtime.cli;

import io.dcms.runtime.verify.Executable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code dcms sign}: the digest of executables as a job's {@code signature} wants it. */
final class SignCommand {

    private static final String USAGE = """
            Usage: dcms sign [--md5] FILE ...

            Prints the signature of each file, two blanks and its name. SHA-256 unless --md5 is given: a database made by the
            original agent's schema has room for an md5 only.
            """;

    private SignCommand() {
    }

    /** Exit status: 0, 1 if a file can't be read (the others are signed), 2 for bad arguments. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        boolean md5 = arguments.contains("--md5");
        List<String> files = arguments.stream().filter(argument -> !argument.equals("--md5")).toList();
        if (files.isEmpty() || files.get(0).startsWith("-")) {
            err.print(USAGE);
            return 2;
        }
        int status = 0;
        for (String file : files) {
            status = Math.max(status, sign(file, !md5, out, err));
        }
        return status;
    }

    private static int sign(String file, boolean sha256, PrintStream out, PrintStream err) {
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                err.println("dcms sign: " + file + (Files.exists(path) ? " is not a regular file" : ": there is no such file"));
                return 1;
            }
            if (!Files.isExecutable(path)) {
                err.println("dcms sign: " + file + " is not executable, a job can't run it before: chmod +x it");
            }
            out.println(Executable.sign(path, sha256) + "  " + file);
            return 0;
        } catch (IOException e) {
            err.println("dcms sign: can't read " + file + ": " + e.getMessage());
            return 1;
        }
    }
}
