package io.dcms.runtime.plugin;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Stands before the product of a plugin: each call has the plugin's class loader as the thread's context class loader, since
 * libraries look there for their parts, mostly at the first use; and what a plugin throws that it may not says which jar it
 * came from.
 */
final class GuardedProduct implements InvocationHandler {

    private final Object product;
    private final String where;

    private GuardedProduct(Object product, String where) {
        this.product = product;
        this.where = where;
    }

    /**
     * One that has all {@code io.dcms.spi} interfaces of the product.
     *
     * @param where the plugin's jar or folder
     */
    static Object around(Object product, String where) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        collect(product.getClass(), interfaces);
        return Proxy.newProxyInstance(GuardedProduct.class.getClassLoader(), interfaces.toArray(Class<?>[]::new),
                new GuardedProduct(product, where));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(product.getClass().getClassLoader());
        try {
            return method.invoke(product, arguments);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw cause instanceof RuntimeException || cause instanceof LinkageError ? new PluginFailure(where, cause) : cause;
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
