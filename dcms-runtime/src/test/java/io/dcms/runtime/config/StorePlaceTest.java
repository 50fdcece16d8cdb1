package io.dcms.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorePlaceTest {

    /** Who has changed the password, and perhaps got it wrong, still has the jobs of the same store. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "root:root@tcp(db)/dcms      | tcp(db)/dcms",
            "root:root@tcp(db)/dcms      | ann:other@tcp(db)/dcms?charset=utf8",
            "root:p@s:s/w?x@tcp(db)/dcms | root@tcp(db)/dcms",
            "root@tcp(db)/dcms?x=a@b     | root@tcp(db)/dcms",
            "root:(@tcp(db:3306)/dcms    | x@tcp(db:3306)/dcms",
            "root:root@tcp(db)dcms       | tcp(db)dcms",
            "a:b@(db)/dcms               | (db)/dcms",
            "jdbc:mysql://db/dcms?user=a&password=b | jdbc:mysql://db/dcms",
            "jdbc:mysql://a:b@db:3306/dcms          | jdbc:mysql://db:3306/dcms?useSSL=false"})
    void isTheSamePlaceWhoeverAsks(String one, String other) {
        assertEquals(StorePlace.digest("mysql", one), StorePlace.digest("mysql", other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "root:root@tcp(db)/dcms     | root:root@tcp(db)/other",
            "root:root@tcp(db)/dcms     | root:root@tcp(db2)/dcms",
            "root@tcp(db)/dcms?x=a@b    | root@tcp(db2)/dcms?x=a@b",
            "a:p?q@tcp(db)/dcms         | a:p?q@tcp(db2)/dcms",
            "jdbc:mysql://db/dcms?a=b@c | jdbc:mysql://db2/dcms?a=b@c",
            "jdbc:mysql://db/dcms       | jdbc:mariadb://db/dcms",
            "/etc/dcms/jobs.json        | /etc/dcms/others.json",
            "/etc/a@jobs.json           | /etc/b@jobs.json"})
    void isAnotherPlace(String one, String other) {
        assertNotEquals(StorePlace.digest("mysql", one), StorePlace.digest("mysql", other));
    }

    @Test
    void aStoreOfAnotherNameIsAnotherOne() {
        assertNotEquals(StorePlace.digest("file", "/x"), StorePlace.digest("mysql", "/x"));
    }
}
