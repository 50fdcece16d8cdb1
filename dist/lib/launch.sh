# What the programs in bin/ share: finds Java 17 or newer and becomes it. They source it with $home set to the folder that holds
# bin/ and lib/.
#
#   JAVA_HOME       the Java to use. If it is not set, the one in $home/java of a tarball that has brought it, else the java of PATH
#   DCMS_JAVA_OPTS  further options for the JVM, separated by blanks; they come last and so outdo ours
#
# Nothing here starts a JVM to learn its version unless the Java has no release file: that would cost each call 50 ms.
# Exits with 1 and one line on stderr if there is no Java, or too old a one.

oldest_java=17

# For the agent, and for what is measured of it in another program.
# -XX:Tier4InvocationThreshold=50000, -XX:Tier4MinInvocationThreshold=6000, -XX:Tier4CompileThreshold=150000
#                         ten times what the JVM would take: only loops over much data (logs, executables) soon get the code that
#                         is costly to make. It made starts no faster, but took half of their CPU and a third of the memory
# -XX:FreqInlineSize=60   and that code is made of small pieces, of 60 bytes and not 325: with 10,000 jobs a seventh less CPU until
#                         they are in force and 20 MiB less memory by then, and the first large log is searched four times as fast
compiler_options="-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 -XX:Tier4CompileThreshold=150000 -XX:FreqInlineSize=60"

# What a program that sources this may define anew: adds to $jvm_options, by $version and $major.
choose_options() {
    :
}

# launch <main class> <JVM options, separated by blanks> [argument...]: replaces this shell, so that signals reach the JVM
# under the same pid, and its exit status is ours. $class_path, if the caller has set it, is what classes are looked for in.
launch() {
    main_class=$1
    jvm_options=$2
    shift 2
    check_home
    find_java
    check_java_version
    archive_option=
    choose_options
    set -f # options are split at blanks, but a * in them is no file name
    exec "$java" $jvm_options ${archive_option:+"$archive_option"} "-Ddcms.home=$home" ${DCMS_JAVA_OPTS:-} -cp "${class_path:-$home/lib/*}" "$main_class" "$@"
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
    elif [ -x "$home/java/bin/java" ]; then
        java=$home/java/bin/java
        java_from=$home/java
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

# For choose_options: takes the archive that bin/dcms-prepare has made, if there is one, whole and of these jars. Half of one would end
# the JVM, and before 25.0.4 (JDK-8377932) one that is of other jars would be believed, and their classes run.
use_archive() {
    name_archive
    if [ -s "$archive.of" ] && [ "$(describe_archive)" = "$(cat "$archive.of")" ]; then
        jvm_options="$jvm_options $quiet_archive"
        archive_option=$archive_use$archive
    fi
}

# Prints what has to be the same when an archive is used as when it was made.
describe_archive() {
    stat -c '%n %s %Y' -- "$archive" "$home"/lib/*.jar 2>/dev/null
}

# Sets $archive to where the archive for a Java of this version lies, $archive_make and $archive_use to the options by which it is made
# and used, and $quiet_archive to those by which one that does not fit, of another Java or of other jars, is passed over without a word.
# It lies in lib/, so that who can put something else in its place is who can change the jars.
name_archive() {
    if [ "$major" -ge 25 ]; then # there it also holds what the JVM has learned of the methods
        archive=$home/lib/dcms-agent.aot
        archive_make=-XX:AOTCacheOutput=
        archive_use=-XX:AOTCache=
        quiet_archive="-Xlog:aot=off -Xlog:cds=off"
    else
        archive=$home/lib/dcms-agent.jsa
        archive_make=-XX:ArchiveClassesAtExit=
        archive_use=-XX:SharedArchiveFile=
        quiet_archive="-Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
    fi
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
