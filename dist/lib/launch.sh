# What bin/dcms-agent and bin/dcms share: finds Java 17 or newer and becomes it. They source it with $home set to the folder
# that holds bin/ and lib/.
#
#   JAVA_HOME       the Java to use. If it is not set, the java of PATH
#   DCMS_JAVA_OPTS  further options for the JVM, separated by blanks; they come last and so outdo ours
#
# Nothing here starts a JVM to learn its version unless the Java has no release file: that would cost each call 50 ms.
# Exits with 1 and one line on stderr if there is no Java, or too old a one.

oldest_java=17

# launch <main class> <JVM options, separated by blanks> [argument...]: replaces this shell, so that signals reach the JVM
# under the same pid, and its exit status is ours.
launch() {
    main_class=$1
    jvm_options=$2
    shift 2
    check_home
    find_java
    check_java_version
    set -f # options are split at blanks, but a * in them is no file name
    exec "$java" $jvm_options "-Ddcms.home=$home" ${DCMS_JAVA_OPTS:-} -cp "$home/lib/*" "$main_class" "$@"
}

check_home() {
    case $home in
        *:*) fail "$home has a colon in its name, which ends a folder in Java's class path: move DCMS to a folder without one" ;;
    esac
    for jar in "$home"/lib/*.jar; do
        [ -f "$jar" ] && return
    done
    fail "$home/lib has no jars: this is DCMS's source or half a copy; unpack dcms-<version>.tar.gz anew"
}

# Sets $java, and $java_from to how it was found.
find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        java_from="JAVA_HOME ($JAVA_HOME)"
        [ -f "$java" ] && [ -x "$java" ] ||
            fail "JAVA_HOME is $JAVA_HOME, but $java is no program: set it to a Java $oldest_java or newer, or unset it to use the java of PATH"
    else
        java=$(command -v java) ||
            fail "no Java: JAVA_HOME is not set and PATH ($PATH) has no java; install Java $oldest_java or newer, or set JAVA_HOME to one"
        java_from="PATH ($java)"
    fi
}

check_java_version() {
    read_java_version
    major=${version%%[!0-9]*} # 17.0.15 and 25-ea; the versions up to 8 are 1.x and so too old as well
    [ -n "$major" ] ||
        fail "can't tell the version of the Java of $java_from: \"$java -version\" printed no version; set JAVA_HOME to a Java $oldest_java or newer"
    [ "$major" -ge "$oldest_java" ] ||
        fail "the Java of $java_from is version $version: DCMS needs $oldest_java or newer; set JAVA_HOME to one"
}

# Sets $version; empty if it can't be told. The release file lies beside the bin folder that the java really is in.
read_java_version() {
    version=
    real_java=$(readlink -f -- "$java")
    release=${real_java%/*/*}/release
    if [ -r "$release" ]; then
        while IFS='=' read -r key value; do
            [ "$key" = JAVA_VERSION ] && version=$value
        done <"$release"
        version=${version#\"}
        version=${version%\"}
    fi
    [ -n "$version" ] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
}

fail() {
    echo "${0##*/}: $1" >&2
    exit 1
}
