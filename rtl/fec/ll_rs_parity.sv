// SPDX-License-Identifier: Apache-2.0
// Parity of one lane of the encoder: division by the generator polynomial, W symbols a clock.
//
// Parameters  CODE, W         as ll_rs_encoder
// Ports       enable_i        data_i is a beat and the state moves on
//             first_i         the beat starts a codeword
//             mixed_i         the message ends in this beat and parity follows at once
//             parity_only_i   the beat holds parity only
//             data_i, data_o  the beat as it came, and the codeword's
// Latency     none from data_i to data_o (combinational); the state moves with enable_i
//
// The state is the remainder so far, in order of transmission (highest power lowest). A beat adds
// its symbols to the W highest coefficients; what these are worth modulo g(x) is added to the rest,
// which moves up by W places.

module ll_rs_parity
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 16
) (
  input  logic            clk_i,
  input  logic            enable_i,
  input  logic            first_i,
  input  logic            mixed_i,
  input  logic            parity_only_i,
  input  logic [10*W-1:0] data_i,
  output logic [10*W-1:0] data_o
);

  localparam int unsigned PARITY = 2 * code_t(CODE);
  localparam int unsigned GROUPS = group_count(PARITY);
  localparam int unsigned STATE_BITS = GROUPS * GROUP_BITS;
  localparam int unsigned BEAT_BITS = 10 * W;
  // Message symbols of the beat in which the message ends.
  localparam int unsigned MIXED = code_k(CODE) % W;

  typedef logic [STATE_BITS-1:0] state_t;
  typedef logic [W*STATE_BITS-1:0] columns_t;

  // Column i: x^(2t+i) mod g, in order of transmission, padded with zeros to whole groups.
  function automatic columns_t make_columns();
    polynomial_t g;
    state_t remainder;
    symbol_t top;
    g = generator_polynomial(PARITY);
    remainder = '0;
    for (int p = 0; p < int'(PARITY); p++) remainder[10*p+:10] = g[10*(int'(PARITY)-1-p)+:10];
    for (int i = 0; i < int'(W); i++) begin
      make_columns[i*STATE_BITS+:STATE_BITS] = remainder;
      top = remainder[9:0];
      remainder = remainder >> 10;
      for (int p = 0; p < int'(PARITY); p++) begin
        remainder[10*p+:10] = remainder[10*p+:10] ^ gf_mul(top, g[10*(int'(PARITY)-1-p)+:10]);
      end
    end
  endfunction

  localparam columns_t COLUMNS = make_columns();

  state_t state_q;
  state_t state;  // the state that this beat starts from

  assign state = first_i ? '0 : state_q;

  // Whole beat of message: W symbols at once.
  logic [BEAT_BITS-1:0] high;
  group_t full_term [GROUPS][W];
  group_t full_sum [GROUPS];

  // Last symbols of the message.
  logic [10*MIXED-1:0] mixed_high;
  group_t mixed_term [GROUPS][MIXED];
  group_t mixed_sum [GROUPS];

  assign high = data_i ^ BEAT_BITS'(state);
  assign mixed_high = data_i[10*MIXED-1:0] ^ state[10*MIXED-1:0];

  for (genvar g = 0; g < GROUPS; g++) begin : gen_group
    for (genvar j = 0; j < W; j++) begin : gen_full
      ll_gf_scale #(
        .CONSTANTS(COLUMNS[(W-1-j)*STATE_BITS+g*GROUP_BITS+:GROUP_BITS])
      ) u_scale (
        .a_i(high[10*j+:10]),
        .p_o(full_term[g][j])
      );
    end
    for (genvar j = 0; j < MIXED; j++) begin : gen_mixed
      ll_gf_scale #(
        .CONSTANTS(COLUMNS[(MIXED-1-j)*STATE_BITS+g*GROUP_BITS+:GROUP_BITS])
      ) u_scale (
        .a_i(mixed_high[10*j+:10]),
        .p_o(mixed_term[g][j])
      );
    end
    always_comb begin
      full_sum[g] = full_term[g][0];
      for (int j = 1; j < int'(W); j++) full_sum[g] = full_sum[g] ^ full_term[g][j];
      mixed_sum[g] = mixed_term[g][0];
      for (int j = 1; j < int'(MIXED); j++) mixed_sum[g] = mixed_sum[g] ^ mixed_term[g][j];
    end
  end

  state_t full_state;
  state_t mixed_state;

  for (genvar g = 0; g < GROUPS; g++) begin : gen_flat
    assign full_state[g*GROUP_BITS+:GROUP_BITS] = full_sum[g];
    assign mixed_state[g*GROUP_BITS+:GROUP_BITS] = mixed_sum[g];
  end

  state_t mixed_parity;  // the parity, complete
  assign mixed_parity = (state >> (10 * MIXED)) ^ mixed_state;

  always_comb begin
    if (parity_only_i) data_o = BEAT_BITS'(state_q);
    else if (mixed_i) data_o = {mixed_parity[0+:BEAT_BITS-10*MIXED], data_i[10*MIXED-1:0]};
    else data_o = data_i;
  end

  always_ff @(posedge clk_i) begin
    if (enable_i) begin
      if (parity_only_i) state_q <= state_q >> BEAT_BITS;
      else if (mixed_i) state_q <= mixed_parity >> (BEAT_BITS - 10 * MIXED);
      else state_q <= (state >> BEAT_BITS) ^ full_state;
    end
  end

endmodule
