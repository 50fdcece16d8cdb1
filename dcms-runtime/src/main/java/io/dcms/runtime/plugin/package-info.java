/**
 * Guarded discovery of plugins, and the registry in which they are looked up by name.
 *
 * <p>RATIONALE
 *
 * <p>One {@link java.util.ServiceLoader} for each services file. A plain one reads all files of a class path as one list, so that
 * two jars with the same provider become one without a word, and its errors name neither the jar nor, for a missing
 * dependency, the provider. {@code ServiceFile} lets it see one file at a time and remembers the class that it asked for.
 *
 * <p>Two plugins of one kind and name are both refused. Whichever came first would win by the order of a folder's entries, which
 * differs from machine to machine.
 *
 * <p>The class loaders of plugin folders are never closed: plugins are used until the process ends.
 */
package io.dcms.runtime.plugin;
