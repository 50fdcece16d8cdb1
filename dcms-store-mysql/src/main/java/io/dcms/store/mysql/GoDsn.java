package io.dcms.store.mysql;

import com.mysql.cj.conf.PropertyKey;
import io.dcms.store.mysql.Dsn.BadDsnException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A DSN of the Go driver: {@code [user[:password]@][tcp][(host[:port])]/database[?name=value&...]}, and the same without the
 * slash, as the Go agent's README has it.
 *
 * <p>A password may hold any character. As in the Go driver, the last slash is before the database and the last {@code @} in
 * front of it ends the password. Where that makes no sense, because parameters hold slashes or there is none, it is the first
 * {@code @} that has an address behind it.
 */
final class GoDsn {

    private static final System.Logger LOG = System.getLogger(GoDsn.class.getName());

    private static final Pattern PLACE = Pattern.compile(
            "(?:(?<network>[a-z0-9]*)\\((?<address>[^()]*)\\)/?|(?:tcp)?/)(?<database>[^/?@()]*)(?:\\?(?<parameters>.*))?",
            Pattern.DOTALL);
    private static final Pattern PARAMETER = Pattern.compile("(?<name>[A-Za-z_]\\w*)(?:=(?<value>.*))?", Pattern.DOTALL);
    private static final Pattern ADDRESS = Pattern.compile("(?<host>\\[[0-9A-Fa-f:.]+]|[\\w.-]*)(?::(?<port>\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    /** What Connector/J calls the same but means otherwise, or what would lead elsewhere than the DSN says. */
    private static final Set<PropertyKey> NOT_PASSED_ON = Set.of(PropertyKey.USER, PropertyKey.PASSWORD, PropertyKey.HOST,
            PropertyKey.PORT, PropertyKey.PROTOCOL, PropertyKey.PATH, PropertyKey.TYPE, PropertyKey.ADDRESS,
            PropertyKey.PRIORITY, PropertyKey.DBNAME, PropertyKey.maxAllowedPacket);

    private GoDsn() {
    }

    static Target parse(String text) throws BadDsnException {
        int begin = beginOfPlace(text);
        Matcher place = PLACE.matcher(text.substring(begin));
        if (begin < 0 || !place.matches()) {
            throw new BadDsnException("this can't be read: give " + Dsn.ACCEPTED);
        }
        return target(begin == 0 ? "" : text.substring(0, begin - 1), place);
    }

    private static Target target(String credentials, Matcher place) throws BadDsnException {
        refuseOtherNetworks(place.group("network"));
        String address = address(place.group("address"));
        String database = decoded(place.group("database"));
        if (database.isEmpty()) {
            throw new BadDsnException("this names no database: give " + Dsn.ACCEPTED);
        }
        Map<String, String> properties = new TreeMap<>(properties(place.group("parameters")));
        int colon = credentials.indexOf(':');
        properties.put(PropertyKey.USER.getKeyName(), colon < 0 ? credentials : credentials.substring(0, colon));
        properties.put(PropertyKey.PASSWORD.getKeyName(), colon < 0 ? "" : credentials.substring(colon + 1));
        return new Target("jdbc:mysql://" + address + "/" + encoded(database), properties, Map.of(),
                address + "/" + database);
    }

    /** Where the address begins; the user and the password are in front of it. Not found: something that is no place. */
    private static int beginOfPlace(String text) {
        int asGo = text.lastIndexOf('@', text.lastIndexOf('/')) + 1;
        if (isPlace(text.substring(asGo))) {
            return asGo;
        }
        int begin = 0;
        while (!isPlace(text.substring(begin))) {
            int at = text.indexOf('@', begin);
            if (at < 0) {
                return 0;
            }
            begin = at + 1;
        }
        return begin;
    }

    private static boolean isPlace(String text) {
        Matcher place = PLACE.matcher(text);
        return place.matches() && parameters(place.group("parameters")).stream()
                .allMatch(parameter -> PARAMETER.matcher(parameter).matches());
    }

    private static List<String> parameters(String text) {
        return text == null ? List.of() : List.of(text.split("&")).stream().filter(part -> !part.isEmpty()).toList();
    }

    private static void refuseOtherNetworks(String network) throws BadDsnException {
        if (network == null || network.isEmpty() || network.equals("tcp")) {
            return;
        }
        if (network.equals("unix")) {
            throw new BadDsnException("a Unix socket, unix(...), can't be used: give tcp(127.0.0.1:3306) in its place, or the port"
                    + " on which that server listens");
        }
        throw new BadDsnException("the network is \"" + network + "\": give tcp(host:port)");
    }

    private static String address(String text) throws BadDsnException {
        String given = text == null || text.isEmpty() ? "127.0.0.1" : text;
        Matcher address = ADDRESS.matcher(given);
        if (!address.matches()) {
            throw new BadDsnException("the address is \"" + given + "\": give tcp(host:port), or tcp([::1]:port) for IPv6");
        }
        int port = Optional.ofNullable(address.group("port")).map(Integer::parseInt).orElse(3306);
        if (port < 1 || port > MAX_PORT) {
            throw new BadDsnException("the port is " + port + ": give a number from 1 to " + MAX_PORT);
        }
        return (address.group("host").isEmpty() ? "127.0.0.1" : address.group("host")) + ":" + port;
    }

    /** The parameters that Connector/J knows. The others, which only the Go driver knows, are said once. */
    private static Map<String, String> properties(String text) throws BadDsnException {
        Map<String, String> properties = new TreeMap<>();
        List<String> ignored = new ArrayList<>();
        for (String part : parameters(text)) {
            Matcher parameter = PARAMETER.matcher(part);
            parameter.matches();
            String name = parameter.group("name");
            String value = Optional.ofNullable(parameter.group("value")).map(GoDsn::decoded).orElse("");
            PropertyKey key = PropertyKey.fromValue(name);
            if (name.equals("tls")) {
                properties.put(PropertyKey.sslMode.getKeyName(), sslMode(value));
            } else if (key != null && !NOT_PASSED_ON.contains(key)) {
                properties.put(key.getKeyName(), value);
            } else {
                ignored.add(name);
            }
        }
        if (!ignored.isEmpty()) {
            LOG.log(System.Logger.Level.DEBUG, "parameters of the Go driver that mean nothing here: {0}",
                    String.join(", ", ignored));
        }
        JdbcUrl.requireValid(properties);
        return properties;
    }

    private static String sslMode(String tls) throws BadDsnException {
        switch (tls.toLowerCase(Locale.ROOT)) {
            case "true":
            case "1":
                return "VERIFY_IDENTITY";
            case "skip-verify":
                return "REQUIRED";
            case "preferred":
                return "PREFERRED";
            case "false":
            case "0":
                return "DISABLED";
            default:
                throw new BadDsnException("tls is \"" + tls + "\": give true, skip-verify, preferred or false");
        }
    }

    /** A percent sign that begins no escape stands for itself. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
