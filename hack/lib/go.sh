# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Servers for the tests, built from the modules that their projects publish. Each folder of
# hack/go is a module without code of its own: its go.mod pins the version, its go.sum the
# content of every source file that goes into the build. Source it, then:
#
#   go_version FOLDER MODULE              the version that go.mod pins, without its v
#   go_build FOLDER DEST FLAGS PKG...     builds the programs of PKG... as DEST, or into the
#                                         folder DEST/; FLAGS are for the linker
#   once DEST CMD...                      runs CMD, which makes DEST, unless DEST is there; of
#                                         several calls at the same time one does the work

go_modules=$(cd "$(dirname "${BASH_SOURCE[0]}")/../go" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/featurerollout

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

go_version() { # FOLDER MODULE
  local version
  version=$(awk -v module="$2" '$1 == "require" { sub("require ", "") } $1 == module { print $2; exit }' \
    "$go_modules/$1/go.mod")
  printf '%s' "${version#v}"
}

go_build() { # FOLDER DEST FLAGS PKG...
  local folder=$1 dest=$2 flags=$3 started=$SECONDS
  shift 3
  # No C compiler, so that the program runs on any Linux. -trimpath: the same program wherever it is built.
  (cd "$go_modules/$folder" &&
    CGO_ENABLED=0 GOTOOLCHAIN=local GOWORK=off nice go build -trimpath -ldflags "-s -w $flags" \
      ${go_tags:+-tags "$go_tags"} -o "$dest" "$@" >&2) || return 1
  say "built it in $((SECONDS - started)) s"
}

once() { # DEST CMD...
  local dest=$1
  shift
  # The last step of CMD is a rename, so what is there is complete.
  [[ ! -e $dest ]] || return 0
  mkdir -p "$(dirname "$dest")"
  exec 8>"$dest.lock"
  flock -n 8 || { say "waiting for another build"; flock 8; }
  [[ -e $dest ]] || "$@" || return 1
  exec 8>&-
}
