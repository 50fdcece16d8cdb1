package io.dcms.runtime.plugin;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

/**
 * A view of a class loader through one services file: it finds all the classes, but that file alone. It remembers which
 * class was asked for last, which is the provider at fault when {@link java.util.ServiceLoader} fails.
 */
final class ServiceFile extends ClassLoader {
    private final URL file;
    private String lastAsked = "";

    ServiceFile(URL file, ClassLoader classes) {
        super(classes);
        this.file = file;
    }

    /** The name of the provider that was looked for last; empty before the first. */
    String lastAsked() {
        return lastAsked;
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        lastAsked = name;
        return super.loadClass(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        return Collections.enumeration(Collections.singleton(file));
    }
}
