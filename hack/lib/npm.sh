# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
#
# Packages of npm in a folder of the cache, through npm as it is set up here. Node.js and
# npm come from PATH: Debian's node looks for its own parts under /usr/share and does not
# run unpacked elsewhere. Source it, then:
#
#   npm_folder NAME   prints the folder: bin/node and node_modules
#
# What is installed is what hack/npm/NAME/package-lock.json names. npm checks every package
# against the hash in it, wherever the package was downloaded from. To change a version, edit
# package.json there and run, in that folder:
#
#   npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts
#
# Everything else that is said goes to stderr.

npm_oldest_node=18
npm_locks=$(cd "$(dirname "${BASH_SOURCE[0]}")/../npm" && pwd)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$@"; exit 1; }

npm_folder() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/featurerollout/npm/$1
  local lock=$npm_locks/$1
  local node npm major wanted
  wanted=$(sha256sum <"$lock/package-lock.json")
  if ! npm_has "$cache" "$wanted"; then
    node=$(type -P node) || npm_die "found no node in PATH"
    npm=$(type -P npm) || npm_die "found no npm in PATH"
    major=$("$node" -p 'process.versions.node.split(".")[0]') || npm_die "$node does not run"
    [[ $major -ge $npm_oldest_node ]] || npm_die "$node is Node.js $major"

    mkdir -p "$cache/bin"
    exec 9>"$cache/.lock"
    flock 9
    # Another call may have installed them meanwhile.
    npm_has "$cache" "$wanted" || npm_install "$cache" "$lock"
  fi
  printf '%s\n' "$cache"
}

npm_has() { [[ -x $1/bin/node && -r $1/complete && $(<"$1/complete") == "$2" ]]; }

npm_install() {
  local cache=$1 lock=$2
  ln -sfn "$node" "$cache/bin/node"
  say "installing $lock into $cache"
  cp "$lock/package.json" "$lock/package-lock.json" "$cache"
  "$npm" ci --prefix "$cache" --no-audit --no-fund --ignore-scripts </dev/null >&2 \
    || die "npm could not install what $lock/package-lock.json names; the reason is above"
  printf '%s\n' "$wanted" >"$cache/complete"
}

npm_die() {
  die "$*. The integration tests judge flag documents by evaluators in JavaScript: install Node.js" \
    "$npm_oldest_node or newer with npm and put both in PATH, or leave the integration tests out with -Dit.skip."
}
