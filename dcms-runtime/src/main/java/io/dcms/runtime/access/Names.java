package io.dcms.runtime.access;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The names under which an agent is called; see the package's RATIONALE. Immutable. */
public final class Names {

    private final Set<String> names;

    /** @param names beside every address and {@code localhost} */
    public Names(Set<String> names) {
        this.names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toCollection(TreeSet::new));
        this.names.add("localhost");
    }

    /**
     * Whether the value of a {@code Host} header names this agent: any port will do, and any address, which nobody else can have.
     *
     * @param host as it was sent; null if it was not, which a browser never does
     */
    public boolean has(String host) {
        if (host == null) {
            return true;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        return names.contains(name) || isIpv4(name) || isIpv6(name);
    }

    /** For messages. */
    @Override
    public String toString() {
        return String.join(", ", names);
    }

    private static String withoutPort(String host) {
        int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** Four numbers of one to three digits. Asked for each call, and so without a pattern, which took a twelfth of a short one. */
    private static boolean isIpv4(String name) {
        int dots = 0;
        int digits = 0;
        for (int n = 0; n < name.length(); n++) {
            char c = name.charAt(n);
            if (c == '.' && digits > 0) {
                dots++;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                digits++;
            } else {
                return false;
            }
        }
        return dots == 3 && digits > 0;
    }

    private static boolean isIpv6(String name) {
        return name.matches("\\[[0-9a-f.]*:[0-9a-f:.]*(%[0-9a-z._-]{1,20})?\\]");
    }
}
