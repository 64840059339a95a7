// SPDX-License-Identifier: Apache-2.0
// Syndromes of a received word: S_i = r(alpha^i), i = 0 .. 2t-1, by Horner's rule, W symbols a clock.
//
// Parameters  CODE, W           as ll_rs_decoder
// Ports       beat_valid_i, beat_ready_o, beat_i, first_i, last_i
//                               the received word; first_i and last_i mark its ends
//             syndrome_valid_o, syndrome_ready_i, syndrome_o
//                               symbol i of the groups is S_i, zeros behind S_(2t-1)
// Latency     1 clock from the last beat to the syndromes
// Throughput  one beat per clock; the last beat waits while the syndromes before it are not taken

module ll_rs_syndrome
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 16,
  localparam int unsigned GROUPS = group_count(2 * code_t(CODE))
) (
  input  logic            clk_i,
  input  logic            rst_ni,

  input  logic            beat_valid_i,
  output logic            beat_ready_o,
  input  logic [10*W-1:0] beat_i,
  input  logic            first_i,
  input  logic            last_i,

  output logic            syndrome_valid_o,
  input  logic            syndrome_ready_i,
  output group_t          syndrome_o [GROUPS]
);

  localparam int unsigned SYNDROMES = 2 * code_t(CODE);

  // alpha^(i*power) for the syndromes i of a group.
  function automatic group_t powers(input int group, input int power);
    for (int i = 0; i < int'(GROUP_SYMBOLS); i++) begin
      powers[10*i+:10] = (group * int'(GROUP_SYMBOLS) + i < int'(SYNDROMES))
                       ? gf_alpha_power((group * int'(GROUP_SYMBOLS) + i) * power) : 10'd0;
    end
  endfunction

  // The same, for one syndrome of the group only.
  function automatic group_t one_power(input int group, input int symbol, input int power);
    return powers(group, power) & (group_t'(10'h3FF) << (10 * symbol));
  endfunction

  group_t sum_q [GROUPS];
  group_t sum_d [GROUPS];

  for (genvar g = 0; g < GROUPS; g++) begin : gen_group
    group_t beat_term [W];                // of this beat's symbols
    group_t moved_term [GROUP_SYMBOLS];   // sum so far, times alpha^(i*W)

    for (genvar j = 0; j < W; j++) begin : gen_beat
      ll_gf_scale #(.CONSTANTS(powers(g, int'(W) - 1 - j))) u_scale (
        .a_i(beat_i[10*j+:10]),
        .p_o(beat_term[j])
      );
    end
    for (genvar i = 0; i < GROUP_SYMBOLS; i++) begin : gen_moved
      ll_gf_scale #(.CONSTANTS(one_power(g, i, int'(W)))) u_scale (
        .a_i(sum_q[g][10*i+:10]),
        .p_o(moved_term[i])
      );
    end

    group_t beat_sum;
    group_t moved_sum;
    always_comb begin
      beat_sum = beat_term[0];
      for (int j = 1; j < int'(W); j++) beat_sum = beat_sum ^ beat_term[j];
      moved_sum = moved_term[0];
      for (int i = 1; i < int'(GROUP_SYMBOLS); i++) moved_sum = moved_sum ^ moved_term[i];
    end
    assign sum_d[g] = beat_sum ^ (first_i ? '0 : moved_sum);
  end

  logic take;
  assign beat_ready_o = !(last_i && syndrome_valid_o && !syndrome_ready_i);
  assign take = beat_valid_i && beat_ready_o;

  always_ff @(posedge clk_i) begin
    if (take) begin
      for (int g = 0; g < int'(GROUPS); g++) sum_q[g] <= sum_d[g];
    end
    if (take && last_i) begin
      for (int g = 0; g < int'(GROUPS); g++) syndrome_o[g] <= sum_d[g];
      syndrome_valid_o <= 1'b1;
    end else if (syndrome_ready_i) begin
      syndrome_valid_o <= 1'b0;
    end
    if (!rst_ni) syndrome_valid_o <= 1'b0;
  end

endmodule
