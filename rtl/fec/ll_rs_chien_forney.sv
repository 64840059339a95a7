// SPDX-License-Identifier: Apache-2.0
// Error positions by Chien's search and error values by Forney's formula, W positions a clock, in
// order of transmission.
//
// Parameters  CODE, W           as ll_rs_decoder
// Ports       key_valid_i, key_ready_o, key_i, length_i
//                               one word's result of ll_rs_key_equation
//             error_valid_o     some symbol of beat error_beat_o is wrong;
//             error_beat_o      beats in ascending order, at most t a word
//             error_o           what to add to the beat
//             done_valid_o      the word is finished; comes with its last error beat or later
//             done_uncorrectable_o, done_count_o
//                               no codeword within t symbols; else the number of wrong symbols
// Latency     n/W + 3 clocks from the key to done_valid_o
// Throughput  a word every n/W clocks. error_* and done_* cannot wait: whoever gives the key has
//             room for what follows from it.
//
// With X = alpha^p the locator of position p (the power of x; n-1 is sent first), a root of
// Lambda at X^-1 marks an error there, of value
//     X^(-2t) Omega_h(X^-1) / Lambda_odd(X^-1),
// Lambda_odd being the odd terms of Lambda. Each coefficient register holds its term at the first
// position of the beat; constant factors give the term at the W positions of the beat and at the
// first of the next.

