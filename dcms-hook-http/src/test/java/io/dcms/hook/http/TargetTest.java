package io.dcms.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
            "http://testwebhook.com, http://testwebhook.com, http://testwebhook.com",
            "HTTPS://h/, https://h/, https://h",
            "http://h:8080/a/b?c=d&e, http://h:8080/a/b?c=d&e, http://h:8080",
            "http://h/a#part, http://h/a, http://h",
            "http://u:p@h:1/x, http://h:1/x, http://h:1",
            "http://[::1]:80/, http://[::1]:80/, http://[::1]:80",
            "http://h/%2F%41?q=%26, http://h/%2F%41?q=%26, http://h",
            "http://h/任务, http://h/%E4%BB%BB%E5%8A%A1, http://h",
            "http://h:65535, http://h:65535, http://h:65535"})
    void addressAndWhatAMessageShows(String hook, String address, String shown) throws ConfigException {
        Target target = Target.of(URI.create(hook));
        assertEquals(URI.create(address), target.address());
        assertEquals(shown, target.toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
            "http://h/, ''",
            "http://user:pass@h/, user:pass",
            "http://user@h/, user:",
            "http://:pass@h/, :pass",
            "http://u:p:q@h/, u:p:q",
            "http://us%40er:p%3Ass@h/, us@er:p:ss",
            "http://ü:密@h/, ü:密"})
    void credentials(String hook, String pair) throws ConfigException {
        String header = pair.isEmpty() ? ""
                : "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        assertEquals(header, Target.of(URI.create(hook)).credentials());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
            "http:opaque, no host",
            "http:/path, no host",
            "http:///path, no host",
            "http://under_score/, xn--",
            "http://bücher.example/, xn--",
            "http://h:0/, 1 to 65535",
            "http://h:65536/, 1 to 65535",
            "ftp://h/, http:// or https://",
            "relative, http:// or https://"})
    void refused(String hook, String said) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> Target.of(URI.create(hook)));
        assertTrue(refusal.getMessage().contains(said), refusal.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
            "/new, http://h:1/new, true",
            "new?x=y, http://h:1/a/new?x=y, true",
            "//h:1/b, http://h:1/b, true",
            "http://H:1/b, http://H:1/b, false",
            "http://h:2/b, http://h:2/b, false",
            "http://other/b, http://other/b, false",
            "http://eve:x@h:1/b, http://h:1/b, true"})
    void redirectsKeepCredentialsOnTheirOwnHostAlone(String location, String address, boolean kept) throws ConfigException {
        Target from = Target.of(URI.create("http://u:p@h:1/a/b"));
        Target to = from.redirected(URI.create(location));
        assertEquals(URI.create(address), to.address());
        assertEquals(kept ? from.credentials() : "", to.credentials());
    }

    @Test
    void noSchemeRedirectsToTheOther() throws ConfigException {
        Target plain = Target.of(URI.create("http://h/"));
        URI location = URI.create("https://h/token?secret");
        ConfigException refusal = assertThrows(ConfigException.class, () -> plain.redirected(location));
        assertTrue(refusal.getMessage().contains("https://h,"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("secret"), refusal.getMessage());
        Target secure = Target.of(URI.create("https://h/"));
        assertThrows(ConfigException.class, () -> secure.redirected(URI.create("http://h/")));
    }
}
