package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ResumerTest {

    private final AtomicLong elapsed = new AtomicLong();
    private final List<Long> signalled = new ArrayList<>();
    private final Resumer resumer = new Resumer(elapsed::get, signalled::add);

    /** Its user can stop it as often as the agent looks. */
    @Test
    void oneThatIsStoppedAgainAndAgainIsNotSignalledEachSecond() {
        for (int second = 0; second < 20; second++) {
            resumer.resume(50);
            resumer.resume(51);
            elapsed.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        assertEquals(List.of(50L, 51L, 50L, 51L, 50L, 51L, 50L, 51L), signalled);
    }
}
