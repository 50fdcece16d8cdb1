package io.dcms.runtime.plugin;

import io.dcms.spi.PluginFactory;
import java.util.Optional;

/**
 * What was found, usable or not.
 *
 * @param kind    empty if a jar could not even be opened
 * @param factory there if it is usable
 * @param info    what to show of it
 */
record Candidate(Optional<PluginKind> kind, Optional<PluginFactory<?>> factory, PluginInfo info) {

    static Candidate usable(PluginKind kind, String name, PluginFactory<?> factory, String where) {
        PluginInfo info = new PluginInfo(kind.word(), name, factory.getClass().getName(), where, version(factory), "");
        return new Candidate(Optional.of(kind), Optional.of(factory), info);
    }

    private static String version(PluginFactory<?> factory) {
        String version = factory.getClass().getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    static Candidate broken(PluginKind kind, String provider, String where, String problem) {
        return new Candidate(Optional.of(kind), Optional.empty(), new PluginInfo(kind.word(), "", provider, where, "", problem));
    }

    static Candidate unusable(String where, String problem) {
        return new Candidate(Optional.empty(), Optional.empty(), new PluginInfo("", "", "", where, "", problem));
    }

    /** The same, its name kept, but not to be used. */
    Candidate refused(String problem) {
        return new Candidate(kind, Optional.empty(),
                new PluginInfo(info.kind(), info.name(), info.provider(), info.where(), info.version(), problem));
    }

    boolean is(PluginKind wanted, String name) {
        return kind.filter(wanted::equals).isPresent() && info.name().equals(name);
    }
}
