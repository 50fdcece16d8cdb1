package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.OneLine;
import io.dcms.runtime.verify.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code dcms sign}: the digest of executables as a job's {@code signature} wants it. */
final class SignCommand {

    private final Given given;
    private final Screen screen;
    private int status;

    private record Signed(String file, String signature) {
    }

    SignCommand(Given given, Screen screen) {
        this.given = given;
        this.screen = screen;
    }

    /** @return 0, or 1 if a file can't be read (the others are signed) */
    int run() {
        List<Signed> all = new ArrayList<>();
        for (String file : given.operands()) {
            sign(file).ifPresent(signature -> all.add(new Signed(file, signature)));
        }
        if (given.has(Option.JSON)) {
            printJson(all);
        } else {
            all.forEach(one -> screen.out().println(one.signature + "  " + one.file));
        }
        return status;
    }

    private Optional<String> sign(String file) {
        String shown = OneLine.of(file);
        try {
            Path path = Path.of(file);
            if (!Files.isRegularFile(path)) {
                return failed(shown + (Files.exists(path) ? " is not a regular file" : ": there is no such file"));
            }
            if (!Files.isExecutable(path)) {
                screen.err().println("dcms sign: " + shown + " is not executable, a job can't run it before: chmod +x it");
            }
            return Optional.of(Executable.sign(path, !given.has(Commands.MD5)));
        } catch (IOException | InvalidPathException e) {
            return failed("can't read " + shown + ": " + OneLine.of(String.valueOf(e.getMessage())));
        }
    }

    private Optional<String> failed(String problem) {
        screen.err().println("dcms sign: " + problem);
        status = CommandFailed.NO;
        return Optional.empty();
    }

    private void printJson(List<Signed> all) {
        JsonWriter json = new JsonWriter().array();
        all.forEach(one -> json.object().field("file", one.file).field("signature", one.signature).end());
        screen.out().println(json.end());
    }
}
