package io.dcms.bench;

/**
 * An option of a benchmark, which always takes a value.
 *
 * @param name     without the dashes
 * @param value    stands for its value in the help
 * @param fallback its value where it is not given
 * @param meaning  in a line
 */
record BenchOption(String name, String value, String fallback, String meaning) {
}
