package io.dcms.runtime.verify;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A file server that is away: who looks at a file of it waits until it is back. */
public final class HangingServer {

    private final CountDownLatch waitedFor = new CountDownLatch(1);
    private final CountDownLatch back = new CountDownLatch(1);

    /** An executor that was checked before, and is gone when the server is back. */
    public Checked executor() {
        Path path = (Path) Proxy.newProxyInstance(Path.class.getClassLoader(), new Class<?>[] {Path.class}, (self, method, arguments) -> {
            waitedFor.countDown();
            back.await();
            return Path.of("/nonexistent").getFileSystem();
        });
        return new Checked(path, null);
    }

    public void awaitSomebodyWaiting() throws InterruptedException {
        waitedFor.await();
    }

    public void comeBack() {
        back.countDown();
    }
}
