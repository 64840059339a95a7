// SPDX-License-Identifier: Apache-2.0
// Intersymbol interference of the digital link, docs/digital-link.md section 3:
// y[j] = tap[0]*a[j] + tap[1]*a[j-1] + tap[2]*a[j-2] + tap[3]*a[j-3], amplitude a = 2*level - 3.
//
// An amplitude has four values, so the sum of two taps has sixteen: two small tables, filled by
// start_i, stand in the place of four multipliers a symbol.
//
//   level[j], level[j-1]   -> recent -+-> y
//   level[j-2], level[j-3] -> past   -+
//
// Before the first symbol a = 0, which no level stands for. The history begins with level 2, a = +1,
// and what that adds to the first three symbols is taken away again.
//
// Latency 2 clocks, one beat a clock; beats may have gaps. The first beat may follow 2 clocks after
// start_i.
//
// SYMBOLS   PAM4 symbols a beat, at least 4
module ll_isi_filter #(
  parameter int unsigned SYMBOLS = 80
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        start_i,  // pulse: new taps, no symbol sent yet
  input  logic signed [3:0][9:0]      tap_i,    // 256 = 1.0; constant from start_i on
  input  logic                        valid_i,
  input  logic        [2*SYMBOLS-1:0] level_i,
  output logic signed [13:0]          y_o [SYMBOLS]  // 256 = one level unit
);

  localparam int unsigned ENTRIES = 1 << $clog2(SYMBOLS);
  typedef logic signed [13:0] sum_t;  // |sum of four taps| <= 4*3*512

  // later*a + earlier*b of the amplitudes of two levels, {later level, earlier level}.
  function automatic sum_t pair_sum(logic [9:0] later, logic [9:0] earlier, logic [3:0] levels);
    logic signed [3:0] a, b;
    a = 4'({1'b0, levels[3:2], 1'b0}) - 4'sd3;
    b = 4'({1'b0, levels[1:0], 1'b0}) - 4'sd3;
    return 14'($signed(later)) * 14'(a) + 14'($signed(earlier)) * 14'(b);
  endfunction

  // ---------------------------------------------------------------------------------------- history
  logic                 first_q;    // no symbol has been sent
  logic [          5:0] history_q;  // level[-3] low, level[-1] high
  logic [2*SYMBOLS+5:0] window;     // symbol j: levels j-3 .. j at [2*j +: 8]
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

  // What the history before symbol 0 adds to symbols 0, 1, 2.
  logic signed [13:0] excess1_q[3];
  always_ff @(posedge clk_i) begin
    excess1_q[0] <= !first_q ? '0 : 14'($signed(tap_i[1])) + 14'($signed(tap_i[2])) +
                                    14'($signed(tap_i[3]));
    excess1_q[1] <= !first_q ? '0 : 14'($signed(tap_i[2])) + 14'($signed(tap_i[3]));
    excess1_q[2] <= !first_q ? '0 : 14'($signed(tap_i[3]));
  end

  // -------------------------------------------------------------------------------------------- sum
  logic [3:0] recent_index[ENTRIES], past_index[ENTRIES];
  for (genvar i = 0; i < ENTRIES; i++) begin : gen_index
    assign recent_index[i] = (i < SYMBOLS) ? window[2*(i%SYMBOLS)+4+:4] : '0;
    assign past_index[i]   = (i < SYMBOLS) ? window[2*(i%SYMBOLS)+:4] : '0;
  end

  // Written for simulators as ll_noise is: plain loops, from the last stage to the first, in registers
  // that no other block reads.
  // verilator lint_off BLKSEQ
  logic load_q;
  always_ff @(posedge clk_i) load_q <= start_i;

  sum_t recent_q[16], past_q[16];
  sum_t recent1_q[ENTRIES], past1_q[ENTRIES];
  sum_t y2[SYMBOLS];
  always_ff @(posedge clk_i) begin
    // 2: sum of the pairs
    for (int unsigned i = 0; i < SYMBOLS; i++) y2[i] = recent1_q[i] + past1_q[i];
    for (int unsigned i = 0; i < 3; i++) y2[i] = y2[i] - excess1_q[i];
    y_o <= y2;

    // 1: tables
    for (int unsigned i = 0; i < SYMBOLS; i++) begin
      recent1_q[i] = recent_q[recent_index[i]];
      past1_q[i]   = past_q[past_index[i]];
    end

    if (load_q) begin
      for (int unsigned i = 0; i < 16; i++) begin
        recent_q[i] = pair_sum(tap_i[0], tap_i[1], 4'(i));
        past_q[i]   = pair_sum(tap_i[2], tap_i[3], 4'(i));
      end
    end
  end
  // verilator lint_on BLKSEQ

endmodule
