package io.dcms.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A job that a benchmark gives to an agent.
 *
 * @param signature of the program; empty for none
 * @param user      who it runs as
 */
record BenchJob(long id, String name, Path program, String signature, String user, String schedule) {

    /** A schedule that no benchmark lives to see. */
    static final String NEVER = "0 0 0 1 1 * *";
    /** Each second. */
    static final String ALWAYS = "* * * * * * *";

    static BenchJob of(long id, Path program, String user, String schedule) throws IOException, GeneralSecurityException {
        return new BenchJob(id, "job " + id, program, md5(program), user, schedule);
    }

    BenchJob numbered(long other) {
        return new BenchJob(other, "job " + other, program, signature, user, schedule);
    }

    /** As a file store has them. */
    static String json(List<BenchJob> jobs) {
        return jobs.stream().map(BenchJob::json).collect(Collectors.joining(",\n", "[", "]\n"));
    }

    private String json() {
        return String.format(Locale.ROOT, "{\"id\":%d,\"name\":\"%s\",\"hosts\":[\"*\"],\"executor\":\"%s\",\"signature\":\"%s\","
                + "\"runner\":\"%s\",\"schedule\":\"%s\"}", id, name, program, signature, user, schedule);
    }

    private static String md5(Path program) throws IOException, GeneralSecurityException {
        byte[] sum = MessageDigest.getInstance("MD5").digest(Files.readAllBytes(program));
        return String.format(Locale.ROOT, "%032x", new BigInteger(1, sum));
    }
}
