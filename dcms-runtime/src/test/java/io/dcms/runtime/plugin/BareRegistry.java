package io.dcms.runtime.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Optional;

/** Registries that know nothing of the plugins that happen to be on the class path of the tests. */
public final class BareRegistry {

    private BareRegistry() {
    }

    /** What is found in the folders of {@code lib}, and in these jars as if they were on the agent's class path. */
    public static PluginRegistry of(Path lib, Path... classPath) {
        return PluginRegistry.discover(new ClassPath(classPath), Optional.of(lib));
    }

    /** The class path of the tests without their plugins, and some jars. Not closed: its classes may be used until the test ends. */
    private static final class ClassPath extends URLClassLoader {

        ClassPath(Path... jars) {
            super(urls(jars), BareRegistry.class.getClassLoader());
        }

        private static URL[] urls(Path... jars) {
            URL[] urls = new URL[jars.length];
            for (int i = 0; i < urls.length; i++) {
                try {
                    urls[i] = jars[i].toUri().toURL();
                } catch (MalformedURLException e) {
                    throw new IllegalArgumentException(e);
                }
            }
            return urls;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return Collections.enumeration(Collections.list(findResources(name)));
        }
    }
}
