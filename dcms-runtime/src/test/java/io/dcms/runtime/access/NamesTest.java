package io.dcms.runtime.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private final Names names = new Names(Set.of("Web-1.example"));

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8001", "web-1.example", "WEB-1.EXAMPLE:1", "127.0.0.1", "127.0.0.1:8001", "10.0.0.7:80",
        "[::1]", "[::1]:8001", "[fe80::1%eth0]:8001", "web-1.example:"})
    void itsNamesAndAllAddressesAreItsOwn(String host) {
        assertTrue(names.has(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":8001", "evil.example", "evil.example:8001", "localhost.evil.example", "127.0.0.1.evil.example",
        "127.0.0.1.nip.io", "web-1.example.evil.example", "evil-web-1.example", "1.2.3", "1.2.3.x", "1.2.3.4.5", "[evil.example]",
        "[::1].evil.example", "[::1", "::1", "localhost@evil.example", "evil.example/localhost", "localhost ", "localhost,evil.example",
        "0x7f000001", "2130706433", "1..2.3", ".1.2.3.4", "1.2.3.", "1.2.3.4.", "1.2.3.1234", "...", "1.2.3.\u0664"})
    void anyOtherMayBeThatOfAPage(String host) {
        assertFalse(names.has(host));
    }

    @Test
    void aBrowserAlwaysSaysAName() {
        assertTrue(names.has(null));
        assertEquals("localhost, web-1.example", names.toString());
    }
}
