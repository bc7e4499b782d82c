#!/bin/sh
# Runs the service that is named; it takes the signals itself.
set -eu
main="services/${1:?which service? gateway, programs, membership or grants}/dist/main.js"
[ -f "$main" ] || { echo "There is no service $1 in this image." >&2; exit 64; }
# Programs reads whole rosters: these keep its memory at what it needs, as tools/start does.
if [ "$1" = programs ]; then
  export MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=131072
  set -- --max-semi-space-size=4 --max-old-space-size=192
else
  set --
fi
exec node --enable-source-maps "$@" "$main"
