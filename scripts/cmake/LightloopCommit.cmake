# SPDX-License-Identifier: Apache-2.0
# cmake -D SOURCE=<tree> -D OUTPUT=<file.cpp> [-D COMMIT=<text>] -P LightloopCommit.cmake
# Writes lightloop::host::kCommit (host/cli/commit.hpp): COMMIT, or what git says of the tree, or
# "unknown". A file that has it already is left alone, so that nothing is built anew for it.
set(commit "${COMMIT}")
if(NOT commit)
  set(commit unknown)
  find_program(git git)
  # A tree that was unpacked somewhere in another repository is none of its commits.
  if(git AND EXISTS "${SOURCE}/.git")
    execute_process(COMMAND ${git} -C "${SOURCE}" describe --always --abbrev=12 --exclude=* --dirty=+
                    OUTPUT_VARIABLE described ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE
                    RESULT_VARIABLE failed)
    if(NOT failed)
      set(commit "${described}")
    endif()
  endif()
endif()
set(text "// Made by LightloopCommit.cmake.
#include \"host/cli/commit.hpp\"

const char* const lightloop::host::kCommit = \"${commit}\";
")
set(present "")
if(EXISTS "${OUTPUT}")
  file(READ "${OUTPUT}" present)
endif()
if(NOT text STREQUAL present)
  file(WRITE "${OUTPUT}" "${text}")
endif()
