# SPDX-License-Identifier: Apache-2.0
# lightloop_add_synthesis_test(NAME <test> TOP <module> SOURCES <files.sv> [PARAMETERS W=8 ...]
#                              [INCLUDES <dirs>])
# A test of label `slow` that takes a module through scripts/synthesize and prints its cell counts.
# It fails when synthesis fails or infers a latch. SOURCES: packages first.
function(lightloop_add_synthesis_test)
  cmake_parse_arguments(arg "" "NAME;TOP" "SOURCES;PARAMETERS;INCLUDES" ${ARGN})
  set(options "")
  foreach(parameter IN LISTS arg_PARAMETERS)
    list(APPEND options -G ${parameter})
  endforeach()
  foreach(include IN LISTS arg_INCLUDES)
    list(APPEND options -I ${include})
  endforeach()
  add_test(NAME ${arg_NAME}
           COMMAND ${CMAKE_SOURCE_DIR}/scripts/synthesize --top ${arg_TOP} ${options} ${arg_SOURCES}
           WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  set_tests_properties(${arg_NAME} PROPERTIES LABELS slow
                       TIMEOUT ${LIGHTLOOP_SLOW_TEST_SECONDS})
endfunction()
