package io.dcms.hook.http;

import io.dcms.spi.hook.TaskHookContract;
import io.dcms.spi.hook.TaskHookFactory;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class HttpHookContractTest extends TaskHookContract {

    private final Receiver receiver = Receiver.http();
    private final RawReceiver confused = RawReceiver.answering("garbage\r\n\r\n");

    @AfterEach
    void stop() throws IOException {
        receiver.close();
        confused.close();
    }

    @Override
    protected TaskHookFactory factory() {
        return new HttpHookFactory();
    }

    @Override
    protected Map<String, String> settings() {
        return Map.of("connect_timeout", "100", "request_timeout", "100");
    }

    @Override
    protected URI target() {
        return receiver.at("/taken");
    }

    @Override
    protected int taken() {
        return (int) receiver.posted().stream().filter(posted -> posted.path().equals("/taken")).count();
    }

    @Override
    protected List<URI> failingTargets() {
        return List.of(
                receiver.at("/500"),
                URI.create("http://user:opensesame@localhost:" + receiver.port() + "/401"),
                URI.create("http://user:opensesame@localhost:1/"),
                confused.uri());
    }

    @Override
    protected List<URI> badTargets() {
        return List.of(
                URI.create("http:/no-host"),
                URI.create("http://user:opensesame@under_score/"),
                URI.create("http://user:opensesame@localhost:70000/"),
                URI.create("mailto:somebody@example.com"));
    }
}
