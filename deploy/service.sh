#!/bin/sh
# Runs the service that is named; it takes the signals itself.
set -eu
main="services/${1:?which service? gateway, programs or membership}/dist/main.js"
[ -f "$main" ] || { echo "There is no service $1 in this image." >&2; exit 64; }
# Programs reads whole rosters: a small young generation keeps its memory at what it needs, as tools/start does.
[ "$1" = programs ] && set -- --max-semi-space-size=4 || set --
exec node --enable-source-maps "$@" "$main"
