package io.dcms.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** What the contract kits ask of every kind of factory. */
public final class FactoryChecks {

    private FactoryChecks() {
    }

    /** Fails unless the factory has a name that an operator can write and the agent will find it as a provider of its kind. */
    public static <F extends PluginFactory<?>> void assertFound(Class<F> kind, F factory) {
        assertTrue(factory.name().matches("[a-z][a-z0-9+.-]*"), () -> "name() is \"" + factory.name()
                + "\": give lower-case letters, digits, +, . and -, beginning with a letter");
        assertTrue(ServiceLoader.load(kind).stream().anyMatch(provider -> provider.type() == factory.getClass()),
                () -> "META-INF/services/" + kind.getName() + " does not name " + factory.getClass().getName());
    }

    /** Makes the product; fails if it leaves one of these settings unread, since the agent would then not start. */
    public static <T> T create(PluginFactory<T> factory, Map<String, String> settings) throws ConfigException {
        TestContext context = new TestContext(settings);
        T product = factory.create(context);
        assertEquals(Set.of(), context.unreadKeys(), "settings that create() did not ask for");
        return product;
    }
}
