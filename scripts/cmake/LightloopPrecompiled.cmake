# SPDX-License-Identifier: Apache-2.0
# Headers that most tests read are compiled once in the builds with sanitizers, where reading is most of
# the work. Only by clang: with precompiled headers GCC 12 crashes on a few tests, and warns of what it
# suspects in the standard library. Sources include what they use all the same: GCC and clang-tidy
# (scripts/tidy.py) read them without this.
#
# lightloop_precompiled(<target> <set>)
#   Gives <target> the precompiled headers of <set>, test or bench: GoogleTest and the standard library.
#   All targets of a set have the same compiler options, as the compiler wants it.
set(LIGHTLOOP_TEST_HEADERS
  <algorithm> <array> <chrono> <filesystem> <fstream> <functional> <map> <memory> <optional> <random> <span>
  <sstream> <stdexcept> <string> <string_view> <thread> <vector> <gmock/gmock.h> <gtest/gtest.h>)
# Tests are compiled for longer than they run; benches turn a model's clock.
set(LIGHTLOOP_TEST_OPTIONS $<$<CONFIG:Release>:-O1>)
set(LIGHTLOOP_PRECOMPILED_DIR ${CMAKE_BINARY_DIR}/precompiled)
file(WRITE ${LIGHTLOOP_PRECOMPILED_DIR}/main.cpp.new "int main() { return 0; }\n")
file(COPY_FILE ${LIGHTLOOP_PRECOMPILED_DIR}/main.cpp.new ${LIGHTLOOP_PRECOMPILED_DIR}/main.cpp
     ONLY_IF_DIFFERENT)

function(lightloop_precompiled target set)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    return()
  endif()
  set(owner lightloop_${set}_headers)
  if(NOT TARGET ${owner})
    lightloop_precompile_set(${owner} ${set})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()

function(lightloop_precompile_set owner set)
  set(source ${LIGHTLOOP_PRECOMPILED_DIR}/main.cpp)
  add_executable(${owner} EXCLUDE_FROM_ALL ${source})
  target_link_libraries(${owner} PRIVATE GTest::gmock GTest::gtest)
  target_precompile_headers(${owner} PRIVATE ${LIGHTLOOP_TEST_HEADERS})
  if(set STREQUAL test)
    target_compile_options(${owner} PRIVATE ${LIGHTLOOP_TEST_OPTIONS})
  endif()
  # An update of the system's headers that changes nothing but their times is none.
  target_compile_options(${owner} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  target_link_libraries(${owner} PRIVATE lightloop_warnings)
endfunction()
