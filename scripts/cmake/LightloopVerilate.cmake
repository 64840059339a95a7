# SPDX-License-Identifier: Apache-2.0
# lightloop_verilate(NAME <target> TOP <module> SOURCES <files.sv> [PARAMETERS W=8 ...]
#                    [INCLUDES <dirs>] [DEPENDS <targets or files>] [TRACE] [COVERAGE full|shell|none]
#                    [FLAGS <verilator flags>])
# Makes <target>: a static library with the C++ model of <module>, class V<target>, header
# "V<target>.h". Each model is verilated and compiled once and linked wherever it is needed.
# COVERAGE says what the model counts in a coverage build (scripts/coverage): lines and toggles
# (full, the default), those outside of the replicated lanes of rtl/lanes.vlt (shell), or nothing
# (none: a wider variant of a model that counts the same lines). Elsewhere it changes nothing.
# TRACE compiles FST tracing in: free until a trace file is opened, and what failure waves need
# (sim/verilated/README.md). Models that benches run have it.
# SOURCES names every file of the model, packages first: a change of any of them rebuilds it.
# The target lightloop_models makes them all. With LIGHTLOOP_MODELS_FROM, the folder of another build,
# they are taken from there and not made: generated code is never instrumented, so that the builds
# with sanitizers share the models of the release.
#   lightloop_verilated_runtime    Verilator's own run-time sources, compiled once; $stop and $fatal
#                                  throw verilated::RtlError
set(LIGHTLOOP_MODEL_OPTIMIZATION -O2 CACHE STRING
    "How the C++ compiler optimizes Verilated models; -O0 where they hardly run")
set(LIGHTLOOP_MODELS_FROM "" CACHE PATH "A build folder whose Verilated models are taken")
add_custom_target(lightloop_models)
# The first Verilator on PATH, or what the environment variable VERILATOR names. A build folder keeps the
# one that it was made with until that variable names another.
if(NOT "$ENV{VERILATOR}" STREQUAL "")
  set(LIGHTLOOP_VERILATOR $ENV{VERILATOR} CACHE FILEPATH "The Verilator of the models" FORCE)
