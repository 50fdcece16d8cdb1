/**
 * What the tests of all modules share. It travels in the test-jar of {@code dcms-api}.
 *
 * <p>RATIONALE: a test that needs root is skipped on a developer's own account, because nobody should build as root at home,
 * but fails under {@code CI=true}: there a skipped test would look like a passed one.
 */
package io.dcms.testing;
