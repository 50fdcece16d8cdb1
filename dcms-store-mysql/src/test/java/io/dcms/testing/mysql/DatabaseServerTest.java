package io.dcms.testing.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DatabaseServerTest {

    @ParameterizedTest
    @EnumSource
    void keepsWhatWasCommittedWhenItIsKilled(ServerKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServer.start(kind)) {
            Database database = server.administrator().newDatabase();
            database.execute("create table kept (id int primary key) engine = InnoDB", "insert into kept values (1)");
            server.kill();
            assertThrows(SQLException.class, database::connect);
            server.start();
            database.execute("insert into kept values (2)");
            server.kill();
            server.start();
            assertEquals(List.of(List.of("1"), List.of("2")), database.rows("select id from kept order by id"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void stopsInOrderAndStartsAgain(ServerKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServer.start(kind)) {
            Database database = server.administrator().newDatabase();
            server.stop();
            assertThrows(SQLException.class, database::connect);
            server.start();
            assertThrows(IllegalStateException.class, server::start);
            assertEquals(List.of(List.of(database.name())), database.rows("select database()"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersNothingWhileItIsFrozen(ServerKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServer.start(kind);
                Connection open = server.administrator().connect(""); Statement statement = open.createStatement()) {
            server.freeze();
            assertThrows(SQLException.class, () -> DriverManager.getConnection(
                    server.administrator().url("") + "&connectTimeout=500&socketTimeout=500").close());
            server.thaw();
            assertTrue(statement.execute("select 1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheOptionsThatATestNeeds(ServerKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServer.start(kind, "--max-allowed-packet=1M")) {
            assertEquals(List.of(List.of("1048576")), server.administrator().rows("select @@global.max_allowed_packet"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasOneAccountAndItHasAPassword(ServerKind kind) throws Exception {
        try (DatabaseServer server = DatabaseServer.start(kind)) {
            DatabaseAccess administrator = server.administrator();
            administrator.connect("").close();
            assertThrows(SQLException.class, () -> administrator.as("root", "").connect("").close());
            assertThrows(SQLException.class, () -> administrator.as("nobody", "").connect("").close());
        }
    }

    @Test
    void saysWhyItDoesNotStart() {
        AssertionError refused = assertThrows(AssertionError.class,
                () -> DatabaseServer.start(ServerKind.MARIADB, "--no-such-option").close());
        assertTrue(refused.getMessage().contains("unknown option '--no-such-option'"), refused::getMessage);
    }

    @Test
    void isGoneWithItsDataWhenItsJvmIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp", System.getProperty("java.class.path"), DatabaseServerTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(jvm.getInputStream()))) {
            ProcessHandle server = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
            Path folder = Path.of(lines.readLine());
            assertTrue(Files.exists(folder));
            jvm.destroyForcibly().waitFor();
            server.onExit().get(1, TimeUnit.MINUTES);
            DatabaseServer.await(folder + " was gone", () -> Files.notExists(folder));
        }
    }

    /** A JVM that has a server and does nothing more. */
    public static void main(String... arguments) throws Exception {
        DatabaseServer server = DatabaseServer.start(ServerKind.MARIADB);
        System.out.println(server.pid());
        System.out.println(server.folder());
        server.freeze();
        Thread.currentThread().join();
    }

    @Test
    void leavesNothingBehindWhenItIsClosed() throws Exception {
        DatabaseServer server = DatabaseServer.start(ServerKind.MARIADB);
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        server.close();
        // It may still be listed until this JVM has asked for its exit status.
        assertEquals(Optional.empty(), process.info().commandLine());
        assertTrue(Files.notExists(server.folder()));
    }
}
