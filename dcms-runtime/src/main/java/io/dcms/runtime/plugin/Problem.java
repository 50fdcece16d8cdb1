package io.dcms.runtime.plugin;

import io.dcms.runtime.text.OneLine;
import java.util.ServiceConfigurationError;

/** Says in one line what is wrong with a plugin and what to do about it. */
final class Problem {
    private static final String TELL = "; that is a defect of the plugin: tell its author, or remove the jar";

    private Problem() {
    }

    /** A services file led to an error while its provider was looked for and made. */
    static String ofProvider(PluginKind kind, String where, String provider, Throwable error) {
        String what = provider.isEmpty() ? where : where + ": " + provider;
        return OneLine.of(what + " " + reason(kind, error));
    }

    /** A factory was made, but does not say a usable name. */
    static String ofName(String where, String provider, String reason) {
        return OneLine.of(where + ": " + provider + " " + reason + TELL);
    }

    /** A jar can't be opened. */
    static String ofJar(String where, Exception error) {
        return OneLine.of(where + " can't be read (" + brief(error) + "): copy it again, or remove it");
    }

    /** What a stranger's code threw: its class and message. */
    static String brief(Throwable error) {
        try {
            return error.toString();
        } catch (RuntimeException e) {
            return error.getClass().getName();
        }
    }

    private static String reason(PluginKind kind, Throwable error) {
        Throwable cause = error instanceof ServiceConfigurationError && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof ServiceConfigurationError) {
            return "is listed wrongly (" + withoutPrefix(kind, brief(cause)) + "): correct " + kind.services()
                    + " in it, or remove it";
        }
        if (cause instanceof UnsupportedClassVersionError) {
            return "was built for a newer Java than this " + Runtime.version().feature() + " (" + cause.getMessage()
                    + "): run the agent on that Java, or build the plugin for this one";
        }
        if (cause instanceof NoClassDefFoundError || cause instanceof ClassNotFoundException) {
            return "needs a class that is missing (" + brief(cause) + "): put the jar that has it next to this one, "
                    + "both into a folder of their own in lib/";
        }
        if (cause instanceof NoSuchMethodException || cause instanceof IllegalAccessException) {
            return "can't be made (" + brief(cause) + "): a factory is public and has a public constructor without parameters"
                    + TELL;
        }
        return "failed when it was made (" + brief(cause) + ")" + TELL;
    }

    /** The loader's own words without the names of classes that stand in our line anyway. */
    private static String withoutPrefix(PluginKind kind, String message) {
        String prefix = ServiceConfigurationError.class.getName() + ": " + kind.factory().getName() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}
