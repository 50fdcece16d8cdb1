/**
 * A small JSON codec: text to values that know their line, and a writer.
 *
 * <p>RATIONALE. People edit our files by hand, so every value remembers the line in which it begins, a
 * repeated key is an error and not a silent loss, and an error says what may stand in that place. Objects are not mapped to
 * classes: whoever reads a value knows better what to say when it is of the wrong kind.
 */
package io.dcms.runtime.json;
