# SPDX-License-Identifier: Apache-2.0
# RTL kernels and .xclbin files for XRT's hardware emulation. The same without CMake:
# scripts/pack-xclbin.
#
# lightloop_add_kernel(NAME <target> KERNEL_XML <file> SOURCES <files.sv> [TOP <module>]
#                      [PARAMETERS W=8 ...] [INCLUDES <dirs>] [DEPENDS <targets or files>]
#                      [FLAGS <verilator flags>] [DATA <files>])
#   Verilates an RTL kernel (AXI4-Lite s_axi_control, AXI4 m_axi_*, ap_clk, ap_rst_n), without
#   tracing, and makes the kernel library <target> of it; and with tracing, as the target
#   <target>_verilated, which test benches link, for the kernel library <target>_waveforms, which is
#   loaded for runs with waveforms. NAME is the kernel's name in KERNEL_XML (Vitis' format); TOP, the
#   RTL module, is the same by default. Assertions are active, delays mean nothing, and macros of AMD
#   that SOURCES lack have the models of rtl/xpm. DATA: the files that the RTL reads by $readmemh; they
#   travel in the xclbin.
#
# lightloop_add_xclbin(NAME <target> KERNELS <kernel>[:<compute units>] ... OUTPUT <file>
#                      [BANKS <TAG:SIZE> ...] [SP <instance.argument:bank> ...]
#                      [SC <instance.port:instance.port[:depth]> ...] [STREAMS <instance.port:file> ...]
#                      [CONFIG <files>] [DEVICES <n>] [PLATFORM <name>] [FREQUENCY <MHz>] [ALL])
#   Packs kernels of lightloop_add_kernel into OUTPUT, with emconfig.json beside it. Options as those
#   of scripts/pack-xclbin. ALL: part of the default build.
set(LIGHTLOOP_PACK_DIR ${CMAKE_SOURCE_DIR}/sim/xrt/package)
set(LIGHTLOOP_DEVICE_DIR ${CMAKE_SOURCE_DIR}/sim/xrt/device)
# Of what goes into an xclbin: it takes what it can along, and is small, since each load copies it.
set(LIGHTLOOP_LINKED_TO_TRAVEL -s -static-libstdc++ -static-libgcc -Wl,--gc-sections)
file(GLOB LIGHTLOOP_PACK_SOURCES CONFIGURE_DEPENDS ${LIGHTLOOP_PACK_DIR}/*.py)

function(lightloop_add_kernel)
  cmake_parse_arguments(arg "" "NAME;TOP;KERNEL_XML" "SOURCES;PARAMETERS;INCLUDES;DEPENDS;FLAGS;DATA"
                        ${ARGN})
  if(NOT arg_TOP)
    set(arg_TOP ${arg_NAME})
  endif()
  foreach(list IN ITEMS arg_SOURCES arg_KERNEL_XML arg_DATA)
    list(TRANSFORM ${list} PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
  endforeach()
  # XRT's name for the interrupt port is also a C++ word; the glue knows the other name it gets.
  set(verilate TOP ${arg_TOP} SOURCES ${arg_SOURCES} PARAMETERS ${arg_PARAMETERS}
               INCLUDES ${arg_INCLUDES} DEPENDS ${arg_DEPENDS} COVERAGE none
               FLAGS --assert --no-timing -Wno-STMTDLY -Wno-ASSIGNDLY -Wno-SYMRSVDWORD
                     -y ${CMAKE_SOURCE_DIR}/rtl/xpm ${arg_FLAGS})
  set(threads 1)
  list(FIND arg_FLAGS --threads place)
  if(NOT place EQUAL -1)
    math(EXPR place "${place} + 1")
    list(GET arg_FLAGS ${place} threads)
  endif()
  lightloop_verilate(NAME ${arg_NAME}_untraced ${verilate})
  lightloop_verilate(NAME ${arg_NAME}_verilated TRACE ${verilate})
  lightloop_add_kernel_library(${arg_NAME} ${arg_NAME}_untraced ${arg_KERNEL_XML} ${threads}
                               ${arg_DEPENDS})
  lightloop_add_kernel_library(${arg_NAME}_waveforms ${arg_NAME}_verilated ${arg_KERNEL_XML}
                               ${threads} ${arg_DEPENDS})
  set_target_properties(${arg_NAME} PROPERTIES LIGHTLOOP_KERNEL_XML ${arg_KERNEL_XML}
                        LIGHTLOOP_KERNEL_DATA "${arg_DATA}")
endfunction()

# The kernel library <target> of a model verilated for so many threads; further arguments: what makes
# the file `xml`.
function(lightloop_add_kernel_library target model xml threads)
  get_target_property(header ${model} LIGHTLOOP_HEADER)
  set(glue ${CMAKE_CURRENT_BINARY_DIR}/${target}_glue.cpp)
  add_custom_command(
    OUTPUT ${glue}
    COMMAND ${LIGHTLOOP_PYTHON} ${LIGHTLOOP_PACK_DIR}/glue.py --header ${header} --xml ${xml}
            --threads ${threads} --output ${glue}
    DEPENDS ${header} ${xml} ${ARGN} ${LIGHTLOOP_PACK_SOURCES} ${model}_model
    COMMENT "Making the glue of kernel library ${target}"
    VERBATIM)
  add_library(${target} MODULE ${glue} ${LIGHTLOOP_DEVICE_DIR}/kernel_data.cpp)
  set_target_properties(${target} PROPERTIES PREFIX "")
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE ${model})
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${LIGHTLOOP_DEVICE_DIR}/kernel_library.map
    -Wl,--wrap=fopen -Wl,--wrap=fopen64)
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS
               ${LIGHTLOOP_DEVICE_DIR}/kernel_library.map)
  if(NOT LIGHTLOOP_SANITIZE)
    target_link_options(${target} PRIVATE ${LIGHTLOOP_LINKED_TO_TRAVEL})
  endif()
endfunction()

function(lightloop_add_xclbin)
  cmake_parse_arguments(arg "ALL" "NAME;OUTPUT;DEVICES;PLATFORM;FREQUENCY" "KERNELS;BANKS;SP;SC;STREAMS;CONFIG"
                        ${ARGN})
  set(options)
  set(libraries)
  foreach(entry IN LISTS arg_KERNELS)
    string(REGEX REPLACE ":.*" "" kernel "${entry}")
    set(count "")
    if(entry MATCHES ":(.+)")
      set(count ,count=${CMAKE_MATCH_1})
    endif()
    get_target_property(xml ${kernel} LIGHTLOOP_KERNEL_XML)
    get_target_property(data ${kernel} LIGHTLOOP_KERNEL_DATA)
    list(TRANSFORM data PREPEND ,data= OUTPUT_VARIABLE data_keys)
    list(JOIN data_keys "" data_keys)
    set(files lib=$<TARGET_FILE:${kernel}>,waves=$<TARGET_FILE:${kernel}_waveforms>)
    list(APPEND options --kernel xml=${xml},${files}${count}${data_keys})
    list(APPEND libraries ${kernel} ${kernel}_waveforms ${xml} ${data})
  endforeach()
  foreach(bank IN LISTS arg_BANKS)
    list(APPEND options --bank ${bank})
  endforeach()
  foreach(connection IN LISTS arg_SP)
    list(APPEND options --sp ${connection})
  endforeach()
  foreach(connection IN LISTS arg_SC)
    list(APPEND options --sc ${connection})
  endforeach()
  foreach(capture IN LISTS arg_STREAMS)
    list(APPEND options --stream ${capture})
  endforeach()
  list(TRANSFORM arg_CONFIG PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ REGEX "^[^/]")
  foreach(config IN LISTS arg_CONFIG)
    list(APPEND options --config ${config})
  endforeach()
  foreach(name IN ITEMS DEVICES PLATFORM FREQUENCY)
    if(arg_${name})
      string(TOLOWER --${name} option)
      list(APPEND options ${option} ${arg_${name}})
    endif()
  endforeach()
  get_filename_component(output ${arg_OUTPUT} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_BINARY_DIR})
  get_filename_component(directory ${output} DIRECTORY)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${directory}
    COMMAND ${LIGHTLOOP_PYTHON} ${CMAKE_SOURCE_DIR}/scripts/pack-xclbin ${options}
            --device $<TARGET_FILE:lightloop-device> --output ${output}
    DEPENDS ${libraries} ${arg_CONFIG} lightloop-device ${LIGHTLOOP_PACK_SOURCES}
            ${CMAKE_SOURCE_DIR}/scripts/pack-xclbin
    COMMENT "Packing ${arg_NAME}"
    VERBATIM)
  if(arg_ALL)
    add_custom_target(${arg_NAME} ALL DEPENDS ${output})
  else()
    add_custom_target(${arg_NAME} DEPENDS ${output})
  endif()
  set_target_properties(${arg_NAME} PROPERTIES LIGHTLOOP_XCLBIN ${output})
endfunction()
