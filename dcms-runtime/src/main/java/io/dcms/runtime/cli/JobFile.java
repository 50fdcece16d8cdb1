package io.dcms.runtime.cli;

import io.dcms.runtime.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file that holds a job or several.
 *
 * @param name as messages call it
 */
record JobFile(String name, byte[] bytes) {

    /** Far more than an agent takes, or people write. */
    private static final int MOST_BYTES = 1 << 26;

    /** Reads a file, or standard input for {@code -}. */
    static JobFile read(String operand, InputStream standardInput) throws CommandFailed {
        String name = operand.equals("-") ? "standard input" : OneLine.of(operand);
        try (InputStream in = operand.equals("-") ? standardInput : Files.newInputStream(Path.of(operand))) {
            byte[] bytes = in.readNBytes(MOST_BYTES);
            if (bytes.length == MOST_BYTES) {
                throw new CommandFailed(CommandFailed.USAGE, name + ": it is no file of jobs: it is larger than 64 MiB");
            }
            return new JobFile(name, bytes);
        } catch (NoSuchFileException e) {
            throw new CommandFailed(CommandFailed.USAGE, name + ": there is no such file");
        } catch (IOException | InvalidPathException e) {
            throw new CommandFailed(CommandFailed.USAGE, name + ": it can't be read: " + OneLine.of(String.valueOf(e.getMessage())));
        }
    }

    String text() throws CommandFailed {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailed(CommandFailed.NO, name + ": it is not UTF-8");
        }
    }
}
