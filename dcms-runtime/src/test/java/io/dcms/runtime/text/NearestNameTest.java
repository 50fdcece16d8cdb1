package io.dcms.runtime.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> KNOWN = List.of("id", "name", "create_user", "schedule", "hook", "hosts", "timeout");

    @ParameterizedTest
    @CsvSource({
        "shcedule, schedule", // two keys swapped
        "schedul, schedule",
        "createUser, create_user", // another house's spelling
        "NAME, name",
        "host, hosts", // nearer than hook
        "Id, id",
    })
    void findsWhatWasMeant(String given, String meant) {
        assertEquals(Optional.of(meant), NearestName.of(given, KNOWN));
    }

    @ParameterizedTest
    @CsvSource({"command", "x", "''", "timezone_of_the_job"})
    void guessesNothingFarFetched(String given) {
        assertEquals(Optional.empty(), NearestName.of(given, KNOWN));
    }

    @Test
    void takesTheFirstOfEquals() {
        assertEquals(Optional.of("bat"), NearestName.of("cat", List.of("bat", "rat")));
    }

    @Test
    void costsNothingForALongText() {
        assertEquals(Optional.empty(), NearestName.of("x".repeat(10_000_000), KNOWN));
    }
}
