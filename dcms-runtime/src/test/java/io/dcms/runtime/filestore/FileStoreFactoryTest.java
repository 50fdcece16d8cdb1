package io.dcms.runtime.filestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobStoreFactory;
import io.dcms.spi.store.TaskHistory;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileStoreFactoryTest {

    private final JobStoreFactory factory = new FileStoreFactory();

    @Test
    void isFoundUnderItsName() {
        assertTrue(ServiceLoader.load(JobStoreFactory.class).stream()
                .anyMatch(found -> found.type() == FileStoreFactory.class && found.get().name().equals("file")));
    }

    @Test
    void createsWithoutLookingAtTheFile() throws ConfigException {
        FakeContext context = new FakeContext(Map.of("db", "/no/such/folder/jobs.json"));

        assertInstanceOf(TaskHistory.class, factory.create(context));
        assertEquals(Set.of("db", "results_bytes", "results_files"), context.asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "`` ~ 5 ~ file.db is missing: give the path of a JSON file of jobs",
        "/ ~ 5 ~ file.db is \"/\": give the path of a JSON file of jobs",
        "`a\0b` ~ 5 ~ `file.db is \"a\0b\": give the path of a JSON file of jobs`",
        "jobs.json ~ 0 ~ file.results_files is \"0\": give a whole number from 1 to 100",
    })
    void refusesWhatItCantUse(String db, String files, String message) {
        FakeContext context = new FakeContext(Map.of("db", db, "results_files", files));

        assertEquals(message, assertThrows(ConfigException.class, () -> factory.create(context)).getMessage());
    }
}
