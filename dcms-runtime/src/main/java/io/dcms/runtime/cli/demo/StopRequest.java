package io.dcms.runtime.cli.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/** Somebody wants the demo to end: by Ctrl-C, by TERM, or by closing its terminal. */
final class StopRequest {

    private final CountDownLatch stop = new CountDownLatch(1);

    private StopRequest() {
    }

    /** Listens from now on. */
    static StopRequest listen() {
        StopRequest request = new StopRequest();
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            Signal.handle(new Signal(name), signal -> request.stop.countDown());
        }
        return request;
    }

    /** Waits, but not for longer than this. @return whether it has come */
    boolean await(long millis) throws InterruptedException {
        return stop.await(millis, TimeUnit.MILLISECONDS);
    }
}
