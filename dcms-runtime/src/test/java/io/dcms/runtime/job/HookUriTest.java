package io.dcms.runtime.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URISyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HookUriTest {

    /** The first column was accepted by the Go agent. */
    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '\1', value = {
        "http://host/path => http://host/path",
        "http://host:8080/a?b=c&d=e#f => http://host:8080/a?b=c&d=e#f",
        "http://host/a b => http://host/a%20b",
        "http://host/?msg={job}|{task} => http://host/?msg=%7Bjob%7D%7C%7Btask%7D",
        "http://host/通知 => http://host/%E9%80%9A%E7%9F%A5",
        "http://host/😀 => http://host/%F0%9F%98%80",
        "http://host/%E9%80%9A?x=%20 => http://host/%E9%80%9A?x=%20",
        "http://host/\"<>\\^` => http://host/%22%3C%3E%5C%5E%60",
        "http://host/?a[]=1&b[]=2 => http://host/?a[]=1&b[]=2",
        "http://host/a[1]/b?c[]=1 => http://host/a%5B1%5D/b?c[]=1",
        "http://[::1]:80/a => http://[::1]:80/a",
        "http://user:pass@host/ => http://user:pass@host/",
        "HTTP://Host/ => HTTP://Host/",
        "slack:channel => slack:channel",
        "mailto:a@b.c => mailto:a@b.c"})
    void takesWhatGoTakes(String text, String expected) throws Exception {
        assertEquals(expected, HookUri.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"host/path", "/path", "//host/path", "?a", "1http://host/", "http://host/%", "http://host/%zz", "http:",
        "通知://host/", ":"})
    void refusesWhatIsNoAbsoluteUri(String text) {
        assertThrows(URISyntaxException.class, () -> HookUri.parse(text));
    }

    @Test
    void aControlCharacterCannotReachTheWire() throws Exception {
        assertEquals("http://host/%0D%0AX:%20y%00", HookUri.parse("http://host/\r\nX: y\0").toString());
    }
}
