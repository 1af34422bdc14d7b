#!/bin/sh
# build_cost.sh BUILD_FOLDER: how long the last build of everything there took, and its ten slowest translation units, from
# Ninja's log (start and end in ms, mtime, output, command hash; the last line of an output counts).
set -eu
log=$1/.ninja_log
[ -f "$log" ] || exit 0
awk -F '\t' '
  /^#/ {next}
  {took[$4] = $2 - $1; if ($2 > last) last = $2}
  END {
    for (output in took) if (output ~ /\.o$/) {sum += took[output]; ++units}
    printf "build: %d translation units, %.0f s of compiling, longest run of Ninja %.0f s\n", units, sum / 1000, last / 1000
    print "the ten slowest translation units:"
    for (i = 0; i < 10; ++i) {
      slowest = ""
      for (output in took) if (output ~ /\.o$/ && (slowest == "" || took[output] > took[slowest])) slowest = output
      if (slowest == "") break
      name = slowest
      sub(/CMakeFiles\/[^\/]*\.dir\//, "", name)
      sub(/\.o$/, "", name)
      printf "  %6.1f s  %s\n", took[slowest] / 1000, name
      delete took[slowest]
    }
  }' "$log"
