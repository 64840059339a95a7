# SPDX-License-Identifier: Apache-2.0
# The table of the digital link's Gaussian noise (docs/digital-link.md section 4), made at build time
# from one definition for both sides:
#   lightloop_gauss_table         INTERFACE library: #include "gauss_table.hpp"
#   lightloop_gauss_table_files   as a DEPENDS of lightloop_verilate it orders the model behind the table
#   LL_GAUSS_TABLE_SV             path of ll_gauss_table_pkg.sv
set(gauss_table_dir ${CMAKE_BINARY_DIR}/generated/gauss_table)
set(LL_GAUSS_TABLE_SV ${gauss_table_dir}/ll_gauss_table_pkg.sv)
add_custom_command(
  OUTPUT ${gauss_table_dir}/gauss_table.hpp ${LL_GAUSS_TABLE_SV}
  COMMAND ${LIGHTLOOP_PYTHON} ${CMAKE_SOURCE_DIR}/scripts/gauss_table.py ${gauss_table_dir}
  DEPENDS ${CMAKE_SOURCE_DIR}/scripts/gauss_table.py
  COMMENT "Computing the Gaussian noise table"
  VERBATIM)
add_custom_target(lightloop_gauss_table_files
                  DEPENDS ${gauss_table_dir}/gauss_table.hpp ${LL_GAUSS_TABLE_SV})
add_library(lightloop_gauss_table INTERFACE)
add_dependencies(lightloop_gauss_table lightloop_gauss_table_files)
target_include_directories(lightloop_gauss_table INTERFACE ${gauss_table_dir})
