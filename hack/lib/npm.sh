# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Packages of npm in a folder of the cache, through npm as it is set up here. Node.js and
# npm come from PATH: Debian's node looks for its own parts under /usr/share and does not
# run unpacked elsewhere. Source it, then:
#
#   npm_folder NAME PKG@VERSION...   prints the folder: bin/node and node_modules
#
# Everything else that is said goes to stderr.

npm_oldest_node=18

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

npm_folder() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/featurerollout/$1
  shift
  local node npm major wanted="$*"
  if ! npm_has "$cache" "$wanted"; then
    node=$(type -P node) || npm_die "found no node in PATH"
    npm=$(type -P npm) || npm_die "found no npm in PATH"
    major=$("$node" -p 'process.versions.node.split(".")[0]') || npm_die "$node does not run"
    [[ $major -ge $npm_oldest_node ]] || npm_die "$node is Node.js $major"

    mkdir -p "$cache/bin"
    exec 9>"$cache/.lock"
    flock 9
    # Another call may have installed them meanwhile.
    npm_has "$cache" "$wanted" || npm_install "$cache" "$@"
  fi
  printf '%s\n' "$cache"
}

npm_has() { [[ -x $1/bin/node && -r $1/complete && $(<"$1/complete") == "$2" ]]; }

npm_install() {
  local cache=$1
  shift
  ln -sfn "$node" "$cache/bin/node"
  say "installing $* into $cache"
  "$npm" install --prefix "$cache" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
    "$@" </dev/null >&2 || die "npm could not install $*; what it says is above"
  printf '%s\n' "$*" >"$cache/complete"
}

npm_die() {
  die "$*. The integration tests judge flag documents by evaluators in JavaScript: install Node.js" \
    "$npm_oldest_node or newer with npm and put both in PATH, or leave the integration tests out with -Dit.skip."
}
