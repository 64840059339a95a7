# SPDX-License-Identifier: Apache-2.0
# lightloop_add_registers(NAME <kernel> RDL <file.rdl> [INCLUDES <other .rdl files>])
# One SystemRDL description, four products, all in the build tree:
#   <kernel>_regs_pkg.sv, <kernel>_regs.sv   register block, AXI4-Lite with flat ports
#   drivers/registers/<kernel>.hpp           offsets, argument indices and field masks for C++
#   <kernel>.xml                             the kernel.xml of Vitis
#   <kernel>.md                              register documentation
# Defines the target <kernel>_registers (an INTERFACE library that carries the header) and the
# global properties LIGHTLOOP_<kernel>_REGISTERS_RTL and LIGHTLOOP_<kernel>_KERNEL_XML with the
# files' paths.
find_program(LIGHTLOOP_PEAKRDL peakrdl PATHS ${CMAKE_SOURCE_DIR}/.venv/bin NO_DEFAULT_PATH)
if(NOT LIGHTLOOP_PEAKRDL)
  message(FATAL_ERROR "No peakrdl in .venv: run scripts/setup first")
endif()

function(lightloop_add_registers)
  cmake_parse_arguments(arg "" "NAME;RDL" "INCLUDES" ${ARGN})
  cmake_path(ABSOLUTE_PATH arg_RDL NORMALIZE)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${arg_NAME})
  set(rtl ${dir}/${arg_NAME}_regs_pkg.sv ${dir}/${arg_NAME}_regs.sv)
  set(header ${dir}/include/drivers/registers/${arg_NAME}.hpp)
  set(xml ${dir}/${arg_NAME}.xml)
  set(page ${dir}/${arg_NAME}.md)
  set(exporter ${CMAKE_SOURCE_DIR}/scripts/register_export.py)
  file(MAKE_DIRECTORY ${dir}/include/drivers/registers)
  # The address is that of the whole 4 KiB range, so that what lies behind the registers reads 0
  # and does not repeat them.
  add_custom_command(
    OUTPUT ${rtl} ${header} ${xml} ${page}
    COMMAND ${LIGHTLOOP_PEAKRDL} regblock ${arg_RDL} -o ${dir} --cpuif axi4-lite-flat
            --default-reset rst_n --addr-width 12 --module-name ${arg_NAME}_regs
    COMMAND ${LIGHTLOOP_PEAKRDL} markdown ${arg_RDL} -o ${page}
    COMMAND ${LIGHTLOOP_PYTHON} ${exporter} ${arg_RDL} --header ${header} --kernel-xml ${xml}
    DEPENDS ${arg_RDL} ${arg_INCLUDES} ${exporter}
    COMMENT "Registers of ${arg_NAME}"
    VERBATIM)
  add_custom_target(${arg_NAME}_register_files DEPENDS ${rtl} ${header} ${xml} ${page})
  add_library(${arg_NAME}_registers INTERFACE)
  add_dependencies(${arg_NAME}_registers ${arg_NAME}_register_files)
  target_include_directories(${arg_NAME}_registers INTERFACE ${dir}/include ${CMAKE_SOURCE_DIR})
  set_property(GLOBAL PROPERTY LIGHTLOOP_${arg_NAME}_REGISTERS_RTL ${rtl})
  set_property(GLOBAL PROPERTY LIGHTLOOP_${arg_NAME}_KERNEL_XML ${xml})
endfunction()
