package io.dcms.store.mysql;

import static java.util.Map.entry;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A character set of the server: what it can hold, in how many bytes.
 *
 * @param name    the server's name of it
 * @param charset Java's equivalent; US-ASCII for one that Java does not know, which loses characters but is always accepted
 * @param lacking what it lacks of that
 */
record ServerCharset(String name, Charset charset, Pattern lacking) {

    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            entry("utf8mb4", "UTF-8"), entry("utf8mb3", "UTF-8"), entry("utf8", "UTF-8"),
            entry("utf16", "UTF-16BE"), entry("utf16le", "UTF-16LE"), entry("utf32", "UTF-32BE"), entry("ucs2", "UTF-16BE"),
            entry("latin1", "windows-1252"), entry("latin2", "ISO-8859-2"), entry("latin5", "ISO-8859-9"),
            entry("latin7", "ISO-8859-13"), entry("greek", "ISO-8859-7"), entry("hebrew", "ISO-8859-8"),
            entry("cp1250", "windows-1250"), entry("cp1251", "windows-1251"), entry("cp1256", "windows-1256"),
            entry("cp1257", "windows-1257"), entry("cp850", "IBM850"), entry("cp852", "IBM852"), entry("cp866", "IBM866"),
            entry("koi8r", "KOI8-R"), entry("koi8u", "KOI8-U"), entry("tis620", "TIS-620"),
            entry("gbk", "GBK"), entry("gb2312", "GB2312"), entry("gb18030", "GB18030"), entry("big5", "Big5"),
            entry("cp932", "windows-31j"), entry("ujis", "EUC-JP"), entry("eucjpms", "EUC-JP"),
            entry("euckr", "EUC-KR"));

    private static final String BEYOND_BASIC_PLANE = "\\x{10000}-\\x{10FFFF}";

    /** What Java's equivalent has and the server's has not, as the inside of a character class. */
    private static final Map<String, String> LACKING = Map.ofEntries(
            entry("utf8mb3", BEYOND_BASIC_PLANE), entry("utf8", BEYOND_BASIC_PLANE), entry("ucs2", BEYOND_BASIC_PLANE),
            entry("gbk", "\u20AC\u2641\uE000-\uF8FF"), entry("euckr", "\u327E"),
            entry("cp932", "\u00A2\u00A3\u00A5\u00AB\u00AC\u00AF\u00B5\u00B7\u00B8\u00BB\u203E\u3094"),
            entry("ujis", "\u00A5\u2014\u203E\uFF3C\uFF5E"),
            entry("eucjpms", "\u00A2\u00A3\u00A5\u00A6\u00AC\u2014\u2016\u203E\u2212\u301C"),
            entry("cp1256", "\u0679\u0688\u0691\u06A9\u06BA\u06BE\u06C1\u06D2"), entry("cp866", "\u00A4\u2116"),
            entry("greek", "\u037A\u2018\u2019\u20AC\u20AF"), entry("hebrew", "\u00AF"), entry("koi8u", "\u2219"),
            entry("tis620", "\u00A0"));
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private static final int CHUNK = 8_192;

    /** @param name the server's name of it; null = bytes, which are read as UTF-8 */
    static ServerCharset named(String name) {
        if (name == null) {
            return new ServerCharset("binary", StandardCharsets.UTF_8, NOTHING);
        }
        String javaName = JAVA_NAMES.getOrDefault(name, "US-ASCII");
        Charset charset = Charset.isSupported(javaName) ? Charset.forName(javaName) : StandardCharsets.US_ASCII;
        String lacking = LACKING.get(name);
        return new ServerCharset(name, charset, lacking == null ? NOTHING : Pattern.compile("[" + lacking + "]"));
    }

    /** The text with a replacement for each character that this has no place for: U+FFFD, or ? where that has none either. */
    String representable(String text) {
        if (isUtf8() && text.chars().noneMatch(unit -> Character.isSurrogate((char) unit))) {
            return text;
        }
        CharsetEncoder encoder = charset.newEncoder();
        String replacement = encoder.canEncode('\uFFFD') ? "\uFFFD" : "?";
        CharBuffer rest = CharBuffer.wrap(lacking.matcher(text).replaceAll(replacement));
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        StringBuilder fitted = new StringBuilder(rest.length());
        CoderResult result = CoderResult.OVERFLOW;
        while (!result.isUnderflow()) {
            CharBuffer before = rest.duplicate();
            result = encoder.encode(rest, bytes.clear(), true);
            fitted.append(before.limit(rest.position()));
            if (result.isError()) {
                fitted.append(replacement);
                rest.position(rest.position() + result.length());
            }
        }
        return fitted.toString();
    }

    /** How many bytes a character takes that this can hold. */
    int bytes(int point) {
        if (isUtf8()) {
            return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        }
        return Character.toString(point).getBytes(charset).length;
    }

    boolean isUtf8() {
        return charset.equals(StandardCharsets.UTF_8);
    }
}
