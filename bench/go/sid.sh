# shellcheck shell=bash
# Unpacks packages of Debian sid into a folder and installs nothing. Sourced by get-go and get-x-time, which run in bench.
#
# apt works in folders below bench/target, with a package source of its own. That source is the machine's own Debian
# source with the suite `sid`.
apt=$PWD/target/apt

# Prints "URI<tab>keyring" for each Debian archive that the machine's apt knows; the keyring may be empty.
machine_sources() {
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -r "$file" ] && sources_of_deb822 "$file"
  done
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -r "$file" ] && sources_of_lines "$file"
  done
  return 0
}

# Stanzas, an empty line between them: "URIs: ..." and "Signed-By: ..."
sources_of_deb822() {
  awk '
    function flush(  i, n, list) {
      n = split(uris, list, " ")
      for (i = 1; i <= n; i++) print list[i] "\t" key
      uris = key = ""
    }
    /^#/ { next }
    /^[ \t]*$/ { flush(); next }
    tolower($1) == "uris:" { $1 = ""; uris = $0 }
    tolower($1) == "signed-by:" { key = $2 }
    END { flush() }' "$1"
}

# Lines: deb [signed-by=KEYRING arch=..] URI SUITE COMPONENT..
sources_of_lines() {
  awk '
    $1 == "deb" {
      key = ""; i = 2
      if ($i ~ /^\[/) {
        do {
          option = $i; gsub(/[][]/, "", option)
          if (option ~ /^signed-by=/) key = substr(option, 11)
        } while ($(i++) !~ /\]$/ && i <= NF)
      }
      print $i "\t" key
    }' "$1"
}

# The addresses under which sid may be found, best first. An archive of dated snapshots keeps old versions only, so the
# plain archive of the same host is tried after it.
candidates() {
  machine_sources | while IFS=$'\t' read -r uri key; do
    uri=${uri%/}
    case $uri in
      *-security* | *-debug*) ;;
      */archive/debian/[0-9]*) printf '%s\t%s\n' "$uri" "$key" "${uri%%/archive/debian/*}/debian" "$key" ;;
      */debian) printf '%s\t%s\n' "$uri" "$key" ;;
    esac
  done | awk '!seen[$0]++'
}

# Runs an apt command that sees the source sid of $1 (a URI) and $2 (a keyring or nothing), and no other.
private_apt() {
  local uri=$1 key=$2
  shift 2
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
  printf 'deb [%s] %s sid main\n' "${key:+signed-by=$key}" "$uri" | sed 's/ \[\]//' >"$apt/sources.list"
  "$@" -q -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts="$apt/parts" \
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root \
    -o Acquire::Languages=none -o Acquire::Retries=1 -o Acquire::http::Timeout=20
}

# Unpacks packages: sid_unpack FOLDER CHECK PACKAGE... The folder is emptied first. CHECK is a command that tells
# whether what was unpacked will do; if not, the next archive is tried. Leaves the packages in $apt/debs.
sid_unpack() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || { echo "no apt on this machine" >&2; return 1; }
  mkdir -p target
  local uri key
  while IFS=$'\t' read -r uri key; do
    sid_download "$uri" "$key" "$@" && return 0
  done < <(candidates)
  return 1
}

sid_download() {
  local uri=$1 key=$2 folder=$3 check=$4 deb
  shift 4
  private_apt "$uri" "$key" apt-get update >"$apt.log" 2>&1 || return 1
  rm -rf "$apt/debs" && mkdir -p "$apt/debs"
  (cd "$apt/debs" && private_apt "$uri" "$key" apt-get download "$@") >>"$apt.log" 2>&1 || return 1
  rm -rf "$folder" && mkdir -p "$folder"
  for deb in "$apt"/debs/*.deb; do
    dpkg -x "$deb" "$folder" || return 1
  done
  "$check"
}
