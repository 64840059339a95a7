# SPDX-License-Identifier: Apache-2.0
# The RTL of each folder as lists of absolute paths, in compile order: what a Verilated model, a
# synthesis run or a packed kernel names as its sources.
set(LL_PKG_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/pkg/ll_fec_pkg.sv)

set(LL_FEC_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_gf_scale.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_gf_inverse.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_parity.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_encoder.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_syndrome.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_key_equation.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_chien_forney.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_correct.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_decoder_lane.sv
  ${CMAKE_CURRENT_LIST_DIR}/fec/ll_rs_decoder.sv)
