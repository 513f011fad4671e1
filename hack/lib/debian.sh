# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Debian packages as plain files, without root: apt runs on a private state in a
# work folder and packages are only unpacked. Nothing is installed, and the
# machine's own apt state is neither needed nor touched. Source it, then:
#
#   debian_open DIR          private apt state in DIR, package lists fetched
#   debian_unpack PKG...     the packages and what they need beyond what is
#                            installed here, unpacked into DIR/root
#   debian_source PKG DEST   the patched source tree of PKG, in DEST
#   debian_env CMD...        runs CMD with DIR/root's programs and libraries

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

debian_open() {
  debian_dir=$1
  if ! type -P apt-get dpkg-deb >/dev/null; then
    say "no apt-get and dpkg-deb here; this way needs Debian or a relative of it"
    return 1
  fi
  mkdir -p "$debian_dir"/{state/lists/partial,cache/archives/partial,sources,root}

  # The machine's own sources, each as deb and deb-src: mirrors, keys, pins and
  # proxies stay what its owner chose.
  local list='' parts='' file
  eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  for file in "$list" "$parts"/*.list "$parts"/*.sources; do
    [[ -r $file ]] || continue
    case $file in
      *.sources) sed -E 's/^Types:.*/Types: deb deb-src/I' "$file" >"$debian_dir/sources/${file##*/}" ;;
      *) sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]+(.*)/deb \2\ndeb-src \2/p' "$file" | sort -u \
        >"$debian_dir/sources/${file##*/}" ;;
    esac
  done

  # A file given with -c is read last, so it can also clear hooks of the machine's
  # configuration that would reach for the system's archives (Debian's container
  # images have such). No lock and no sandbox user: the folder is ours alone.
  cat >"$debian_dir/apt.conf" <<EOF
Dir::State "$debian_dir/state";
Dir::Cache "$debian_dir/cache";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$debian_dir/sources";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
Debug::NoLocking "true";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
EOF
  # A third-party source that is down must not stop us: what counts is whether the
  # packages can be had, and that shows when they are asked for.
  debian_apt update || say "apt-get update had errors; going on with what it could fetch"
}

debian_apt() { apt-get -qq -c "$debian_dir/apt.conf" "$@"; }

debian_unpack() {
  local deb
  # --reinstall: a package that is installed here comes all the same, so callers
  # find its files in one place; its dependencies come only if they are missing.
  debian_apt install --download-only --no-install-recommends --reinstall --yes "$@" || return 1
  for deb in "$debian_dir"/cache/archives/*.deb; do
    dpkg-deb --extract "$deb" "$debian_dir/root" || return 1
    rm "$deb"
  done
}

# By hand instead of by dpkg-source, which is often not there and needs much of
# Perl. apt has already checked the archives against the signed index.
debian_source() {
  local from=$debian_dir/source patch
  mkdir -p "$from" "$2"
  (cd "$from" && debian_apt source --download-only "$1") || return 1
  debian_env tar -xf "$from"/*.orig.tar.?z -C "$2" --strip-components=1 || return 1
  debian_env tar -xf "$from"/*.debian.tar.?z -C "$2" || return 1
  [[ -e $2/debian/patches/series ]] || return 0
  while read -r patch _; do
    [[ -z $patch || $patch == '#'* ]] ||
      debian_env patch -d "$2" -p1 -s -i "$2/debian/patches/$patch" || return 1
  done <"$2/debian/patches/series"
}

debian_env() {
  local lib path=
  for lib in "$debian_dir"/root/{usr/,}lib/*-linux-gnu; do
    [[ ! -d $lib ]] || path=$path${path:+:}$lib
  done
  path=$path${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
  PATH=$debian_dir/root/usr/bin:$PATH LD_LIBRARY_PATH=$path "$@"
}