endif()
find_program(LIGHTLOOP_VERILATOR verilator REQUIRED)
find_program(LIGHTLOOP_MAKE make REQUIRED)
execute_process(COMMAND ${LIGHTLOOP_VERILATOR} --getenv VERILATOR_ROOT
                OUTPUT_VARIABLE LIGHTLOOP_VERILATOR_ROOT OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
set(verilator_include ${LIGHTLOOP_VERILATOR_ROOT}/include)
find_package(ZLIB REQUIRED)
# The later FST writer, fstcpp, compresses with LZ4.
set(LIGHTLOOP_FST_LIBRARIES ZLIB::ZLIB)
if(EXISTS ${verilator_include}/fstcpp)
  find_library(LIGHTLOOP_LZ4 lz4 REQUIRED)
  list(APPEND LIGHTLOOP_FST_LIBRARIES ${LIGHTLOOP_LZ4})
endif()
# Some Verilators from PyPI leave this out of the makefile that their models include.
set(LIGHTLOOP_MODEL_MAKE_FLAGS "")
file(STRINGS ${verilator_include}/verilated.mk pch_flag REGEX "^CFG_CXXFLAGS_PCH_I *= *-")
if(NOT pch_flag)
  set(LIGHTLOOP_MODEL_MAKE_FLAGS CFG_CXXFLAGS_PCH_I=-include)
endif()

add_library(lightloop_verilated_runtime STATIC
  ${verilator_include}/verilated.cpp
  ${verilator_include}/verilated_cov.cpp
  ${verilator_include}/verilated_fst_c.cpp
  ${verilator_include}/verilated_threads.cpp
  ${CMAKE_SOURCE_DIR}/sim/verilated/coverage.cpp
  ${CMAKE_SOURCE_DIR}/sim/verilated/rtl_error.cpp)
target_include_directories(lightloop_verilated_runtime PUBLIC ${CMAKE_SOURCE_DIR})
target_include_directories(lightloop_verilated_runtime SYSTEM PUBLIC
  ${verilator_include} ${verilator_include}/vltstd)
# VL_TIME_CONTEXT: simulation time lives in the context, so that SystemC can be linked beside it.
target_compile_definitions(lightloop_verilated_runtime PUBLIC VL_TIME_CONTEXT VM_COVERAGE=0 VM_SC=0
                           VM_TRACE=1 VM_TRACE_FST=1)
target_compile_definitions(lightloop_verilated_runtime PRIVATE VL_USER_FINISH VL_USER_STOP
                           VL_USER_FATAL)
# Programs that bring some of its sources themselves leave the objects of those in the archive.
set_target_properties(lightloop_verilated_runtime PROPERTIES UNITY_BUILD OFF)
# The FST writer stores to addresses that are not aligned.
target_compile_options(lightloop_verilated_runtime
                       PRIVATE -w ${LIGHTLOOP_WAITED_FOR} $<$<BOOL:${LIGHTLOOP_SANITIZE}>:-fno-sanitize=undefined>)
target_link_libraries(lightloop_verilated_runtime PUBLIC Threads::Threads ${LIGHTLOOP_FST_LIBRARIES})
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  # Unlike GCC, clang leaves is_lock_free() to the library.
  target_link_libraries(lightloop_verilated_runtime PUBLIC atomic)
endif()

# Coverage. Toggles of narrow signals only: most of the wide ones are data, whose bits all toggle, and
# each bit is a counter. Verilator's counters are atomic, for models with threads, which ours are not;
# a plain one counts several times faster.
set(LIGHTLOOP_COVERAGE_FLAGS --coverage-line --coverage-toggle --coverage-max-width 16)
set(LIGHTLOOP_COVERAGE_LANES ${CMAKE_SOURCE_DIR}/rtl/lanes.vlt)
set(LIGHTLOOP_PLAIN_COUNTERS ${CMAKE_SOURCE_DIR}/scripts/cmake/plain_coverage_counters.sh)

set(LIGHTLOOP_GROUP_MODEL ${CMAKE_SOURCE_DIR}/scripts/group_model.py)
set(LIGHTLOOP_TRACE_MAKEFILE ${CMAKE_SOURCE_DIR}/scripts/cmake/verilated_trace.mk)

# Sources are relative to the current source folder, as CMake's own are.
function(lightloop_absolute_sources variable)
  set(absolute "")
  foreach(source IN LISTS ${variable})
    get_filename_component(source ${source} ABSOLUTE)
    list(APPEND absolute ${source})
  endforeach()
  set(${variable} ${absolute} PARENT_SCOPE)
endfunction()

function(lightloop_verilate)
  cmake_parse_arguments(arg "TRACE" "NAME;TOP;COVERAGE" "SOURCES;PARAMETERS;INCLUDES;DEPENDS;FLAGS"
                        ${ARGN})
  lightloop_absolute_sources(arg_SOURCES)
  if(arg_COVERAGE AND NOT arg_COVERAGE MATCHES "^(full|shell|none)$")
    message(FATAL_ERROR "${arg_NAME}: COVERAGE is '${arg_COVERAGE}', expected full, shell or none")
  endif()
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${arg_NAME}: unknown arguments ${arg_UNPARSED_ARGUMENTS}")
  endif()
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME})
  if(LIGHTLOOP_MODELS_FROM)
    file(RELATIVE_PATH place ${CMAKE_BINARY_DIR} ${dir})
    set(dir ${LIGHTLOOP_MODELS_FROM}/${place})
  endif()
  set(archive ${dir}/V${arg_NAME}__ALL.a)
  set(flags --cc -O3 --x-assign fast --x-initial fast --noassert -Wall --top-module ${arg_TOP}
            --prefix V${arg_NAME} --Mdir ${dir})
  foreach(parameter IN LISTS arg_PARAMETERS)
    list(APPEND flags -G${parameter})
  endforeach()
  foreach(include IN LISTS arg_INCLUDES)
    list(APPEND flags -I${include})
  endforeach()
  if(LIGHTLOOP_COVERAGE AND NOT arg_COVERAGE STREQUAL none)
    set(arg_TRACE FALSE)  # a coverage run leaves no waveforms
  endif()
  set(more_rules "")
  if(arg_TRACE)
    # Tables of constants would be most of a waveform and of the build time.
    list(APPEND flags --trace-fst --trace-structs --no-trace-params)
    set(more_rules -f ${LIGHTLOOP_TRACE_MAKEFILE})
  endif()
  set(plain_counters "")
  set(coverage_include "")
  set(optimize ${LIGHTLOOP_MODEL_OPTIMIZATION})
  if(LIGHTLOOP_COVERAGE AND NOT arg_COVERAGE STREQUAL none)
    list(APPEND flags ${LIGHTLOOP_COVERAGE_FLAGS})
    if(arg_COVERAGE STREQUAL shell)
      list(PREPEND arg_SOURCES ${LIGHTLOOP_COVERAGE_LANES})
    endif()
    list(APPEND arg_DEPENDS ${LIGHTLOOP_PLAIN_COUNTERS})
    set(plain_counters COMMAND ${LIGHTLOOP_PLAIN_COUNTERS} ${dir})
    set(coverage_include -I${CMAKE_SOURCE_DIR})
    set(optimize -O1)  # counters make for much code, which runs once
  endif()
  # Without sanitizers in every build: with them it takes minutes to compile, and what our code writes
  # beyond a model is found without them.
  string(JOIN " " cflags -fPIC -std=c++20 -w -DVL_TIME_CONTEXT ${coverage_include})
  # OPT_SLOW: for what runs once, when a model or its waveform begins or ends.
  if(LIGHTLOOP_MODELS_FROM)
    add_custom_target(${arg_NAME}_model)
  else()
    add_custom_command(
      OUTPUT ${archive} ${dir}/V${arg_NAME}.h
      COMMAND ${LIGHTLOOP_VERILATOR} ${flags} ${arg_FLAGS} -CFLAGS "${cflags}" ${arg_SOURCES}
      ${plain_counters}
      COMMAND ${LIGHTLOOP_PYTHON} ${LIGHTLOOP_GROUP_MODEL} ${dir} V${arg_NAME}
      COMMAND ${CMAKE_COMMAND} -E env OBJCACHE=${LIGHTLOOP_CCACHE}
              CCACHE_SLOPPINESS=pch_defines,time_macros
              ${LIGHTLOOP_MAKE} -s -C ${dir} -f V${arg_NAME}.mk ${more_rules}
              OPT_FAST=${optimize} OPT_SLOW=-O0 ${LIGHTLOOP_MODEL_MAKE_FLAGS}
              V${arg_NAME}__ALL.a > ${dir}/make.log
      DEPENDS ${arg_SOURCES} ${arg_DEPENDS} ${LIGHTLOOP_GROUP_MODEL}
      COMMENT "Verilating ${arg_TOP} as V${arg_NAME}"
      COMMAND_EXPAND_LISTS VERBATIM)
    add_custom_target(${arg_NAME}_model DEPENDS ${archive})
    add_dependencies(lightloop_models ${arg_NAME}_model)
  endif()
  # An imported library, so that CMake puts the runtime behind it on each link line.
  file(MAKE_DIRECTORY ${dir})
  add_library(${arg_NAME} STATIC IMPORTED GLOBAL)
  set_target_properties(${arg_NAME} PROPERTIES IMPORTED_LOCATION ${archive}
                        LIGHTLOOP_HEADER ${dir}/V${arg_NAME}.h)
  add_dependencies(${arg_NAME} ${arg_NAME}_model)
  target_include_directories(${arg_NAME} SYSTEM INTERFACE ${dir})
  target_link_libraries(${arg_NAME} INTERFACE lightloop_verilated_runtime)
endfunction()
