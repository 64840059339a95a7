# SPDX-License-Identifier: Apache-2.0
# lightloop_add_vpi_host(NAME <program> TOP <module> SOURCES <files.sv>
#                        [CLOCK <port> PERIOD <e.g. 3200ps>] [ATTACHMENT <file.cpp>]
#                        [LIBRARIES <targets>] [PARAMETERS W=8 ...] [INCLUDES <dirs>]
#                        [DEPENDS <targets or files>] [FLAGS <verilator flags>]
#                        [TIMESCALE 1ns/1ps] [TRACE] [ALL_PUBLIC] [FORCEABLE <variables>]
#                        [MODEL_OF <program>])
# Makes a program that runs <module> in a SystemC simulation with a VPI application: see
# sim/vpi/README.md.
#   CLOCK        SystemC drives this port; without, the application does
#   ATTACHMENT   C++ and SystemC models on the same ports (sim/vpi/attachment.hpp); LIBRARIES is what
#                they need
#   TRACE        WAVES=1 and --waves work
#   ALL_PUBLIC   the application sees every signal of the design, at about half the speed; else the
#                ports and parameters of <module>
#   FORCEABLE    what the application may force beside inputs of <module>, which costs speed: names
#                VARIABLE or MODULE.VARIABLE, with * and ?
#   MODEL_OF     takes the model of another host, in place of SOURCES, PARAMETERS, INCLUDES, DEPENDS,
#                FLAGS, TIMESCALE, TRACE, ALL_PUBLIC and FORCEABLE
#
# lightloop_add_cocotb_test(NAME <name> HOST <program> MODULES <python modules>
#                           [TESTCASE <names>] [SEED <n>] [TOPLEVEL <name>] [PYTHONPATH <dirs>]
#                           [PLUSARGS <+args>] [ARGS <options of the host>] [ENVIRONMENT <A=b ...>]
#                           [LABEL fast|slow] [TIMEOUT <seconds>])
# One ctest entry that runs the cocotb tests of the modules, looked for in the current source folder
# and in PYTHONPATH. The results file is <build folder>/<name>/results.xml. SEED has a fixed default,
# so that a test is the same each time.
find_package(pugixml REQUIRED)

