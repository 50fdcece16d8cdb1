package io.dcms.runtime.process;

import io.dcms.runtime.files.Own;
import io.dcms.spi.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The programs that start a run: the shell, and those of util-linux and coreutils.
 *
 * @param sh     dash, bash or busybox
 * @param setsid makes a session
 * @param setpriv becomes another user
 * @param env    adds to the environment
 * @param uid who the agent is
 */
record Tools(String sh, String setsid, String setpriv, String env, long uid) {

    private static final String UTIL_LINUX = "util-linux, version 2.24 or later";
    private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    /** @throws ConfigException if one of them is missing */
    static Tools find() throws ConfigException {
        return new Tools(find("sh", "dash"), find("setsid", UTIL_LINUX), find("setpriv", UTIL_LINUX), find("env", "coreutils"),
                Own.uid());
    }

    boolean root() {
        return uid == 0;
    }

    private static String find(String name, String home) throws ConfigException {
        for (String folder : FOLDERS) {
            Path file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        throw new ConfigException("the program " + name + " is missing: install the package " + home);
    }
}
