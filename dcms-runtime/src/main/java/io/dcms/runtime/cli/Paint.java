package io.dcms.runtime.cli;

/** How a word is coloured on a terminal. */
enum Paint {
    PLAIN(""), GOOD("32"), BAD("31"), WARNING("33"), BUSY("36"), FAINT("2"), HEAD("1");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    String of(String text) {
        return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
