package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A job as an operator writes it into the file of jobs. Immutable. */
final class JobSpec {
    /** The user that jobs of tests run as. */
    static final String RUNNER = "dcmsit";
    /** Not during these tests. */
    static final String NEVER = "0 0 1 1 * 2099";

    private final Map<String, Object> fields;

    private JobSpec(Map<String, Object> fields) {
        this.fields = fields;
    }

    /** A job that is never due by itself, with the true signature of its program. */
    static JobSpec of(long id, String name, Path program) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("name", name);
        fields.put("executor", program.toString());
        fields.put("signature", md5(program));
        fields.put("runner", RUNNER);
        fields.put("schedule", NEVER);
        return new JobSpec(fields);
    }

    /** The same job with another value, any that {@link PlainJson} can write. */
    JobSpec with(String field, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.put(field, value);
        return new JobSpec(changed);
    }

    Map<String, Object> fields() {
        return fields;
    }

    static String md5(Path program) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(program)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
