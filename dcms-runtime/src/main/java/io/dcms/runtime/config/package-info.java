/**
 * From flags, environment and file to one typed, immutable settings object: {@link io.dcms.runtime.config.AgentSettings}.
 *
 * <p>RATIONALE
 *
 * <p>Secrets. The value of {@code -db} and every plugin's keys may hold passwords. They live in {@link
 * io.dcms.runtime.config.PluginKeys} and {@code Setting}, whose {@code toString} don't show them, and a plugin reads them through
 * {@link io.dcms.spi.Settings}. A mistyped command line may leave a password where none belongs, so an error message quotes a
 * word only if it can't be (a part of) a DSN.
 *
 * <p>The default of {@code -db} holds for the default store alone. {@code -dbtype=file} without {@code -db} would otherwise take
 * {@code root:root@tcp(localhost)/dcms} for a path; so the file store says that {@code -db} is missing.
 *
 * <p>A value in the file is taken as it stands, without quotes or escapes, because a password may hold any of those.
 */
package io.dcms.runtime.config;
