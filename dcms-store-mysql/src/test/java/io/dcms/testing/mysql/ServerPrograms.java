package io.dcms.testing.mysql;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The programs of one kind of server. */
interface ServerPrograms {

    /** Makes the system tables in a folder that does not exist yet. */
    void makeData(Path data) throws IOException, InterruptedException;

    /** The server and the options that only this kind needs. */
    List<String> server(Path data);

    /** What the server needs in its environment besides. */
    Map<String, String> environment();

    /**
     * The account that servers and their set-up run as: ours. Without it they refuse to be root's; who is not root is told that
     * it changes nothing.
     */
    static String runAsUs() {
        return "--user=" + System.getProperty("user.name");
    }
}
