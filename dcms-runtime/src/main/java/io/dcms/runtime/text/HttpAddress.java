package io.dcms.runtime.text;

import java.util.regex.Pattern;

/** The address of a REST server: {@code http(s)://host:port} and nothing besides, no name, path, query or fragment. */
public final class HttpAddress {

    private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?";
    private static final String PORT = "[0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";
    private static final Pattern ADDRESS = Pattern.compile("https?://(" + NAME + "|\\[[0-9A-Fa-f:.]{2,45}\\]):(" + PORT + ")");

    private HttpAddress() {
    }

    /** Whether the whole text is one. */
    public static boolean is(String text) {
        return ADDRESS.matcher(text).matches();
    }
}
