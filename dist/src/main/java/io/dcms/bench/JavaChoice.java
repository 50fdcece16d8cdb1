package io.dcms.bench;

import java.util.Map;

/**
 * The Java that an agent runs on.
 *
 * @param home    empty = that which its start script finds
 * @param options further ones for the JVM
 */
record JavaChoice(String home, String options) {

    static JavaChoice of(String home) {
        return new JavaChoice(home, "");
    }

    JavaChoice with(String more) {
        return new JavaChoice(home, more);
    }

    void into(Map<String, String> environment) {
        if (!home.isEmpty()) {
            environment.put("JAVA_HOME", home);
        }
        environment.merge("DCMS_JAVA_OPTS", options, (given, more) -> given + " " + more);
    }
}
