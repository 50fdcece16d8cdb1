/**
 * Tests of what is shipped, from outside: they unpack the tarball and run its programs as real processes. Maven runs them
 * after {@code package}, as {@code *IT} classes.
 *
 * <p>RATIONALE: the programs run on the Java of the tests unless the environment variable or system property
 * {@code DCMS_TEST_JAVA_HOME} names another. So one build made by JDK 17 is also proved on the newest JDK, and it is the
 * same bytes that are proved; {@code .ci/run} runs those that are {@link io.dcms.dist.OnNewestJdkToo} on both. Nothing else of
 * the tests' environment reaches the programs but {@code PATH}: a {@code JAVA_TOOL_OPTIONS} or {@code DCMS_PORT} of whoever
 * builds must not decide whether a test passes.
 *
 * <p>RATIONALE: no test depends on how fast anything is. Jobs that are to be due have schedules that recur every few seconds,
 * and a test looks at the first run that it finds, whenever that was. What has to run for as long as a test needs it waits for
 * a file, not for a time.
 */
package io.dcms.dist;
