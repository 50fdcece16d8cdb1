package io.dcms.runtime.cli;

/**
 * What a command may be told besides its operands.
 *
 * @param letter its short name, such as {@code -f}; empty = none
 * @param value  what stands for its value in help, such as {@code FILE}; empty = it has none
 * @param text   what it does, in lines of at most 88 characters
 */
record Option(String name, String letter, String value, String text) {

    static final Option URL = of("--url", "URL", "the agent; default: the environment's DCMS_URL, or http://127.0.0.1:8001");
    static final Option HOST = of("--host", "NAME", "the agent of this host, asked through the one at --url");
    static final Option TOKEN_FILE = of("--token-file", "FILE", "holds the token to show to the agent; default: the environment's\n"
            + "DCMS_TOKEN");
    static final Option CA = of("--ca", "FILE", "PEM file with the certificate of an https agent, or of who signed it; default:\n"
            + "the environment's DCMS_CA, or whom Java trusts");
    static final Option JSON = flag("--json", "prints the data of the agent's answer as it is");
    static final Option HELP = new Option("--help", "-h", "", "prints this");

    static Option of(String name, String value, String text) {
        return new Option(name, "", value, text);
    }

    static Option flag(String name, String text) {
        return new Option(name, "", "", text);
    }

    boolean isFlag() {
        return value.isEmpty();
    }
}
