package io.dcms.dist;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * For tests that {@code .ci/run} runs once more of the tarball that the Maven profile {@code with-java} makes. Its Java has some of
 * the JDK's modules alone: these tests need each of those, for the database, the hook, REST with TLS, and the archive of classes.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("with-java")
@interface OnItsOwnJavaToo {
}
