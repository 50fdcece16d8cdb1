package io.dcms.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    private static final TimeLimits LIMITS = new TimeLimits(Duration.ofSeconds(5), Duration.ofSeconds(10));

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(new TimeoutException(), "no answer within 10 s (request_timeout)"),
                Arguments.of(new HttpConnectTimeoutException("timed out"), "no connection within 5 s (connect_timeout)"),
                Arguments.of(new ConnectException(), "nobody listens there, or no way leads there"),
                Arguments.of(new ConnectException().initCause(new UnresolvedAddressException()), "no such host"),
                Arguments.of(new SSLHandshakeException("PKIX path building failed"),
                        "no trusted connection: javax.net.ssl.SSLHandshakeException: PKIX path building failed"),
                Arguments.of(new IOException("connection\r\n[FATAL] reset\u001b"),
                        "no answer: java.io.IOException: connection??[FATAL] reset?"),
                Arguments.of(new IOException("x".repeat(1000)), "no answer: java.io.IOException: " + "x".repeat(179) + "..."));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void inTheOperatorsWords(Throwable cause, String expected) {
        assertEquals(expected, Failures.describe(cause, LIMITS));
    }
}
