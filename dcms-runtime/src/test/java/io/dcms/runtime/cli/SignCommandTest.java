package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dcms sign}; the digests are those that sha256sum and md5sum tell of an empty file. */
class SignCommandTest {

    private static final String SHA256 = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
    @TempDir
    private Path temp;
    private FakeAgent agent;
    private Path file;

    @BeforeEach
    void make() throws IOException {
        agent = new FakeAgent();
        file = Files.createFile(temp.resolve("empty"));
        assertTrue(file.toFile().setExecutable(true));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void printsALineForEachFile() {
        assertEquals(new FakeAgent.Ran(0, SHA256 + "  " + file + "\n" + SHA256 + "  " + file + "\n", ""),
                agent.dcms("sign", file.toString(), file.toString()));
        assertEquals(new FakeAgent.Ran(0, MD5 + "  " + file + "\n", ""), agent.dcms("sign", file.toString(), "--md5"));
    }

    @Test
    void answersAScriptWithAnArray() {
        assertEquals(new FakeAgent.Ran(0, "[{\"file\":\"" + file + "\",\"signature\":\"" + MD5 + "\"}]\n", ""),
                agent.dcms("sign", "--json", "--md5", file.toString()));
    }

    @Test
    void signsTheOthersIfOneCantBeRead() {
        assertEquals(new FakeAgent.Ran(1, SHA256 + "  " + file + "\n", "dcms sign: " + temp + " is not a regular file\n"
                + "dcms sign: --no: there is no such file\n"), agent.dcms("sign", temp.toString(), file.toString(), "--", "--no"));
    }

    @Test
    void saysThatAFileCantBeRunYet() {
        assertTrue(file.toFile().setExecutable(false, false));
        assertEquals(new FakeAgent.Ran(0, SHA256 + "  " + file + "\n", "dcms sign: " + file
                + " is not executable, a job can't run it before: chmod +x it\n"), agent.dcms("sign", file.toString()));
    }

    @Test
    void wrongUsageIsSaid() {
        assertEquals(new FakeAgent.Ran(2, "", "dcms sign: FILE is missing: dcms sign FILE...; --help tells more\n"), agent.dcms("sign"));
        assertEquals(new FakeAgent.Ran(2, "", "dcms sign: option \"--sha1\" is unknown: give --md5, --json or --help\n"),
                agent.dcms("sign", "--sha1", file.toString()));
    }
}
