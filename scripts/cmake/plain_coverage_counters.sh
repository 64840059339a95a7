#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# plain_coverage_counters.sh DIR: lets the Verilated model in DIR count coverage with plain counters
# in place of atomic ones. Its class is the same otherwise.
set -euo pipefail
shopt -s nullglob
files=("$1"/*.h "$1"/*.cpp)
mapfile -t atomic < <(grep -l 'std::atomic<uint32_t>' "${files[@]}" || true)
((${#atomic[@]})) || exit 0
sed -i 's/std::atomic<uint32_t>/lightloop::verilated::CoverageCounter/g' "${atomic[@]}"
for header in "${atomic[@]}"; do
  [[ $header == *.h ]] || continue
  sed -i '0,/#include/s//#include "sim\/verilated\/coverage_counter.hpp"\n#include/' "$header"
done
