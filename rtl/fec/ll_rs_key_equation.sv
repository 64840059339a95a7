// SPDX-License-Identifier: Apache-2.0
// Key equation by the reformulated inversionless Berlekamp-Massey algorithm, RiBM (D. V. Sarwate,
// N. R. Shanbhag, High-Speed Architectures for Reed-Solomon Decoders, 2001): one iteration a clock.
//
// Parameters  CODE               as ll_rs_decoder
// Ports       syndrome_*         the syndromes, as ll_rs_syndrome gives them
//             result_valid_o, result_ready_i
//             result_o           symbol i = 0..t-1: coefficient of x^i of the high-order evaluator
//                                Omega_h, where Lambda(x) S(x) = Omega(x) + x^(2t) Omega_h(x);
//                                symbol t+j, j = 0..t: coefficient of x^j of the locator Lambda
//             length_o           L, the length of the shortest shift register that makes the
//                                syndromes. Above t, result_o means nothing.
// Latency     2t + 1 clocks from the syndromes to the result
// Throughput  a word every 2t + 1 clocks
//
// delta and theta are polynomials of 3t+1 coefficients, coefficient 0 lowest. After iteration r,
// coefficient i of delta is coefficient i+r of Lambda(x) (S(x) + x^(3t)). The x^(3t) carries Lambda
// along above the discrepancies; it reaches none of the 2t discrepancies, so k, and L with it, is
// that of the plain algorithm for every input.

module ll_rs_key_equation
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  localparam int unsigned SYNDROME_GROUPS = group_count(2 * code_t(CODE)),
  localparam int unsigned RESULT_GROUPS = group_count(2 * code_t(CODE) + 1)
) (
  input  logic       clk_i,
  input  logic       rst_ni,

  input  logic       syndrome_valid_i,
  output logic       syndrome_ready_o,
  input  group_t     syndrome_i [SYNDROME_GROUPS],

  output logic       result_valid_o,
  input  logic       result_ready_i,
  output group_t     result_o [RESULT_GROUPS],
  output logic [4:0] length_o
);

  localparam int unsigned T = code_t(CODE);
  localparam int unsigned ITERATIONS = 2 * T;
  localparam int unsigned COEFFICIENTS = 3 * T + 1;
  localparam int unsigned GROUPS = group_count(COEFFICIENTS);
  localparam int unsigned TOP_GROUP = (3 * T) / GROUP_SYMBOLS;
  localparam int unsigned TOP_SYMBOL = (3 * T) % GROUP_SYMBOLS;
  // x^(3t) inside its group
  localparam group_t TOP_ONE = group_t'(1) << (10 * TOP_SYMBOL);

  group_t delta_q [GROUPS];
  group_t theta_q [GROUPS];
  symbol_t gamma_q;
  logic signed [6:0] k_q;  // iterations done minus 2L: -2t .. 2t
  logic [4:0] iteration_q;
  logic running_q;
  logic done_q;

  symbol_t discrepancy;
  logic lengthen;
  logic load;

  assign discrepancy = delta_q[0][9:0];
  assign lengthen = discrepancy != '0 && !k_q[6];
  assign syndrome_ready_o = !running_q && (!done_q || result_ready_i);
  assign load = syndrome_valid_i && syndrome_ready_o;

  group_t start [GROUPS];    // S(x) + x^(3t)
  group_t shifted [GROUPS];  // delta / x
  for (genvar g = 0; g < GROUPS; g++) begin : gen_group
    if (g == TOP_GROUP && g < SYNDROME_GROUPS) begin : gen_both
      assign start[g] = syndrome_i[g] ^ TOP_ONE;
    end else if (g == TOP_GROUP) begin : gen_top
      assign start[g] = TOP_ONE;
    end else if (g < SYNDROME_GROUPS) begin : gen_syndrome
      assign start[g] = syndrome_i[g];
    end else begin : gen_zero
      assign start[g] = '0;
    end
    if (g + 1 < GROUPS) begin : gen_inner
      assign shifted[g] = {delta_q[g+1][9:0], delta_q[g][59:10]};
    end else begin : gen_last
      assign shifted[g] = {10'd0, delta_q[g][59:10]};
    end
  end

  always_ff @(posedge clk_i) begin
    if (load) begin
      for (int g = 0; g < int'(GROUPS); g++) delta_q[g] <= start[g];
      for (int g = 0; g < int'(GROUPS); g++) theta_q[g] <= start[g];
      gamma_q <= 10'd1;
      k_q <= '0;
      iteration_q <= '0;
    end else if (running_q) begin
      for (int g = 0; g < int'(GROUPS); g++) begin
        delta_q[g] <= group_mul_add(gamma_q, shifted[g], discrepancy, theta_q[g]);
      end
      if (lengthen) begin
        for (int g = 0; g < int'(GROUPS); g++) theta_q[g] <= shifted[g];
        gamma_q <= discrepancy;
        k_q <= -k_q - 7'sd1;
      end else begin
        k_q <= k_q + 7'sd1;
      end
      iteration_q <= iteration_q + 1'b1;
    end

    if (load) begin
      running_q <= 1'b1;
      done_q <= 1'b0;
    end else if (running_q && iteration_q == 5'(ITERATIONS - 1)) begin
      running_q <= 1'b0;
      done_q <= 1'b1;
    end else if (result_ready_i) begin
      done_q <= 1'b0;
    end
    if (!rst_ni) begin
      running_q <= 1'b0;
      done_q <= 1'b0;
    end
  end

  // 2t = k + 2L at the end
  assign length_o = 5'((7'(ITERATIONS) - 7'(k_q)) >> 1);
  assign result_valid_o = done_q;
  for (genvar g = 0; g < RESULT_GROUPS; g++) begin : gen_result
    assign result_o[g] = delta_q[g];
  end

endmodule
