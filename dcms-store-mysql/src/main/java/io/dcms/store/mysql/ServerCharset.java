package io.dcms.store.mysql;

import static java.util.Map.entry;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A character set of the server: what it can hold, in how many bytes.
 *
 * @param name    the server's name of it
 * @param charset Java's equivalent; US-ASCII for one that Java does not know, which loses characters but is always accepted
 */
record ServerCharset(String name, Charset charset) {

    private static final Map<String, String> JAVA_NAMES = Map.ofEntries(
            entry("utf8mb4", "UTF-8"), entry("utf8mb3", "UTF-8"), entry("utf8", "UTF-8"),
            entry("utf16", "UTF-16BE"), entry("utf16le", "UTF-16LE"), entry("utf32", "UTF-32BE"), entry("ucs2", "UTF-16BE"),
            entry("latin1", "windows-1252"), entry("latin2", "ISO-8859-2"), entry("latin5", "ISO-8859-9"),
            entry("latin7", "ISO-8859-13"), entry("greek", "ISO-8859-7"), entry("hebrew", "ISO-8859-8"),
            entry("cp1250", "windows-1250"), entry("cp1251", "windows-1251"), entry("cp1256", "windows-1256"),
            entry("cp1257", "windows-1257"), entry("cp850", "IBM850"), entry("cp852", "IBM852"), entry("cp866", "IBM866"),
            entry("koi8r", "KOI8-R"), entry("koi8u", "KOI8-U"), entry("tis620", "TIS-620"),
            entry("gbk", "GBK"), entry("gb2312", "GB2312"), entry("gb18030", "GB18030"), entry("big5", "Big5"),
            entry("sjis", "Shift_JIS"), entry("cp932", "windows-31j"), entry("ujis", "EUC-JP"), entry("eucjpms", "EUC-JP"),
            entry("euckr", "EUC-KR"));

    private static final char REPLACEMENT = '\uFFFD';

    /** @param name the server's name of it; null = bytes, which are read as UTF-8 */
    static ServerCharset named(String name) {
        if (name == null) {
            return new ServerCharset("binary", StandardCharsets.UTF_8);
        }
        String javaName = JAVA_NAMES.getOrDefault(name, "US-ASCII");
        return new ServerCharset(name, Charset.isSupported(javaName) ? Charset.forName(javaName) : StandardCharsets.US_ASCII);
    }

    /** The text with a replacement for each character that this has no place for: U+FFFD, or ? where that has none either. */
    String representable(String text) {
        CharsetEncoder encoder = charset.newEncoder();
        if (holdsAll(encoder, text)) {
            return text;
        }
        char replacement = encoder.canEncode(REPLACEMENT) ? REPLACEMENT : '?';
        StringBuilder fitted = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (holds(encoder, point)) {
                fitted.appendCodePoint(point);
            } else {
                fitted.append(replacement);
            }
        });
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

    private boolean holdsAll(CharsetEncoder encoder, String text) {
        return encoder.canEncode(text) && (!isBasicPlaneOnly() || text.chars().noneMatch(unit -> Character.isSurrogate((char) unit)));
    }

    private boolean holds(CharsetEncoder encoder, int point) {
        return point < 0x80 || encoder.canEncode(Character.toString(point)) && !(isBasicPlaneOnly() && point > 0xFFFF);
    }

    /** Three bytes for a character, or two, are not enough for those beyond U+FFFF. */
    private boolean isBasicPlaneOnly() {
        return name.equals("utf8") || name.equals("utf8mb3") || name.equals("ucs2");
    }
}