module ll_rs_chien_forney
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 16,
  localparam int unsigned KEY_GROUPS = group_count(2 * code_t(CODE) + 1),
  localparam int unsigned BEATS = code_n(CODE) / W,
  localparam int unsigned BEAT_INDEX_BITS = $clog2(BEATS)
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  input  logic                       key_valid_i,
  output logic                       key_ready_o,
  input  group_t                     key_i [KEY_GROUPS],
  input  logic [4:0]                 length_i,

  output logic                       error_valid_o,
  output logic [BEAT_INDEX_BITS-1:0] error_beat_o,
  output logic [10*W-1:0]            error_o,

  output logic                       done_valid_o,
  output logic                       done_uncorrectable_o,
  output logic [4:0]                 done_count_o
);

  localparam int unsigned N = code_n(CODE);
  localparam int unsigned T = code_t(CODE);
  localparam int unsigned TERMS = 2 * T + 1;  // Omega_h_0 .. Omega_h_(t-1), Lambda_0 .. Lambda_t
  // Positions of a beat and the first of the next.
  localparam int unsigned GROUPS = group_count(W + 1);
  localparam int unsigned NEXT_GROUP = W / GROUP_SYMBOLS;
  localparam int unsigned NEXT_SYMBOL = W % GROUP_SYMBOLS;

  // The power of x that term `term` belongs to.
  function automatic int exponent(input int term);
    return (term < int'(T)) ? term + 2 * int'(T) : term - int'(T);
  endfunction

  // Factors from the first position of a beat to positions 6*group .. 6*group+5 after it.
  function automatic group_t step_factors(input int term, input int group);
    for (int i = 0; i < int'(GROUP_SYMBOLS); i++) begin
      step_factors[10*i+:10] = (group * int'(GROUP_SYMBOLS) + i <= int'(W))
                             ? gf_alpha_power(exponent(term) * (group * int'(GROUP_SYMBOLS) + i))
                             : 10'd0;
    end
  endfunction

  // ---------------------------------------------------------------------------------------------
  // Terms at the positions of a beat
  // ---------------------------------------------------------------------------------------------

  logic load;
  logic busy_q;
  logic last_beat;
  logic [BEAT_INDEX_BITS-1:0] beat_q;
  logic [4:0] length_q;

  assign last_beat = beat_q == BEAT_INDEX_BITS'(BEATS - 1);
  assign key_ready_o = !busy_q || last_beat;
  assign load = key_valid_i && key_ready_o;

  symbol_t coefficient_q [TERMS];
  group_t term [TERMS][GROUPS];

  for (genvar c = 0; c < TERMS; c++) begin : gen_term
    // alpha^(-e(n-1)): from coefficient to term at the first position sent
    localparam symbol_t FIRST_FACTOR = gf_alpha_power(-exponent(c) * (int'(N) - 1));

    for (genvar g = 0; g < GROUPS; g++) begin : gen_group
      ll_gf_scale #(.CONSTANTS(step_factors(c, g))) u_scale (
        .a_i(coefficient_q[c]),
        .p_o(term[c][g])
      );
    end

    always_ff @(posedge clk_i) begin
      if (load) begin
        coefficient_q[c] <= gf_mul(FIRST_FACTOR, key_i[c/GROUP_SYMBOLS][10*(c%GROUP_SYMBOLS)+:10]);
      end else begin
        coefficient_q[c] <= term[c][NEXT_GROUP][10*NEXT_SYMBOL+:10];
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (load) begin
      busy_q <= 1'b1;
      beat_q <= '0;
      length_q <= length_i;
    end else if (last_beat) begin
      busy_q <= 1'b0;
      beat_q <= '0;
    end else if (busy_q) begin
      beat_q <= beat_q + 1'b1;
    end
    if (!rst_ni) begin
      busy_q <= 1'b0;
      beat_q <= '0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Sums: the polynomials at the positions of a beat
  // ---------------------------------------------------------------------------------------------

  group_t omega_sum [GROUPS];
  group_t odd_sum [GROUPS];
  group_t lambda_sum [GROUPS];

  for (genvar g = 0; g < GROUPS; g++) begin : gen_sum
    always_comb begin
      omega_sum[g] = term[0][g];
      for (int c = 1; c < int'(T); c++) omega_sum[g] = omega_sum[g] ^ term[c][g];
      odd_sum[g] = term[T+1][g];
      for (int c = int'(T) + 3; c < int'(TERMS); c += 2) odd_sum[g] = odd_sum[g] ^ term[c][g];
      lambda_sum[g] = odd_sum[g];
      for (int c = int'(T); c < int'(TERMS); c += 2) lambda_sum[g] = lambda_sum[g] ^ term[c][g];
    end
  end

  logic sum_valid_q;
  logic sum_last_q;
  logic [BEAT_INDEX_BITS-1:0] sum_beat_q;
  logic [4:0] sum_length_q;
  group_t omega_q [GROUPS];
  group_t odd_q [GROUPS];
  logic [W-1:0] root;
  logic [W-1:0] root_q;

  for (genvar w = 0; w < W; w++) begin : gen_root
    assign root[w] = lambda_sum[w/GROUP_SYMBOLS][10*(w%GROUP_SYMBOLS)+:10] == '0;
  end

  always_ff @(posedge clk_i) begin
    sum_valid_q <= busy_q && rst_ni;
    sum_last_q <= busy_q && last_beat && rst_ni;
    sum_beat_q <= beat_q;
    sum_length_q <= length_q;
    root_q <= (busy_q && rst_ni) ? root : '0;
    for (int g = 0; g < int'(GROUPS); g++) begin
      omega_q[g] <= omega_sum[g];
      odd_q[g] <= odd_sum[g];
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Inverse of the denominator, and the count of roots
  // ---------------------------------------------------------------------------------------------

  logic inverse_last_q;
  logic [BEAT_INDEX_BITS-1:0] inverse_beat_q;
  logic [W-1:0] inverse_root_q;
  group_t inverse_omega_q [GROUPS];
  symbol_t inverse [W];
  logic in_reach_q;  // L <= t

  logic [5:0] count_q;  // roots of the word so far, held at 32 and above
  logic [5:0] count_base;
  logic [5:0] count_d;

  assign count_base = (sum_beat_q == '0) ? '0 : count_q;
  assign count_d = count_base[5] ? count_base : count_base + 6'($countones(root_q));

  for (genvar w = 0; w < W; w++) begin : gen_inverse
    ll_gf_inverse u_inverse (
      .clk_i,
      .enable_i (root_q[w]),
      .a_i      (odd_q[w/GROUP_SYMBOLS][10*(w%GROUP_SYMBOLS)+:10]),
      .inverse_o(inverse[w])
    );
  end

  logic [4:0] inverse_length_q;
  always_ff @(posedge clk_i) begin
    inverse_last_q <= sum_last_q && rst_ni;
    inverse_beat_q <= sum_beat_q;
    inverse_root_q <= rst_ni ? root_q : '0;
    inverse_length_q <= sum_length_q;
    in_reach_q <= sum_length_q <= 5'(T);
    if (sum_valid_q) count_q <= count_d;
    if (root_q != '0) begin
      for (int g = 0; g < int'(GROUPS); g++) inverse_omega_q[g] <= omega_q[g];
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Error values and verdict
  // ---------------------------------------------------------------------------------------------

  for (genvar w = 0; w < W; w++) begin : gen_value
    always_ff @(posedge clk_i) begin
      if (inverse_root_q != '0) begin
        if (inverse_root_q[w]) begin
          error_o[10*w+:10] <= gf_mul(
            inverse_omega_q[w/GROUP_SYMBOLS][10*(w%GROUP_SYMBOLS)+:10], inverse[w]);
        end else begin
          error_o[10*w+:10] <= '0;
        end
      end
    end
  end

  logic correctable;
  assign correctable = in_reach_q && count_q == 6'(inverse_length_q);

  always_ff @(posedge clk_i) begin
    error_valid_o <= inverse_root_q != '0 && in_reach_q && rst_ni;
    error_beat_o <= inverse_beat_q;
    done_valid_o <= inverse_last_q && rst_ni;
    done_uncorrectable_o <= !correctable;
    done_count_o <= correctable ? inverse_length_q : '0;
  end

endmodule
