/**
 * What every plugin kind shares: a factory with a name makes one product, from settings of its own.
 *
 * <p>A plugin is a jar with a {@code META-INF/services} file that names its factory. It lies in the agent's {@code lib/}
 * folder, or with its own dependencies in a folder below {@code lib/}, where it gets a class loader of its own that shares
 * nothing with the agent but the JDK and the {@code io.dcms.api} and {@code io.dcms.spi} packages.
 *
 * <p>Errors say who must act: {@link java.io.IOException} that the world outside failed, so the agent tries again;
 * {@link io.dcms.spi.ConfigException} that the operator must change a setting. Anything unchecked is a defect of the plugin:
 * it is logged with the jar's name, and the agent goes on.
 */
package io.dcms.spi;