execute_process(COMMAND ${LIGHTLOOP_PYTHON} ${CMAKE_SOURCE_DIR}/scripts/cocotb_paths.py
                OUTPUT_VARIABLE cocotb_paths OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" cocotb_paths "${cocotb_paths}")
list(GET cocotb_paths 0 LIGHTLOOP_COCOTB_LIBRARY)
list(GET cocotb_paths 1 LIGHTLOOP_LIBPYTHON)
set(LIGHTLOOP_PYGPI_ENTRY_POINT "")
list(LENGTH cocotb_paths count)
if(count GREATER 2)
  list(GET cocotb_paths 2 LIGHTLOOP_PYGPI_ENTRY_POINT)
endif()

# Verilator's VPI functions, those that sim/vpi has too under other names. The
# application may want the rest: vpi_printf() and the like.
add_library(lightloop_vpi_runtime STATIC
  ${verilator_include}/verilated_vpi.cpp
  ${verilator_include}/verilated_timing.cpp)
target_link_options(lightloop_vpi_runtime INTERFACE -Wl,--undefined=vpi_get_vlog_info)
file(STRINGS ${CMAKE_SOURCE_DIR}/sim/vpi/renamed_functions.txt LIGHTLOOP_VPI_RENAMED)
foreach(function IN LISTS LIGHTLOOP_VPI_RENAMED)
  target_compile_definitions(lightloop_vpi_runtime PRIVATE vpi_${function}=verilator_vpi_${function})
endforeach()
target_compile_options(lightloop_vpi_runtime PRIVATE -w)
target_link_libraries(lightloop_vpi_runtime PUBLIC lightloop_verilated_runtime)
set_target_properties(lightloop_vpi_runtime PROPERTIES UNITY_BUILD OFF)

# The model of a host, target <host>_rtl, and what the host has to know of it, target
# <host>_description; takes the arguments of lightloop_add_vpi_host.
function(lightloop_verilate_for_vpi host)
  cmake_parse_arguments(arg "TRACE;ALL_PUBLIC" "NAME;TOP;CLOCK;PERIOD;ATTACHMENT;TIMESCALE"
                        "SOURCES;LIBRARIES;PARAMETERS;INCLUDES;DEPENDS;FLAGS;FORCEABLE" ${ARGN})
  lightloop_absolute_sources(arg_SOURCES)
  if(NOT arg_TIMESCALE)
    set(arg_TIMESCALE 1ns/1ps)
  endif()
  # The C++ benches count the lines of the same modules.
  set(options COVERAGE none FLAGS --vpi --assert --timescale ${arg_TIMESCALE} ${arg_FLAGS})
  if(arg_TRACE)
    list(PREPEND options TRACE)
  endif()
  set(configure "")
  if(arg_ALL_PUBLIC)
    list(APPEND options --public-flat-rw)
  else()
    # What the application can see costs speed: the ports.
    list(APPEND configure --ports)
  endif()
  if(arg_FORCEABLE)
    list(APPEND configure --forceable ${arg_FORCEABLE})
    list(APPEND options -fno-dfg)  # which looks through what can be forced
  endif()
  set(design ${CMAKE_CURRENT_BINARY_DIR}/${host}.design)
  set(configuration ${CMAKE_CURRENT_BINARY_DIR}/${host}.vlt)
  set(reader ${CMAKE_SOURCE_DIR}/scripts/verilated_design.py)
  set(elaborate ${LIGHTLOOP_PYTHON} ${reader} ${LIGHTLOOP_VERILATOR} ${design}
      --top-module ${arg_TOP} --timescale ${arg_TIMESCALE} ${arg_FLAGS})
  foreach(parameter IN LISTS arg_PARAMETERS)
    list(APPEND elaborate -G${parameter})
  endforeach()
  foreach(include IN LISTS arg_INCLUDES)
    list(APPEND elaborate -I${include})
  endforeach()
  set(script ${CMAKE_SOURCE_DIR}/scripts/vpi_config.py)
  add_custom_command(
    OUTPUT ${configuration} ${design}
    COMMAND ${elaborate} ${arg_SOURCES}
    COMMAND ${LIGHTLOOP_PYTHON} ${script} ${design} ${configuration} ${configure}
    DEPENDS ${arg_SOURCES} ${arg_DEPENDS} ${script} ${reader}
    COMMENT "Reading the design ${arg_TOP}"
    COMMAND_EXPAND_LISTS VERBATIM)
  lightloop_verilate(NAME ${host}_rtl TOP ${arg_TOP} SOURCES ${configuration} ${arg_SOURCES}
                     PARAMETERS ${arg_PARAMETERS} INCLUDES ${arg_INCLUDES} DEPENDS ${arg_DEPENDS}
                     ${options})
  list(FIND arg_FLAGS --threads threads)
  if(NOT threads EQUAL -1)
    math(EXPR threads "${threads} + 1")
    list(GET arg_FLAGS ${threads} threads)
    set_property(TARGET ${host}_rtl APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS
                 LIGHTLOOP_VPI_THREADS=${threads})
  endif()

  get_target_property(header ${host}_rtl LIGHTLOOP_HEADER)
  cmake_path(GET header PARENT_PATH folder)
  set(description ${CMAKE_CURRENT_BINARY_DIR}/${host}_description.cpp)
  set(script ${CMAKE_SOURCE_DIR}/scripts/vpi_description.py)
  add_custom_command(
    OUTPUT ${description}
    COMMAND ${LIGHTLOOP_PYTHON} ${script} ${design} ${folder} V${host}_rtl ${description}
    DEPENDS ${design} ${header} ${script} ${reader}
    COMMENT "Describing the design ${arg_TOP}"
    VERBATIM)
  add_library(${host}_description STATIC ${description})
  set_target_properties(${host}_description PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
  target_compile_options(${host}_description PRIVATE -w)
  target_include_directories(${host}_description PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${host}_description PUBLIC ${host}_rtl)
endfunction()

function(lightloop_add_vpi_host)
  cmake_parse_arguments(arg "TRACE;ALL_PUBLIC" "NAME;TOP;CLOCK;PERIOD;ATTACHMENT;TIMESCALE;MODEL_OF"
                        "SOURCES;LIBRARIES;PARAMETERS;INCLUDES;DEPENDS;FLAGS;FORCEABLE" ${ARGN})
  if(arg_CLOCK AND NOT "${arg_PERIOD}" MATCHES "^[0-9]+(\\.[0-9]+)?[fpnum]?s$")
    message(FATAL_ERROR "${arg_NAME}: PERIOD is '${arg_PERIOD}', expected a time such as 3200ps")
  endif()
  if(arg_MODEL_OF)
    set(model_host ${arg_MODEL_OF})
  else()
    set(model_host ${arg_NAME})
    lightloop_verilate_for_vpi(${arg_NAME} ${ARGN})
  endif()
  set(model ${model_host}_rtl)

  add_executable(${arg_NAME} ${CMAKE_SOURCE_DIR}/sim/vpi/host_main.cpp ${arg_ATTACHMENT})
  if(NOT arg_ATTACHMENT AND NOT arg_TRACE)
    # The linter would read host_main.cpp again for each host.
    set_target_properties(${arg_NAME} PROPERTIES EXPORT_COMPILE_COMMANDS OFF)
  endif()
  # The application finds the VPI functions in the program.
  set_target_properties(${arg_NAME} PROPERTIES ENABLE_EXPORTS ON)
  target_include_directories(${arg_NAME} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${arg_NAME} PRIVATE LIGHTLOOP_VPI_MODEL=V${model}
    LIGHTLOOP_VPI_DESCRIPTION
    LIGHTLOOP_VPI_MODEL_HEADER="V${model}.h" LIGHTLOOP_VPI_TOPLEVEL="${arg_TOP}")
  if(arg_CLOCK)
    target_compile_definitions(${arg_NAME} PRIVATE LIGHTLOOP_VPI_CLOCK=${arg_CLOCK}
      LIGHTLOOP_VPI_CLOCK_NAME="${arg_CLOCK}" LIGHTLOOP_VPI_CLOCK_PERIOD="${arg_PERIOD}")
  endif()
  if(arg_ATTACHMENT)
    target_compile_definitions(${arg_NAME} PRIVATE LIGHTLOOP_VPI_ATTACHMENT)
  endif()
  target_link_libraries(${arg_NAME} PRIVATE ${arg_LIBRARIES} ${model_host}_description ${model}
                        lightloop_vpi lightloop_warnings)
endfunction()

function(lightloop_add_cocotb_test)
  cmake_parse_arguments(arg "" "NAME;HOST;SEED;TOPLEVEL;LABEL;TIMEOUT"
                        "MODULES;TESTCASE;PYTHONPATH;PLUSARGS;ARGS;ENVIRONMENT" ${ARGN})
  if(NOT arg_LABEL)
    set(arg_LABEL fast)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT ${LIGHTLOOP_FAST_TEST_SECONDS})
    if(arg_LABEL STREQUAL slow)
      set(arg_TIMEOUT ${LIGHTLOOP_SLOW_TEST_SECONDS})
    endif()
  endif()
  if(NOT DEFINED arg_SEED)
    set(arg_SEED 1)
  endif()
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME})
  file(MAKE_DIRECTORY ${dir})
  string(JOIN "," modules ${arg_MODULES})
  string(JOIN "," testcase ${arg_TESTCASE})
  string(JOIN ":" pythonpath ${CMAKE_CURRENT_SOURCE_DIR} ${arg_PYTHONPATH})
  set(environment MODULE=${modules} COCOTB_RANDOM_SEED=${arg_SEED} PYTHONPATH=${pythonpath}
      COCOTB_RESULTS_FILE=${dir}/results.xml PYTHONDONTWRITEBYTECODE=1 ${arg_ENVIRONMENT})
  if(testcase)
    list(APPEND environment TESTCASE=${testcase})
  endif()
  if(arg_TOPLEVEL)
    list(APPEND environment TOPLEVEL=${arg_TOPLEVEL})
  endif()
  if(LIGHTLOOP_SANITIZE)
    # What Python keeps to the end of the process is not ours.
    list(APPEND environment ASAN_OPTIONS=detect_leaks=0)
    # cocotb's libraries load each other; under the sanitizer's dlopen() their RUNPATH does not count.
    cmake_path(GET LIGHTLOOP_COCOTB_LIBRARY PARENT_PATH libraries)
    list(APPEND environment LD_LIBRARY_PATH=${libraries})
  endif()
  add_test(NAME ${arg_NAME} COMMAND ${arg_HOST} ${arg_PLUSARGS} ${arg_ARGS}
           WORKING_DIRECTORY ${dir})
  set_tests_properties(${arg_NAME} PROPERTIES ENVIRONMENT "${environment}" LABELS ${arg_LABEL}
                       TIMEOUT ${arg_TIMEOUT})
endfunction()
