package io.dcms.runtime.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes programs. */
public final class Executables {

    private Executables() {
    }

    /** A new file that everybody may run. */
    public static Path script(Path folder, String text) throws IOException {
        return file(folder, text, "rwxr-xr-x");
    }

    public static Path file(Path folder, String text, String permissions) throws IOException {
        Path file = Files.writeString(Files.createTempFile(folder, "program-", ""), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
