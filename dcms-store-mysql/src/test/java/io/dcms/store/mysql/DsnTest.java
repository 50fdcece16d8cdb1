package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.FactoryChecks;
import io.dcms.spi.store.JobStoreFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DsnTest {

    private static final TimeLimits LIMITS = new TimeLimits(Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Why, DSN, URL, user, password. */
    static List<Arguments> goDsns() {
        return List.of(
                Arguments.of("the agent's default", "root:root@tcp(localhost)/dcms", "localhost:3306/dcms", "root", "root"),
                Arguments.of("the README's, without the slash", "root:root@tcp(localhost)dcms", "localhost:3306/dcms", "root", "root"),
                Arguments.of("without the slash, a slash in the password", "u:a/b@tcp(h)dcms", "h:3306/dcms", "u", "a/b"),
                Arguments.of("without the slash, a slash in a parameter", "u:p@tcp(h)dcms?loc=Asia/Shanghai", "h:3306/dcms", "u", "p"),
                Arguments.of("a port", "u:p@tcp(db.example.com:3307)/jobs", "db.example.com:3307/jobs", "u", "p"),
                Arguments.of("no network", "u:p@(h:1)/d", "h:1/d", "u", "p"),
                Arguments.of("no password", "u@tcp(h)/d", "h:3306/d", "u", ""),
                Arguments.of("an empty password", "u:@tcp(h)/d", "h:3306/d", "u", ""),
                Arguments.of("neither user nor password", "tcp(h)/d", "h:3306/d", "", ""),
                Arguments.of("an empty user", "@tcp(h)/d", "h:3306/d", "", ""),
                Arguments.of("no address: the driver's default", "u:p@/d", "127.0.0.1:3306/d", "u", "p"),
                Arguments.of("a network without an address", "u:p@tcp/d", "127.0.0.1:3306/d", "u", "p"),
                Arguments.of("an empty address", "u:p@tcp()/d", "127.0.0.1:3306/d", "u", "p"),
                Arguments.of("a port alone", "u:p@tcp(:3307)/d", "127.0.0.1:3307/d", "u", "p"),
                Arguments.of("nothing but a database", "/d", "127.0.0.1:3306/d", "", ""),
                Arguments.of("@ in the password: the last one ends it", "u:p@ss@w@tcp(h)/d", "h:3306/d", "u", "p@ss@w"),
                Arguments.of("it ends in @", "u:p@@tcp(h)/d", "h:3306/d", "u", "p@"),
                Arguments.of(": in the password: the first one begins it", "u:a:b:@tcp(h)/d", "h:3306/d", "u", "a:b:"),
                Arguments.of("/ in the password", "u:/a/b/@tcp(h)/d", "h:3306/d", "u", "/a/b/"),
                Arguments.of("() in the password", "u:a(b)c@tcp(h)/d", "h:3306/d", "u", "a(b)c"),
                Arguments.of("? and & in the password", "u:a?b=c&d@tcp(h)/d", "h:3306/d", "u", "a?b=c&d"),
                Arguments.of("% and # are themselves there", "u:%41#%zz@tcp(h)/d", "h:3306/d", "u", "%41#%zz"),
                Arguments.of("a password like a DSN", "u:x@tcp(a)/b?c=d@tcp(h)/e", "h:3306/e", "u", "x@tcp(a)/b?c=d"),
                Arguments.of("a password like a Unix DSN", "u:unix(@tcp(h)/d", "h:3306/d", "u", "unix("),
                Arguments.of("blanks and emoji", "u: p 🚀 @tcp(h)/d", "h:3306/d", "u", " p 🚀 "),
                Arguments.of("IPv6", "u:p@tcp([::1]:3307)/d", "[::1]:3307/d", "u", "p"),
                Arguments.of("IPv6 without a port", "u:p@tcp([fe80::1])/d", "[fe80::1]:3306/d", "u", "p"),
                Arguments.of("@ in a parameter", "u:p@tcp(h)/d?x=a@b", "h:3306/d", "u", "p"),
                Arguments.of("/ in a parameter", "u:p@tcp(h)/d?loc=Asia/Shanghai", "h:3306/d", "u", "p"),
                Arguments.of("@ and / in a parameter", "u:p@w@tcp(h)/d?x=a@b/c", "h:3306/d", "u", "p@w"),
                Arguments.of("the usual parameters", "u:p@tcp(h)/d?parseTime=true&loc=Local&charset=utf8", "h:3306/d", "u", "p"),
                Arguments.of("? and nothing behind it", "u:p@tcp(h)/d?", "h:3306/d", "u", "p"),
                Arguments.of("an escape in the database, as the Go driver reads it", "u:p@tcp(h)/a%2Fb", "h:3306/a/b", "u", "p"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goDsns")
    void aGoDsnIsRead(String why, String dsn, String place, String user, String password) throws Exception {
        Target target = Dsn.parse(dsn, "-db");

        assertEquals(place, target.place());
        assertEquals(user, properties(target).getProperty("user"));
        assertEquals(password, properties(target).getProperty("password"));
    }

    @Test
    void connectorJReadsTheSameAddress() throws Exception {
        assertEquals("jdbc:mysql://[::1]:3307/d", Dsn.parse("u:p@tcp([::1]:3307)/d", "-db").url());
        assertEquals("jdbc:mysql://h:3306/a%2Fb%20c", Dsn.parse("u:p@tcp(h)/a%2Fb%20c", "-db").url());
    }

    /** What, parameters, property, value. */
    static List<Arguments> parameters() {
        return List.of(
                Arguments.of("verified TLS", "tls=true", "sslMode", "VERIFY_IDENTITY"),
                Arguments.of("TLS with anybody", "tls=skip-verify", "sslMode", "REQUIRED"),
                Arguments.of("TLS if there is any", "tls=preferred", "sslMode", "PREFERRED"),
                Arguments.of("no TLS", "tls=false", "sslMode", "DISABLED"),
                Arguments.of("a property of Connector/J", "allowPublicKeyRetrieval=true", "allowPublicKeyRetrieval", "true"),
                Arguments.of("among others", "parseTime=true&connectTimeout=7&loc=Local", "connectTimeout", "7"),
                Arguments.of("escaped", "trustCertificateKeyStoreUrl=file%3A%2Fa+b", "trustCertificateKeyStoreUrl", "file:/a b"),
                Arguments.of("the DSN's user counts", "user=other", "user", "u"),
                Arguments.of("the DSN's password counts", "password=other", "password", "p"),
                Arguments.of("the Go driver's meaning is another", "maxAllowedPacket=0", "maxAllowedPacket", null),
                Arguments.of("no files of ours", "allowLoadLocalInfile=true", "allowLoadLocalInfile", "false"),
                Arguments.of("every row", "maxRows=3", "maxRows", "-1"),
                Arguments.of("a variable of the server's", "sql_mode=%27ANSI%27", "sql_mode", null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parameters")
    void aParameterMeansWhatItSays(String what, String parameters, String property, String value) throws Exception {
        assertEquals(value, properties(Dsn.parse("u:p@tcp(h)/d?" + parameters, "-db")).getProperty(property));
    }

    @Test
    void timeLimitsAreSetUnlessTheDsnSaysOtherwise() throws Exception {
        Properties properties = properties(Dsn.parse("u:p@tcp(h)/d?socketTimeout=7", "-db"));

        assertEquals("5000", properties.getProperty("connectTimeout"));
        assertEquals("7", properties.getProperty("socketTimeout"));
    }

    @Test
    void aJdbcUrlIsPassedOnWithWhatItDoesNotSay() throws Exception {
        String url = "jdbc:mysql://h1:3307,h2/d?user=u&password=p%40%2F&socketTimeout=7&sessionVariables=wait_timeout=9";
        Target target = Dsn.parse(url, "-db");

        assertEquals(url, target.url());
        assertEquals("h1:3307,h2:3306/d", target.place());
        assertEquals("5000", properties(target).getProperty("connectTimeout"));
        assertFalse(properties(target).containsKey("socketTimeout"));
        assertTrue(properties(target).getProperty("sessionVariables").endsWith(",wait_timeout=9"), "the last one counts");
        Dsn.parse("jdbc:mysql:replication://(host=h,user=u,password=p),i/d?maxRows=3&autoreconnect=true", "-db");
        Dsn.parse("jdbc:mysql:loadbalance://u:p@h,u:p@i/d?sessionVariables=wait_timeout=9", "-db");
    }

    /** Why, DSN, what the message says. */
    static List<Arguments> badDsns() {
        return List.of(
                Arguments.of("nothing that can be read", "secret", "give user:password@tcp(host:port)/database"),
                Arguments.of("a socket", "u:secret@unix(/tmp/mysql.sock)/d", "tcp(127.0.0.1:3306)"),
                Arguments.of("another network", "u:secret@udp(h)/d", "tcp(host:port)"),
                Arguments.of("the address without tcp()", "u:secret@h:3306/d", "tcp(host:port)"),
                Arguments.of("no database", "u:secret@tcp(h)/", "names no database"),
                Arguments.of("no database, no slash", "u:secret@tcp(h)", "names no database"),
                Arguments.of("port 0", "u:secret@tcp(h:0)/d", "from 1 to 65535"),
                Arguments.of("a port too high", "u:secret@tcp(h:65536)/d", "from 1 to 65535"),
                Arguments.of("no number", "u:secret@tcp(h:mysql)/d", "tcp(host:port)"),
                Arguments.of("IPv6 without brackets", "u:secret@tcp(::1)/d", "tcp([::1]:port)"),
                Arguments.of("a host with a blank", "u:secret@tcp(h x)/d", "tcp(host:port)"),
                Arguments.of("a configuration of Go's", "u:secret@tcp(h)/d?tls=custom", "true, skip-verify, preferred or false"),
                Arguments.of("a bad value", "u:secret@tcp(h)/d?connectTimeout=secret", "connectTimeout"),
                Arguments.of("a mode that there isn't", "u:secret@tcp(h)/d?sslMode=secret", "sslMode"),
                Arguments.of("a URL, but not JDBC", "mysql://u:secret@h/d", "jdbc:mysql:"),
                Arguments.of("another driver's", "jdbc:mariadb://u:secret@h/d", "jdbc:mysql:"),
                Arguments.of("JDBC without a place", "jdbc:mysql:secret", "jdbc:mysql://host:port/database"),
                Arguments.of("JDBC without a database", "jdbc:mysql://u:secret@h", "names no database"),
                Arguments.of("@ in a JDBC password", "jdbc:mysql://u:se@secret@h/d", "%40"),
                Arguments.of("/ in a JDBC password", "jdbc:mysql://u:1/secret@h/d", "%2F"),
                Arguments.of("# in a JDBC password", "jdbc:mysql://u:1#secret@h/d", "%23"),
                Arguments.of("? in a JDBC password", "jdbc:mysql://u:1?secret@h/d", "%3F"),
                Arguments.of("% in a JDBC password", "jdbc:mysql://u:%zzsecret@h/d", "%25"),
                Arguments.of("a JDBC port too high", "jdbc:mysql://u:secret@h:99999/d", "jdbc:mysql://host:port/database"),
                Arguments.of("files of ours for one host",
                        "jdbc:mysql://address=(host=h)(allowLoadLocalInfile=true)/d?user=u&password=secret", "allowLoadLocalInfile is said for one host"),
                Arguments.of("the same in lower case", "jdbc:mysql://(host=h,autoreconnect=true),i/d?user=u&password=secret",
                        "autoreconnect is said for one host"),
                Arguments.of("variables of one host", "jdbc:mysql://(host=h,sessionVariables=sql_mode=secret)/d",
                        "sessionVariables is said for one host"),
                Arguments.of("half an IPv6 address", "jdbc:mysql://u:secret@[::1/d", "jdbc:mysql://host:port/database"),
                Arguments.of("a bad JDBC property", "jdbc:mysql://u:secret@h/d?socketTimeout=secret", "socketTimeout"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDsns")
    void aBadDsnIsRefusedWithoutItsPassword(String why, String dsn, String advice) {
        String message = assertThrows(ConfigException.class, () -> Dsn.parse(dsn, "flag -db")).getMessage();

        assertTrue(message.startsWith("flag -db: ") && message.contains(advice), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void whateverIsGivenIsReadOrRefusedWithoutItsPassword() {
        String[] pieces = {"secret", "@", ":", "/", "(", ")", "?", "&", "=", "tcp", "tcp(h)", "[::1]", "%", "%2F", "#", "jdbc:mysql:",
            "//", ",", "\n", "日", "unix(", "tls=", "d"};
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder dsn = new StringBuilder("u:secret");
            random.ints(random.nextInt(8), 0, pieces.length).forEach(piece -> dsn.append(pieces[piece]));
            if (random.nextInt(4) == 0) {
                dsn.insert(0, "jdbc:mysql://");
            }
            try {
                assertFalse(Dsn.parse(dsn.toString(), "-db").toString().contains("secret"), dsn::toString);
            } catch (ConfigException e) {
                // what stands where an address belongs is an address
                assertFalse(e.getMessage().contains("u:secret"), dsn + ": " + e.getMessage());
            }
        }
    }

    @Test
    void anyPasswordSurvivesADsn() throws Exception {
        String characters = "aZ0@:/()?&=#%[],; \t\\\"'日🚀";
        int[] points = characters.codePoints().toArray();
        Random random = new Random(2);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder password = new StringBuilder();
            random.ints(random.nextInt(12), 0, points.length).forEach(point -> password.appendCodePoint(points[point]));
            Target target = Dsn.parse("u:" + password + "@tcp(h:1)/d?parseTime=true", "-db");

            assertEquals("h:1/d", target.place(), password::toString);
            assertEquals(password.toString(), properties(target).getProperty("password"));
        }
    }

    @Test
    void theFactoryReadsItsSettingsAndConnectsNowhere() throws Exception {
        FactoryChecks.assertFound(JobStoreFactory.class, new MysqlStoreFactory());
        FactoryChecks.create(new MysqlStoreFactory(), Map.of("db", "u:p@tcp(nowhere.invalid)/d", "connect_timeout", "1",
                "query_timeout", "600")).close();

        assertThrows(ConfigException.class, () -> FactoryChecks.create(new MysqlStoreFactory(), Map.of()));
        assertThrows(ConfigException.class, () -> FactoryChecks.create(new MysqlStoreFactory(), Map.of("db", "u:p@tcp(h)/d",
                "query_timeout", "0")));
    }

    private static Properties properties(Target target) {
        return target.properties(LIMITS);
    }
}
