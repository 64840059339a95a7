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

set(LL_DSP_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_pam4_map.sv
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_pam4_demap.sv
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_precoder.sv
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_precoder_decoder.sv
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_prbs_lookahead.sv
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_prbs_gen.sv
  ${CMAKE_CURRENT_LIST_DIR}/dsp/ll_prbs_check.sv)

# The digital channel alone. The package of the noise table is made at build time
# (scripts/cmake/LightloopGaussTable.cmake); models that contain the channel need
# DEPENDS lightloop_gauss_table_files.
set(LL_CHANNEL_SOURCES
  ${LL_GAUSS_TABLE_SV}
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_delay.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_noise_seeder.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_noise.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_isi_filter.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_slicer.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_digital_channel.sv)

# Needs LL_PKG_SOURCES, LL_FEC_SOURCES and LL_DSP_SOURCES before it.
set(LL_LINK_SOURCES
  ${LL_CHANNEL_SOURCES}
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_error_injector.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_popcount.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_link_counters.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_link_fifo.sv
  ${CMAKE_CURRENT_LIST_DIR}/link/ll_link_core.sv)

# Parts that the kernels share; the packages they need come first.
set(LL_KERNEL_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_kernel_pkg.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_clock_gate.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_ap_ctrl.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_stream_fifo.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_axi_burst.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_axi_reader.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_axi_writer.sv)

set(LL_FEC_KERNEL_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_slot_unpack.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_slot_pack.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_fec_codec.sv
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_fec.sv)

set(LL_LINK_KERNEL_SOURCES
  ${CMAKE_CURRENT_LIST_DIR}/kernel/ll_link.sv)

# Everything that a kernel is made of. The register blocks and the noise table are made at build time:
# models need DEPENDS ll_fec_register_files, or ll_link_register_files lightloop_gauss_table_files.
get_property(fec_registers GLOBAL PROPERTY LIGHTLOOP_ll_fec_REGISTERS_RTL)
get_property(link_registers GLOBAL PROPERTY LIGHTLOOP_ll_link_REGISTERS_RTL)

set(LL_FEC_KERNEL_ALL_SOURCES
  ${LL_PKG_SOURCES}
  ${fec_registers}
  ${LL_FEC_SOURCES}
  ${LL_KERNEL_SOURCES}
  ${LL_FEC_KERNEL_SOURCES})

set(LL_LINK_KERNEL_ALL_SOURCES
  ${LL_PKG_SOURCES}
  ${link_registers}
  ${LL_FEC_SOURCES}
  ${LL_DSP_SOURCES}
  ${LL_LINK_SOURCES}
  ${LL_KERNEL_SOURCES}
  ${LL_LINK_KERNEL_SOURCES})
