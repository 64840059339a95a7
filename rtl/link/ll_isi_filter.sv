// SPDX-License-Identifier: Apache-2.0
// Intersymbol interference of the digital link, docs/digital-link.md section 3:
// y[j] = tap[0]*a[j] + tap[1]*a[j-1] + tap[2]*a[j-2] + tap[3]*a[j-3], amplitude a = 2*level - 3.
//
// An amplitude has four values, so the sum of two taps has sixteen: two small tables, filled after
// start_i, stand in the place of four multipliers a symbol.
//
//   level[j], level[j-1]   -> recent -+-> y
//   level[j-2], level[j-3] -> past   -+
//
// Before the first symbol a = 0, which no level stands for. The history begins with level 2, a = +1,
// and what that adds to the first three symbols is taken away again.
//
// Latency 2 clocks, one beat a clock; beats may have gaps.
//
// SYMBOLS   PAM4 symbols a beat, at least 4
module ll_isi_filter #(
  parameter int unsigned SYMBOLS = 80
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       start_i,  // pulse: new taps, no symbol sent yet
  input  logic signed [3:0][9:0]     tap_i,    // 256 = 1.0; constant from start_i on
  output logic                       busy_o,   // filling the tables; valid_i must be low
  input  logic                       valid_i,
  input  logic        [2*SYMBOLS-1:0] level_i,
  output logic signed [13:0]         y_o [SYMBOLS]  // 256 = one level unit
);

  typedef logic signed [12:0] pair_t;  // |sum of two taps| <= 2*3*512

  // ----------------------------------------------------------------------------------------- tables
  logic       busy_q;
  logic [3:0] entry_q;
  pair_t      recent_q[16];
  pair_t      past_q  [16];

  function automatic pair_t pair_sum(logic [9:0] later_tap, logic [9:0] earlier_tap,
                                     logic [3:0] levels);
    logic signed [3:0] later, earlier;  // amplitudes
    later   = 4'({1'b0, levels[3:2], 1'b0}) - 4'sd3;
    earlier = 4'({1'b0, levels[1:0], 1'b0}) - 4'sd3;
    return 13'($signed(later_tap)) * 13'(later) + 13'($signed(earlier_tap)) * 13'(earlier);
  endfunction

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
    end else if (start_i) begin
      busy_q  <= 1'b1;
      entry_q <= '0;
    end else if (busy_q) begin
      entry_q <= entry_q + 4'd1;
      busy_q  <= entry_q != 4'd15;
    end
    if (busy_q) begin
      recent_q[entry_q] <= pair_sum(tap_i[0], tap_i[1], entry_q);
      past_q[entry_q]   <= pair_sum(tap_i[2], tap_i[3], entry_q);
    end
  end
  assign busy_o = busy_q;

  // ---------------------------------------------------------------------------------------- history
  logic                   first_q;  // no symbol has been sent
  logic [            5:0] history_q;  // level[-3] low, level[-1] high
  logic [2*SYMBOLS+5:0]   window;     // symbol j: levels j-3 .. j at [2*j +: 8]
  assign window = {level_i, history_q};

  always_ff @(posedge clk_i) begin
    if (!rst_ni || start_i) begin
      first_q   <= 1'b1;
      history_q <= {3{2'd2}};
    end else if (valid_i) begin
      first_q   <= 1'b0;
      history_q <= level_i[2*SYMBOLS-1-:6];
    end
  end

  // -------------------------------------------------------------------------------------------- sum
  logic signed [11:0] excess_q[3];  // what the history before symbol 0 adds to symbols 0, 1, 2
  always_ff @(posedge clk_i) begin
    excess_q[0] <= !first_q ? '0 : 12'($signed(tap_i[1])) + 12'($signed(tap_i[2])) + 12'($signed(tap_i[3]));
    excess_q[1] <= !first_q ? '0 : 12'($signed(tap_i[2])) + 12'($signed(tap_i[3]));
    excess_q[2] <= !first_q ? '0 : 12'($signed(tap_i[3]));
  end

  for (genvar i = 0; i < SYMBOLS; i++) begin : gen_symbol
    pair_t recent_sum_q, past_sum_q;
    logic signed [13:0] y_q;
    always_ff @(posedge clk_i) begin
      recent_sum_q <= recent_q[window[2*i+4+:4]];
      past_sum_q   <= past_q[window[2*i+:4]];
    end
    if (i < 3) begin : gen_early
      always_ff @(posedge clk_i) y_q <= 14'(recent_sum_q) + 14'(past_sum_q) - 14'(excess_q[i]);
    end else begin : gen_other
      always_ff @(posedge clk_i) y_q <= 14'(recent_sum_q) + 14'(past_sum_q);
    end
    assign y_o[i] = y_q;
  end

endmodule
