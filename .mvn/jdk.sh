# Finds a JDK >= 25. Sourced by ./millrace and ./mvnw; POSIX sh.
#
# The order: $JAVA_HOME, then the java on PATH, then the usual places, there the lowest version that will do.
# It reads each JDK's `release` file and starts no JVM to ask. A JRE, without javac, does not count.

jdk_wanted=25

# The major version of the JDK in $1, into $jdk_major; 0 if that is no JDK.
jdk_major_of() {
  jdk_major=0
  [ -f "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_VERSION=*)
        jdk_line=${jdk_line#JAVA_VERSION=}
        jdk_line=${jdk_line#\"}
        jdk_line=${jdk_line%%[!0-9]*}
        [ -z "$jdk_line" ] || jdk_major=$jdk_line
        return 0
        ;;
    esac
  done <"$1/release"
}

# The file behind the symbolic links of $1, into $jdk_file. (readlink -f is missing on older macOS.)
jdk_follow() {
  jdk_file=$1
  while [ -L "$jdk_file" ]; do
    jdk_link=$(readlink "$jdk_file")
    case $jdk_link in
      /*) jdk_file=$jdk_link ;;
      *) jdk_file=${jdk_file%/*}/$jdk_link ;;
    esac
  done
}

# Sets jdk_home, or says what to do and returns 2.
jdk_find() {
  jdk_home=
  if [ -n "${JAVA_HOME:-}" ]; then
    jdk_major_of "$JAVA_HOME"
    if [ "$jdk_major" -ge "$jdk_wanted" ]; then
      jdk_home=$JAVA_HOME
      return 0
    fi
  fi

  jdk_java=$(command -v java) || jdk_java=
  case $jdk_java in
    /*)
      jdk_follow "$jdk_java"
      jdk_java=${jdk_file%/bin/java}
      jdk_major_of "$jdk_java"
      if [ "$jdk_major" -ge "$jdk_wanted" ]; then
        jdk_home=$jdk_java
        return 0
      fi
      ;;
  esac

  jdk_best=
  for jdk_dir in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/lib/jvm/* /opt/* /opt/java/* /opt/jdk/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
    "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* \
    "${HOME:-}"/.jdks/* "${HOME:-}"/.jdks/*/Contents/Home \
    "${HOME:-}"/.gradle/jdks/* "${HOME:-}"/.gradle/jdks/*/Contents/Home "${HOME:-}"/.gradle/jdks/*/*/Contents/Home \
    "${HOME:-}"/.local/share/mise/installs/java/* "${HOME:-}"/.asdf/installs/java/*; do
    jdk_major_of "$jdk_dir"
    if [ "$jdk_major" -ge "$jdk_wanted" ]; then
      if [ -z "$jdk_best" ] || [ "$jdk_major" -lt "$jdk_best" ]; then
        jdk_best=$jdk_major
        jdk_home=$jdk_dir
      fi
    fi
  done
  [ -z "$jdk_home" ] || return 0

  echo "millrace: no JDK $jdk_wanted or newer found; install one (from your package manager, SDKMAN or adoptium.net) or set JAVA_HOME to one" >&2
  return 2
}

# Says how to get Maven and returns 2 if there is none.
mvn_find() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "millrace: no mvn on PATH; the build needs Maven 3.8 or newer: install the package 'maven' (apt, dnf, brew, sdk install maven)" >&2
  return 2
}
