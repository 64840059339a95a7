# SPDX-License-Identifier: Apache-2.0
# lightloop_add_test(NAME <target> SOURCES <files> [LIBRARIES <targets>] [LABELS fast|slow|card]
#                    [TIMEOUT <seconds>] [NO_MAIN] [THREADED])
# One GoogleTest executable; every test case in it becomes one ctest entry with the given labels.
# NO_MAIN: the sources bring their own main(). THREADED: it runs code with threads, and is one of
# those that the preset `tsan` builds (target threaded_tests) and runs (label `threads` there).
#
# lightloop_add_bench(the same arguments)
# The same for a bench written with testbenches/lib: its main() takes --seed, prints the command that
# repeats a failing test, and leaves waveforms, coverage and JUnit reports where asked to.
include(GoogleTest)
add_custom_target(threaded_tests)

# Time limits are there for tests that hang: many times what a test takes, so that a loaded machine
# keeps them too.
set(LIGHTLOOP_FAST_TEST_SECONDS 1200)
set(LIGHTLOOP_SLOW_TEST_SECONDS 14400)

function(lightloop_add_test)
  lightloop_add_test_program(test GTest::gtest_main ${ARGN})
endfunction()

function(lightloop_add_bench)
  lightloop_add_test_program(bench lightloop_bench_main ${ARGN})
endfunction()

function(lightloop_add_test_program kind main)
  cmake_parse_arguments(arg "NO_MAIN;THREADED" "NAME;TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT arg_LABELS)
    set(arg_LABELS fast)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${LIGHTLOOP_FAST_TEST_SECONDS})
    if("slow" IN_LIST arg_LABELS)
      set(arg_TIMEOUT ${LIGHTLOOP_SLOW_TEST_SECONDS})
    endif()
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE ${CMAKE_SOURCE_DIR})
  # First of all: the SystemC library has a main() too, and the linker takes the first it meets.
  if(NOT arg_NO_MAIN)
    target_link_libraries(${arg_NAME} PRIVATE ${main})
  endif()
  target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBRARIES} lightloop_warnings GTest::gmock
                        GTest::gtest)
  lightloop_precompiled(${arg_NAME} ${kind})
  if(kind STREQUAL test)
    target_compile_options(${arg_NAME} PRIVATE ${LIGHTLOOP_TEST_OPTIONS})
  else()
    # Benches of blocks are alike, down to their names: width, latency, beat.
    set_target_properties(${arg_NAME} PROPERTIES UNITY_BUILD OFF)
  endif()
  if(arg_THREADED)
    add_dependencies(threaded_tests ${arg_NAME})
    if(LIGHTLOOP_SANITIZE STREQUAL "thread")
      set(arg_LABELS threads)
    endif()
  endif()
  gtest_discover_tests(${arg_NAME} DISCOVERY_MODE PRE_TEST TEST_PREFIX ${arg_NAME}.
                       PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()

# lightloop_add_benchmark(NAME <target> SOURCES <files> [LIBRARIES <targets>] [NO_MAIN])
# One Google Benchmark program, built by the target `benchmarks`. No test, but `ctest -L bench` builds
# and runs them all, one after the other.
add_custom_target(benchmarks)
add_test(NAME bench.build COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target benchmarks)
set_tests_properties(bench.build PROPERTIES LABELS bench FIXTURES_SETUP benchmarks
                     TIMEOUT ${LIGHTLOOP_SLOW_TEST_SECONDS})
function(lightloop_add_benchmark)
  cmake_parse_arguments(arg "NO_MAIN" "NAME" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${arg_NAME} EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_include_directories(${arg_NAME} PRIVATE ${CMAKE_SOURCE_DIR})
  # As for tests, main() goes first.
  if(NOT arg_NO_MAIN)
    target_link_libraries(${arg_NAME} PRIVATE benchmark::benchmark_main)
  endif()
  target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBRARIES} lightloop_warnings
                        benchmark::benchmark)
  add_dependencies(benchmarks ${arg_NAME})
  add_test(NAME bench.${arg_NAME} COMMAND ${arg_NAME})
  set_tests_properties(bench.${arg_NAME} PROPERTIES LABELS bench FIXTURES_REQUIRED benchmarks
                       RUN_SERIAL ON TIMEOUT ${LIGHTLOOP_SLOW_TEST_SECONDS})
endfunction()
