package io.dcms.runtime.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {

    private static final String FIRST = "0123456789abcdef";
    private static final String LAST = "fedcba9876543210";

    private final Caller first = new Caller("first", Role.READ);
    private final Caller last = new Caller("last", Role.CONTROL);
    private final Tokens tokens = new Tokens(List.of(new Tokens.Entry(FIRST, first), new Tokens.Entry(LAST, last)), "host-1");

    @Test
    void eachIsItsCallers() {
        assertEquals(Optional.of(first), tokens.find(FIRST));
        assertEquals(Optional.of(last), tokens.find(LAST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0123456789abcde", "0123456789abcdeg", "0123456789abcdef ", "0123456789ABCDEF",
        "0123456789abcdef\u0000",
        "0123456789abcdeffedcba9876543210"})
    void whatIsNearlyOneIsNone(String token) {
        assertEquals(Optional.empty(), tokens.find(token));
    }

    /**
     * A measurement would depend on the machine, so what the compiler made of it is looked at: digests are compared by the one method
     * that looks at every byte, by nothing else, and of all tokens, as the loop has no way out but its end.
     */
    @Test
    void howLongItTakesTellsNothing() {
        String find = codeOf("java.util.Optional<io.dcms.runtime.access.Caller> find(java.lang.String)");
        assertEquals(1, count(find, "java/security/MessageDigest.isEqual:([B[B)Z"), find);
        assertEquals(1, count(find, "areturn"), find);
        assertEquals(0, count(find, "return\n") - count(find, "areturn\n"), find);
        for (String quick : List.of(".equals:", "java/util/Map", "java/util/Arrays", "contains", "hashCode", "startsWith", "compare")) {
            assertEquals(0, count(find, quick), () -> quick + " is quicker for what is nearly right: " + find);
        }
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static String codeOf(String method) {
        StringWriter out = new StringWriter();
        ToolProvider javap = ToolProvider.findFirst("javap").orElseThrow();
        Path classes = Path.of(URI.create(Tokens.class.getProtectionDomain().getCodeSource().getLocation().toString()));
        PrintWriter writer = new PrintWriter(out);
        assertEquals(0, javap.run(writer, writer, "-c", "-p", "-cp", classes.toString(), Tokens.class.getName()));
        String code = out.toString();
        int begin = code.indexOf(method);
        assertTrue(begin >= 0, code);
        return code.substring(begin, code.indexOf("\n\n", begin) + 1);
    }
}
