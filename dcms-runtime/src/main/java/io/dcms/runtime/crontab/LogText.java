package io.dcms.runtime.crontab;

import java.nio.charset.Charset;

/** A command as cron's log has it: {@code mkprint} of {@code misc.c}. */
public final class LogText {

    private static final int DELETE = 0x7f;

    private LogText() {
    }

    /**
     * {@code ^I} for a tab and {@code \303} for a byte beyond ASCII.
     *
     * @param charset by which the crontab was read
     */
    public static String of(String command, Charset charset) {
        StringBuilder text = new StringBuilder(command.length() + 8);
        for (byte signed : command.getBytes(charset)) {
            int one = signed & 0xff;
            if (one < ' ') {
                text.append('^').append((char) (one + '@'));
            } else if (one < DELETE) {
                text.append((char) one);
            } else {
                text.append(one == DELETE ? "^?" : "\\" + Integer.toOctalString(one));
            }
        }
        return text.toString();
    }
}
