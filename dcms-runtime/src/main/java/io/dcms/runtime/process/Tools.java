package io.dcms.runtime.process;

import io.dcms.runtime.files.Own;
import io.dcms.spi.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The programs that start a run: the shell, and those of util-linux and coreutils.
 *
 * @param sh     dash, bash or busybox
 * @param setsid makes a session
 * @param setpriv becomes another user
 * @param env    adds to the environment
 * @param perl   starts runs in the place of {@code sh}, and better; empty if there is none
 * @param uid who the agent is
 */
record Tools(String sh, String setsid, String setpriv, String env, Optional<String> perl, long uid) {

    private static final String UTIL_LINUX = "util-linux, version 2.24 or later";
    private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    /** @throws ConfigException if one of them is missing */
    static Tools find() throws ConfigException {
        return new Tools(find("sh", "dash"), find("setsid", UTIL_LINUX), find("setpriv", UTIL_LINUX), find("env", "coreutils"),
                look("perl"), Own.uid());
    }

    /** As on a machine that has none. */
    Tools withoutPerl() {
        return new Tools(sh, setsid, setpriv, env, Optional.empty(), uid);
    }

    boolean root() {
        return uid == 0;
    }

    private static String find(String name, String home) throws ConfigException {
        return look(name).orElseThrow(() -> new ConfigException("the program " + name + " is missing: install the package " + home));
    }

    private static Optional<String> look(String name) {
        return FOLDERS.stream().map(folder -> Path.of(folder, name)).filter(Files::isExecutable).map(Path::toString).findFirst();
    }
}
