package io.dcms.runtime.crontab;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which files of {@code /etc/cron.d} cron reads. */
public final class CronFiles {

    /** {@code classicalre} of {@code valid_name} in {@code database.c}. */
    private static final Pattern READ = Pattern.compile("[a-zA-Z0-9_-]+");

    private CronFiles() {
    }

    /**
     * Why cron does not read a file of {@code /etc/cron.d} because of its name; empty if it does. Started with
     * {@code -l}, Debian's cron has other rules (those of the LSB), which few machines use.
     *
     * @param name the file's own name, without a folder
     */
    public static Optional<String> whyIgnored(String name) {
        if (READ.matcher(name).matches()) {
            return Optional.empty();
        }
        return Optional.of(name.startsWith(".")
                ? "cron reads no file whose name begins with a dot"
                : "cron reads no file in a folder of crontabs whose name has other than letters, digits, _ and - (a dot is none of them)");
    }
}
