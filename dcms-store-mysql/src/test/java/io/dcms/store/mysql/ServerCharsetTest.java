package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.mysql.DatabaseAccess;
import io.dcms.testing.mysql.SharedServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Java's idea of each character set, held against the server's, character by character. */
class ServerCharsetTest {

    private static final int PAGE = 4_096;
    /** Beyond there are no more characters of any language. */
    private static final int END = 0x30000;

    @Test
    void whatWeTakeForRepresentableMariaDbHasToo() throws Exception {
        assertAgreement(SharedServers.standard());
    }

    @Test
    void whatWeTakeForRepresentableMysqlHasToo() throws Exception {
        assertAgreement(SharedServers.mysql56());
    }

    /** Bytes are no characters, and two sets are not even ASCII. */
    private static void assertAgreement(DatabaseAccess server) throws SQLException {
        List<List<String>> names = server.rows("select character_set_name from information_schema.character_sets"
                + " where character_set_name not in ('binary', 'swe7', 'sjis')");
        assertFalse(names.isEmpty());
        try (Connection connection = server.connect("")) {
            for (List<String> name : names) {
                assertAgreement(connection, name.get(0));
            }
        }
    }

    private static void assertAgreement(Connection connection, String name) throws SQLException {
        ServerCharset charset = ServerCharset.named(name);
        for (int page = 0; page < END; page += PAGE) {
            String text = representable(charset, page);
            if (text.isEmpty()) {
                continue;
            }
            try (PreparedStatement query = connection.prepareStatement("select convert(converted using utf8mb4), length(converted)"
                    + " from (select convert(? using " + name + ") as converted) t")) {
                query.setString(1, text);
                ResultSet row = query.executeQuery();
                row.next();
                assertEquals(text, row.getString(1), name);
                assertTrue(row.getLong(2) <= text.codePoints().mapToLong(charset::bytes).sum(), name);
            }
        }
    }

    private static String representable(ServerCharset charset, int page) {
        int[] all = IntStream.range(page, page + PAGE)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE).toArray();
        int[] kept = charset.representable(new String(all, 0, all.length)).codePoints().toArray();
        assertEquals(all.length, kept.length, "one replacement for each character");
        int[] same = IntStream.range(0, all.length).filter(index -> all[index] == kept[index]).map(index -> all[index]).toArray();
        return new String(same, 0, same.length);
    }
}
