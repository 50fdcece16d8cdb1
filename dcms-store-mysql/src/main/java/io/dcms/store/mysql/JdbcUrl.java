package io.dcms.store.mysql;

import com.mysql.cj.conf.ConnectionUrl;
import com.mysql.cj.conf.HostInfo;
import com.mysql.cj.exceptions.CJException;
import com.mysql.cj.jdbc.JdbcPropertySetImpl;
import io.dcms.store.mysql.Dsn.BadDsnException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A URL of Connector/J, with whatever that allows: several hosts, properties, user-info. */
final class JdbcUrl {

    private static final String ADVICE = ": give jdbc:mysql://host:port/database?user=...&password=..., with %25 for %, %40 for @,"
            + " %3A for :, %2F for /, %3F for ?, %23 for # and %26 for & in user and password";
    private static final Pattern HOST = Pattern.compile("[\\w.-]+|\\[?[0-9A-Fa-f:.]{3,}]?");
    private static final Pattern DATABASE = Pattern.compile("[^/?@()#]+");

    private JdbcUrl() {
    }

    static Target parse(String text) throws BadDsnException {
        ConnectionUrl url = url(text);
        if (!url.getHostsList().stream().allMatch(JdbcUrl::isPlausible)) {
            throw new BadDsnException("this JDBC URL can't be read" + ADVICE);
        }
        if (url.getDatabase() == null || url.getDatabase().isEmpty()) {
            throw new BadDsnException("this JDBC URL names no database" + ADVICE);
        }
        if (!DATABASE.matcher(url.getDatabase()).matches()) {
            throw new BadDsnException("this JDBC URL can't be read" + ADVICE);
        }
        Map<String, String> said = said(url);
        requireValid(said);
        for (HostInfo host : url.getHostsList()) {
            requireNothingOfItsOwn(host, said);
        }
        return new Target(text, Map.of(), said, url.getHostsList().stream().map(HostInfo::getHostPortPair)
                .collect(Collectors.joining(",")) + "/" + url.getDatabase());
    }

    /** Fails for a value that Connector/J would refuse later on, naming the property alone: any value may be a secret. */
    static void requireValid(Map<String, String> properties) throws BadDsnException {
        for (Map.Entry<String, String> property : properties.entrySet()) {
            Properties alone = new Properties();
            alone.setProperty(property.getKey(), property.getValue());
            try {
                new JdbcPropertySetImpl().initializeProperties(alone);
            } catch (CJException e) {
                throw new BadDsnException("Connector/J does not take this value of its property " + property.getKey()
                        + ": see its manual for what it takes");
            }
        }
    }

    /** What a host says for itself, as in {@code (host=h,autoReconnect=true)}, Connector/J puts above what we say for all. */
    private static void requireNothingOfItsOwn(HostInfo host, Map<String, String> said) throws BadDsnException {
        for (Map.Entry<String, String> property : host.getHostProperties().entrySet()) {
            String name = property.getKey();
            if (Target.isOfAllHosts(name) && !property.getValue().equals(said.get(name))) {
                throw new BadDsnException("in this JDBC URL " + name + " is said for one host: leave it out there, or say it for"
                        + " all behind the ?");
            }
        }
    }

    private static ConnectionUrl url(String text) throws BadDsnException {
        if (!ConnectionUrl.acceptsUrl(text)) {
            throw new BadDsnException("this is no URL of Connector/J" + ADVICE);
        }
        try {
            ConnectionUrl url = ConnectionUrl.getConnectionUrlInstance(text, null);
            url.getHostsList();
            return url;
        } catch (CJException | IllegalArgumentException e) {
            throw new BadDsnException("this JDBC URL can't be read" + ADVICE);
        }
    }

    /** What was taken for a host and a port may be the beginning of a password that should have been encoded. */
    private static boolean isPlausible(HostInfo host) {
        return HOST.matcher(host.getHost()).matches() && host.getPort() > 0 && host.getPort() <= 65_535;
    }

    private static Map<String, String> said(ConnectionUrl url) {
        Map<String, String> said = new TreeMap<>();
        Properties properties = url.getConnectionArgumentsAsProperties();
        properties.stringPropertyNames().forEach(name -> said.put(name, properties.getProperty(name)));
        return said;
    }
}
