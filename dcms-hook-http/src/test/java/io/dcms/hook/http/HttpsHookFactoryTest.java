package io.dcms.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.spi.ConfigException;
import io.dcms.spi.FactoryChecks;
import io.dcms.spi.TestContext;
import io.dcms.spi.hook.TaskHookFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpsHookFactoryTest {

    private final TaskHookFactory factory = new HttpsHookFactory();

    @Test
    void theAgentFindsIt() {
        FactoryChecks.assertFound(TaskHookFactory.class, factory);
        assertEquals("https", factory.name());
    }

    @Test
    void itReadsItsSettings() throws ConfigException {
        FactoryChecks.create(factory, Map.of("connect_timeout", "120", "request_timeout", "600"));
    }

    @Test
    void aTimeLimitOutOfRangeIsRefused() {
        for (String key : new String[] {"connect_timeout", "request_timeout"}) {
            for (String value : new String[] {"0", "601", "soon"}) {
                assertThrows(ConfigException.class, () -> factory.create(new TestContext(Map.of(key, value))), key + "=" + value);
            }
        }
    }
}
