package io.dcms.dist;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * For tests that {@code .ci/run} runs a second time, with the programs on the newest JDK: those that meet what JDKs do in ways of
 * their own. That is how the JVM is started with our options and ends by signals, class loaders, sockets and HTTP on both sides,
 * JDBC, child processes, locks, threads and their memory, times and texts. The others run once: they look into rules of ours, or
 * they do the same for long or many times. {@code DCMS_TEST_JAVA_HOME} with a plain {@code mvn verify} runs them all on another JDK.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("newest-jdk")
@interface OnNewestJdkToo {
}
