# SPDX-License-Identifier: Apache-2.0
# cmake -D SOURCE=<tree> [-D OUTPUT=<file.cpp>] -P LightloopCommit.cmake
# Writes lightloop::host::kCommit (host/cli/commit.hpp) to OUTPUT, or prints it where there is none:
# LIGHTLOOP_COMMIT of the environment, or what git says of the tree, or "unknown". A file that has it
# already is left alone, so that nothing is built anew for it.
set(commit "$ENV{LIGHTLOOP_COMMIT}")
if(NOT commit STREQUAL "" AND NOT commit MATCHES "^[0-9A-Za-z.+~_-]+$")
  message(FATAL_ERROR "LIGHTLOOP_COMMIT: found '${commit}', expected the name of a commit")
endif()
if(commit STREQUAL "")
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
if(NOT DEFINED OUTPUT)
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${commit}")  # message() prints to standard error
  return()
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
