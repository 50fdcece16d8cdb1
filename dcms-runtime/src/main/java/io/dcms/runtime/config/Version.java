package io.dcms.runtime.config;

/** The version of this build, from its jar. */
public final class Version {

    private Version() {
    }

    /** Such as {@code 1.2.3}; {@code development} when it does not run from a jar. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
