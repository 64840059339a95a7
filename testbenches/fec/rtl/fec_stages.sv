// SPDX-License-Identifier: Apache-2.0
// The stages of encoder and decoder side by side, each with its own ports: one model for all their
// benches. Vectors of groups are flat here, symbol i in [10*i +: 10].
module fec_stages
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 8,
  localparam int unsigned BEAT_BITS = 10 * W,
  localparam int unsigned BEATS = code_n(CODE) / W,
  localparam int unsigned BEAT_INDEX_BITS = $clog2(BEATS),
  localparam int unsigned SYNDROME_GROUPS = group_count(2 * code_t(CODE)),
  localparam int unsigned KEY_GROUPS = group_count(2 * code_t(CODE) + 1),
  localparam int unsigned SYNDROME_BITS = GROUP_BITS * SYNDROME_GROUPS,
  localparam int unsigned KEY_BITS = GROUP_BITS * KEY_GROUPS
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  // ll_rs_parity
  input  logic                       parity_enable_i,
  input  logic                       parity_first_i,
  input  logic                       parity_mixed_i,
  input  logic                       parity_only_i,
  input  logic [BEAT_BITS-1:0]       parity_data_i,
  output logic [BEAT_BITS-1:0]       parity_data_o,

  // ll_rs_syndrome
  input  logic                       beat_valid_i,
  output logic                       beat_ready_o,
  input  logic [BEAT_BITS-1:0]       beat_i,
  input  logic                       beat_first_i,
  input  logic                       beat_last_i,
  output logic                       syndrome_valid_o,
  input  logic                       syndrome_ready_i,
  output logic [SYNDROME_BITS-1:0]   syndrome_o,

  // ll_rs_key_equation
  input  logic                       key_syndrome_valid_i,
  output logic                       key_syndrome_ready_o,
  input  logic [SYNDROME_BITS-1:0]   key_syndrome_i,
  output logic                       key_valid_o,
  input  logic                       key_ready_i,
  output logic [KEY_BITS-1:0]        key_o,
  output logic [4:0]                 key_length_o,

  // ll_rs_chien_forney
  input  logic                       search_valid_i,
  output logic                       search_ready_o,
  input  logic [KEY_BITS-1:0]        search_key_i,
  input  logic [4:0]                 search_length_i,
  output logic                       error_valid_o,
  output logic [BEAT_INDEX_BITS-1:0] error_beat_o,
  output logic [BEAT_BITS-1:0]       error_o,
  output logic                       done_valid_o,
  output logic                       done_uncorrectable_o,
  output logic [4:0]                 done_count_o,

  // ll_rs_correct
  input  logic                       word_valid_i,
  output logic                       word_ready_o,
  input  logic [BEAT_BITS-1:0]       word_i,
  output logic                       start_ready_o,
  input  logic                       start_i,
  input  logic                       error_valid_i,
  input  logic [BEAT_INDEX_BITS-1:0] error_beat_i,
  input  logic [BEAT_BITS-1:0]       error_i,
  input  logic                       done_valid_i,
  input  logic                       done_uncorrectable_i,
  input  logic [4:0]                 done_count_i,
  output logic                       m_axis_tvalid,
  input  logic                       m_axis_tready,
  output logic [BEAT_BITS-1:0]       m_axis_tdata,
  output logic                       m_axis_tlast,
  output logic [5:0]                 m_axis_tuser
);

  ll_rs_parity #(
    .CODE(CODE),
    .W   (W)
  ) u_parity (
    .clk_i,
    .enable_i     (parity_enable_i),
    .first_i      (parity_first_i),
    .mixed_i      (parity_mixed_i),
    .parity_only_i(parity_only_i),
    .data_i       (parity_data_i),
    .data_o       (parity_data_o)
  );

  group_t syndrome [SYNDROME_GROUPS];
  group_t key_syndrome [SYNDROME_GROUPS];
  group_t key [KEY_GROUPS];
  group_t search_key [KEY_GROUPS];

  for (genvar g = 0; g < SYNDROME_GROUPS; g++) begin : gen_syndrome
    assign syndrome_o[GROUP_BITS*g+:GROUP_BITS] = syndrome[g];
    assign key_syndrome[g] = key_syndrome_i[GROUP_BITS*g+:GROUP_BITS];
  end
  for (genvar g = 0; g < KEY_GROUPS; g++) begin : gen_key
    assign key_o[GROUP_BITS*g+:GROUP_BITS] = key[g];
    assign search_key[g] = search_key_i[GROUP_BITS*g+:GROUP_BITS];
  end

  ll_rs_syndrome #(
    .CODE(CODE),
    .W   (W)
  ) u_syndrome (
    .clk_i,
    .rst_ni,
    .beat_valid_i,
    .beat_ready_o,
    .beat_i,
    .first_i         (beat_first_i),
    .last_i          (beat_last_i),
    .syndrome_valid_o,
    .syndrome_ready_i,
    .syndrome_o      (syndrome)
  );

  ll_rs_key_equation #(.CODE(CODE)) u_key_equation (
    .clk_i,
    .rst_ni,
    .syndrome_valid_i(key_syndrome_valid_i),
    .syndrome_ready_o(key_syndrome_ready_o),
    .syndrome_i      (key_syndrome),
    .result_valid_o  (key_valid_o),
    .result_ready_i  (key_ready_i),
    .result_o        (key),
    .length_o        (key_length_o)
  );

  ll_rs_chien_forney #(
    .CODE(CODE),
    .W   (W)
  ) u_chien_forney (
    .clk_i,
    .rst_ni,
    .key_valid_i(search_valid_i),
    .key_ready_o(search_ready_o),
    .key_i      (search_key),
    .length_i   (search_length_i),
    .error_valid_o,
    .error_beat_o,
    .error_o,
    .done_valid_o,
    .done_uncorrectable_o,
    .done_count_o
  );

  ll_rs_correct #(
    .CODE(CODE),
    .W   (W)
  ) u_correct (
    .clk_i,
    .rst_ni,
    .beat_valid_i(word_valid_i),
    .beat_ready_o(word_ready_o),
    .beat_i      (word_i),
    .start_ready_o,
    .start_i,
    .error_valid_i,
    .error_beat_i,
    .error_i,
    .done_valid_i,
    .done_uncorrectable_i,
    .done_count_i,
    .m_axis_tvalid,
    .m_axis_tready,
    .m_axis_tdata,
    .m_axis_tlast,
    .m_axis_tuser
  );

endmodule
