package io.dcms.runtime.plugin;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/**
 * The class loader of a folder in {@code lib/}. It sees the JDK, the plugin contract as the agent has it, and the folder's own
 * jars, so that its dependencies meet nobody else's.
 */
final class PluginFolder extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    /** @param agent where the plugin contract comes from */
    PluginFolder(String name, List<Path> jars, ClassLoader agent) throws MalformedURLException {
        super("plugin " + name, urls(jars), new Contract(agent));
    }

    private static URL[] urls(List<Path> jars) throws MalformedURLException {
        URL[] urls = new URL[jars.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = jars.get(i).toUri().toURL();
        }
        return urls;
    }

    /** The JDK and the plugin contract, nothing else of the agent. */
    private static final class Contract extends ClassLoader {
        private final ClassLoader agent;

        Contract(ClassLoader agent) {
            super(ClassLoader.getPlatformClassLoader());
            this.agent = agent;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.dcms.api.") || name.startsWith("io.dcms.spi.")) {
                return agent.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
