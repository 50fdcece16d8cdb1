package io.dcms.runtime.plugin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Calls the product of a plugin with the plugin's class loader as the thread's context class loader: libraries look there for
 * their parts, mostly at the first use and not when they are made.
 */
final class OwnContext implements InvocationHandler {

    private final Object product;

    private OwnContext(Object product) {
        this.product = product;
    }

    /** The product itself if it shares the agent's class loader; else one that has all of its {@code io.dcms.spi} interfaces. */
    static Object around(Object product) {
        ClassLoader own = product.getClass().getClassLoader();
        if (own == OwnContext.class.getClassLoader()) {
            return product;
        }
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        collect(product.getClass(), interfaces);
        return Proxy.newProxyInstance(OwnContext.class.getClassLoader(), interfaces.toArray(Class<?>[]::new), new OwnContext(product));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(product.getClass().getClassLoader());
        try {
            return method.invoke(product, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void collect(Class<?> type, Set<Class<?>> interfaces) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Arrays.stream(at.getInterfaces()).forEach(one -> {
                if (one.getName().startsWith("io.dcms.spi.")) {
                    interfaces.add(one);
                }
                collect(one, interfaces);
            });
        }
    }
}
