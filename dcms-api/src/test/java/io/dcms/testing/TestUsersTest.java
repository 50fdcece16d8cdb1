package io.dcms.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TestUsersTest {

    @Test
    @NeedsRoot
    void makesAUserOnceWithAHomeOfItsOwn() throws Exception {
        TestUsers.ensure("dcmstest1");
        String first = passwdLine("dcmstest1");
        TestUsers.ensure("dcmstest1");
        assertEquals(first, passwdLine("dcmstest1"));
        assertEquals("dcmstest1", Files.getOwner(Path.of("/home/dcmstest1")).getName());
        assertTrue(first.endsWith(":/home/dcmstest1:/bin/sh"), first);
    }

    private static String passwdLine(String name) throws Exception {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.filter(line -> line.startsWith(name + ":")).findFirst().orElseThrow();
        }
    }
}
