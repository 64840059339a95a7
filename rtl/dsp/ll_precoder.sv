// SPDX-License-Identifier: Apache-2.0
// The 1/(1+D) mod 4 precoder of PAM4 links, IEEE 802.3 120.5.7.2: L[j] = (G[j] - L[j-1]) mod 4.
//
// With M[j] = (-1)^j L[j] the recursion is a running sum, M[j] = M[j-1] + (-1)^j G[j], so a beat is a
// prefix sum of logarithmic depth, and only the addition of the previous beat's last value is left
// in the feedback loop:
//
//   level_i -> negate odd -> prefix sum -> [register] -> + M[last] -> negate odd -> [register] -> level_o
//                                                           ^____________________________|
//
// Latency 2 clocks, one beat a clock; beats may have gaps. With enable_i low the levels pass
// unchanged, at the same latency.
//
// SYMBOLS   PAM4 symbols a beat, even; first-sent one in the low bits
module ll_precoder #(
  parameter int unsigned SYMBOLS = 40
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,   // L[-1] = 0 and beats under way are dropped
  input  logic                 enable_i,  // constant while beats are under way
  input  logic                 valid_i,
  input  logic [2*SYMBOLS-1:0] level_i,
  output logic                 valid_o,
  output logic [2*SYMBOLS-1:0] level_o
);

  if (SYMBOLS % 2 != 0) begin : gen_check
    $error("ll_precoder: SYMBOLS must be even");
  end

  localparam int unsigned WIDTH = 2 * SYMBOLS;
  localparam int unsigned DEPTH = $clog2(SYMBOLS);
  localparam logic [WIDTH-1:0] LOW = {SYMBOLS{2'b01}};
  localparam logic [WIDTH-1:0] ODD_HIGH = {(SYMBOLS / 2) {4'b1000}};

  typedef logic [WIDTH-1:0] levels_t;

  // All symbols of a beat at once, modulo 4 each.
  function automatic levels_t add(levels_t a, levels_t b);
    return a ^ b ^ {(a[WIDTH-2:0] & b[WIDTH-2:0] & LOW[WIDTH-2:0]), 1'b0};
  endfunction

  // -1 = 3 and -3 = 1: the high bit changes where the low bit is set.
  function automatic levels_t negate_odd(levels_t a);
    return a ^ ({a[WIDTH-2:0], 1'b0} & ODD_HIGH);
  endfunction

  // ---------------------------------------------------------------------------- prefix sum of a beat
  for (genvar i = 0; i <= DEPTH; i++) begin : gen_prefix
    levels_t sum;  // of the last 2^i symbols
    if (i == 0) begin : gen_first
      assign sum = negate_odd(level_i);
    end else begin : gen_later
      localparam int unsigned SHIFT = 2 << (i - 1);
      assign sum = add(gen_prefix[i-1].sum, {gen_prefix[i-1].sum[WIDTH-SHIFT-1:0], SHIFT'(0)});
    end
  end

  logic    valid_q;
  levels_t sum_q, level_q;
  always_ff @(posedge clk_i) begin
    sum_q   <= gen_prefix[DEPTH].sum;
    level_q <= level_i;
    valid_q <= valid_i && rst_ni && !clear_i;
  end

  // --------------------------------------------------------------------------- previous beat's value
  logic [1:0] last_q;  // M of the last symbol sent
  levels_t    signed_level;
  assign signed_level = add(sum_q, {SYMBOLS{last_q}});

  always_ff @(posedge clk_i) begin
    level_o <= enable_i ? negate_odd(signed_level) : level_q;
    valid_o <= valid_q && rst_ni && !clear_i;
    if (!rst_ni || clear_i) last_q <= 2'd0;
    else if (valid_q) last_q <= signed_level[WIDTH-1-:2];
  end

endmodule
