package io.dcms.testing.mysql;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Servers that the test classes of one JVM share, each started when it is first asked for. Whoever stops, kills or freezes one
 * makes a {@link DatabaseServer} for that.
 *
 * <p>RATIONALE: this is static, which nothing else is, because test classes have only the JVM in common.
 */
public final class SharedServers {
    private static final FutureTask<DatabaseAccess> STANDARD = new FutureTask<>(SharedServers::givenOrMariaDb);
    private static final FutureTask<DatabaseAccess> MYSQL_5_6 = new FutureTask<>(() -> started(ServerKind.MYSQL_5_6));

    private SharedServers() {
    }

    /** The server of this kind, for tests that are for each kind: {@link #standard} or {@link #mysql56}. */
    public static DatabaseAccess of(ServerKind kind) throws InterruptedException {
        return kind == ServerKind.MARIADB ? standard() : mysql56();
    }

    /** MariaDB, or the server that {@code DCMS_TEST_MYSQL_URL} names. */
    public static DatabaseAccess standard() throws InterruptedException {
        return once(STANDARD);
    }

    /** MySQL 5.6. Aborts the test where that can't be had; under {@code CI} fails instead. */
    public static DatabaseAccess mysql56() throws InterruptedException {
        return once(MYSQL_5_6);
    }

    private static DatabaseAccess givenOrMariaDb() throws IOException, InterruptedException {
        String url = System.getenv("DCMS_TEST_MYSQL_URL");
        return url == null ? started(ServerKind.MARIADB) : DatabaseAccess.of(url);
    }

    private static DatabaseAccess started(ServerKind kind) throws IOException, InterruptedException {
        return DatabaseServer.start(kind).administrator();
    }

    /** A server that could not be had is not tried again: each test that wants it gets the same answer. */
    private static DatabaseAccess once(FutureTask<DatabaseAccess> task) throws InterruptedException {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException aborted) {
                throw aborted;
            }
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}
