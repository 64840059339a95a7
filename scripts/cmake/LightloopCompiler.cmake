# SPDX-License-Identifier: Apache-2.0
# Compiler settings shared by every target of the project.
#   lightloop_warnings   INTERFACE library: -Wall -Wextra as errors, for our own sources only. What a GCC
#                        newer than the one of continuous integration suspects while it optimises stays
#                        a warning: each version has false alarms of its own.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
# Assertions, and line numbers in what is reported. Most code is compiled for longer than it runs; what
# the tests wait for (LIGHTLOOP_WAITED_FOR) is optimised.
set(CMAKE_CXX_FLAGS_SANITIZED "-O0 -g1")
set(LIGHTLOOP_WAITED_FOR $<$<CONFIG:Sanitized>:-O1>)
# A multiply and an add must round the same on every machine: one seed, one result.
add_compile_options(-ffp-contract=off)

# Most of what the compiler does is to read headers: it reads those of some sources of a target once.
# Sources include what they use all the same, and clang-tidy (scripts/tidy.py) reads each by itself.
option(LIGHTLOOP_UNITY "Compile several sources of a target at once; OFF to edit one again and again" ON)
set(CMAKE_UNITY_BUILD ${LIGHTLOOP_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
if(LIGHTLOOP_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # It takes sources for headers, where names of one file alone would be a mistake.
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endif()

find_program(LIGHTLOOP_CCACHE ccache)
if(LIGHTLOOP_CCACHE)
  # It keeps what was compiled with precompiled headers only if it may trust their definitions.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      ${LIGHTLOOP_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${LIGHTLOOP_CCACHE})
endif()

add_library(lightloop_warnings INTERFACE)
target_compile_options(lightloop_warnings INTERFACE -Wall -Wextra -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  foreach(suspicion IN ITEMS array-bounds free-nonheap-object maybe-uninitialized null-dereference
                             restrict stringop-overflow stringop-overread)
    target_compile_options(lightloop_warnings INTERFACE -Wno-error=${suspicion})
  endforeach()
endif()

set(LIGHTLOOP_INSTRUMENTATION_FLAGS "")
if(LIGHTLOOP_SANITIZE STREQUAL "thread")
  list(APPEND LIGHTLOOP_INSTRUMENTATION_FLAGS -fsanitize=thread)
elseif(LIGHTLOOP_SANITIZE STREQUAL "address")
  list(APPEND LIGHTLOOP_INSTRUMENTATION_FLAGS -fsanitize=address,undefined
       -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    # clang 14 cannot assemble coroutines with it.
    list(APPEND LIGHTLOOP_INSTRUMENTATION_FLAGS -fno-sanitize=function)
  endif()
elseif(LIGHTLOOP_SANITIZE)
  message(FATAL_ERROR "LIGHTLOOP_SANITIZE is '${LIGHTLOOP_SANITIZE}', expected address or thread")
endif()
if(LIGHTLOOP_FUZZ)
  list(APPEND LIGHTLOOP_INSTRUMENTATION_FLAGS -fsanitize=fuzzer-no-link)
endif()
if(LIGHTLOOP_GCOV)
  list(APPEND LIGHTLOOP_INSTRUMENTATION_FLAGS --coverage)
endif()
add_compile_options(${LIGHTLOOP_INSTRUMENTATION_FLAGS})
if(LIGHTLOOP_SANITIZE)
  # Which sanitizer: GCC and clang do not say it alike.
  string(TOUPPER ${LIGHTLOOP_SANITIZE} sanitizer)
  add_compile_definitions(LIGHTLOOP_SANITIZE_${sanitizer})
endif()
add_link_options(${LIGHTLOOP_INSTRUMENTATION_FLAGS})
