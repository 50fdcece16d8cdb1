package io.dcms.runtime.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.spi.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password is shown by nothing, even if the command line is wrong. */
class SecretsTest {
    private static final String DSN = "root:hunter2@tcp(db)/dcms";

    @TempDir
    private Path folder;

    @Test
    void settingsDoNotPrintIt() throws Exception {
        Path conf = Files.writeString(folder.resolve("dcms.conf"), "db = " + DSN + "\nmysql.password = hunter2\n");
        for (AgentSettings settings : List.of(read("-db", DSN), read("-conf", conf.toString()),
                AgentSettings.read(List.of(), Map.of("DCMS_DB", DSN)).orElseThrow())) {
            assertFalse(settings.toString().contains("hunter2"), settings::toString);
            assertFalse(settings.plugins().toString().contains("hunter2"));
            assertFalse(settings.storeSettings().toString().contains("hunter2"));
            assertFalse(settings.storeSettings().describe("db").contains("hunter2"));
            assertFalse(settings.unreadKeys(Set.of("mysql"), Set.of("mysql")).toString().contains("hunter2"));
        }
        assertFalse(new Setting(DSN, "-db").toString().contains("hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "-port|" + DSN, "-dbtype|" + DSN, "-dbtype|root:hunter2", "-host|" + DSN, "-bind|" + DSN, "-verbose|" + DSN,
            "-names|" + DSN, "-names|root:hunter2", "-token_file|a\0" + DSN, "-tls_cert|" + DSN, "-tls_key|" + DSN,
            "-address|" + DSN, "-address|http://root:hunter2@a:1", "-fleet_token_file|" + DSN,
            "-quit_time|" + DSN, "-insecure=" + DSN, "-insecure|" + DSN, "-insecure|root:hunter2",
            "-port|-db=" + DSN, "-work_dir|--db=" + DSN, "-dbb=" + DSN, "-db" + DSN, "-" + DSN, DSN, "root:hunter2",
            "-db|root:hun|hunter2", "-db|=|" + DSN, "-db|root:|hunter2@tcp(db)/dcms", "-port=1|--|-db=" + DSN,
    })
    void aMistypedCommandLineDoesNotPrintIt(String arguments) {
        assertHidden(assertThrows(ConfigException.class, () -> read(arguments.split("\\|"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {DSN, DSN + "?a=b", "db " + DSN, "db: " + DSN + "?a=b", "dbb = " + DSN, "db = x\ndb = " + DSN,
            "port = " + DSN, "dbtype = " + DSN})
    void aMistypedFileDoesNotPrintIt(String content) throws Exception {
        Path conf = Files.writeString(folder.resolve("dcms.conf"), content);

        assertHidden(assertThrows(ConfigException.class, () -> read("-conf", conf.toString())));
    }

    private static AgentSettings read(String... arguments) throws ConfigException {
        return AgentSettings.read(List.of(arguments), Map.of()).orElseThrow();
    }

    private static void assertHidden(ConfigException e) {
        assertFalse(e.toString().contains("hunter2"), e::toString);
    }
}
