#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# leaves_nothing_when_ended.sh SYNTHESIZE FILE: ends a running synthesis with SIGTERM and expects a
# clear message and an empty working directory.
set -euo pipefail
directory=$(mktemp -d)
log=$(mktemp)
trap 'rm -rf "$directory" "$log"' EXIT
cd "$directory"
"$1" --top counter -G WIDTH=11 "$2" >"$log" 2>&1 &
synthesis=$!
until compgen -G 'synthesize-*' >/dev/null; do
  kill -0 "$synthesis" || { echo "ended before it made its scratch directory"; exit 1; }
  sleep 0.01
done
kill -TERM "$synthesis"
if wait "$synthesis"; then echo "SIGTERM did not end it"; exit 1; fi
grep -q 'synthesize: ended by SIGTERM' "$log" || { cat "$log"; exit 1; }
if compgen -G '*' >/dev/null; then echo "left behind: $(ls)"; exit 1; fi
