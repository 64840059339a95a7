// SPDX-License-Identifier: Apache-2.0
// Adds the noise and decides, docs/digital-link.md section 5:
// v = y*2^20 + z*sigma against 0 and +-T, T = 2*tap[0]*2^20.
//
// All thresholds and y*2^20 are multiples of 2^20, so v >= X*2^20 is the same as
// y + floor(z*sigma / 2^20) >= X: the low 20 bits only matter in the rounding.
//
//   z -> * sigma -> floor -> + y -> compare -> level
//        clock 1    2        3      4
//
// Latency 4 clocks from z_i; y_i is expected 2 clocks after it. One beat a clock.
//
// W   FEC symbols a beat, 5*W PAM4 symbols
module ll_slicer #(
  parameter  int unsigned W       = 16,
  localparam int unsigned SYMBOLS = 5 * W
) (
  input  logic               clk_i,
  input  logic        [15:0] sigma_i,        // 1/32768 level unit
  input  logic        [ 9:0] threshold_i,    // 2*tap[0]
  input  logic        [16:0] z_i [SYMBOLS],  // noise {sign, magnitude}, 2^-13 standard deviations
  input  logic signed [13:0] y_i [SYMBOLS],  // 256 = one level unit
  output logic [10*W-1:0]    level_o         // first-sent symbol in the low bits
);

  // Written for simulators as ll_noise is: plain loops, from the last stage to the first, in registers
  // that no other block reads.
  // verilator lint_off BLKSEQ
  // verilator lint_off UNUSEDSIGNAL
  localparam int unsigned ENTRIES = 1 << $clog2(SYMBOLS);
  typedef logic [31:0] word_t;

  // |y| <= 6144, |z*sigma / 2^20| <= 3246, threshold <= 1022: 15 bits two's complement hold all sums.
  localparam int unsigned SIGN = 14;
  localparam word_t MASK = 32'h7FFF;

  word_t scaled1_q[ENTRIES], negative1_q[ENTRIES];  // negative: all ones or all zeros
  word_t offset2_q[ENTRIES];
  word_t sum3_q[ENTRIES];
  word_t level4[ENTRIES];
  word_t z[ENTRIES], y[ENTRIES];
  logic [10*W-1:0] packed4;
  word_t sigma, threshold;

  assign sigma     = 32'(sigma_i);
  assign threshold = 32'(threshold_i);

  for (genvar i = 0; i < ENTRIES; i++) begin : gen_input
    assign z[i] = (i < SYMBOLS) ? 32'(z_i[i%SYMBOLS]) : '0;
    assign y[i] = (i < SYMBOLS) ? 32'(y_i[i%SYMBOLS]) : '0;
  end

  always_ff @(posedge clk_i) begin
    // 4: decision, the number of thresholds that the sum reaches: the sign bit says "below".
    for (int unsigned i = 0; i < SYMBOLS; i++) begin
      level4[i] = 32'd3 - (((sum3_q[i] - threshold) >> SIGN) & 32'd1) -
                  ((sum3_q[i] >> SIGN) & 32'd1) - (((sum3_q[i] + threshold) >> SIGN) & 32'd1);
    end
    for (int unsigned w = 0; w < W; w++) begin
      for (int unsigned i = 0; i < 5; i++) packed4[10*w+2*i+:2] = level4[5*w+i][1:0];
    end
    level_o <= packed4;

    // 3: signal and noise
    for (int unsigned i = 0; i < SYMBOLS; i++) begin
      sum3_q[i] = (y[i] + offset2_q[i]) & MASK;
    end

    // 2: floor(z*sigma / 2^20). floor(-x) = -ceil(x), and -(n + 1) = ~n.
    for (int unsigned i = 0; i < SYMBOLS; i++) begin
      offset2_q[i] = (((scaled1_q[i] >> 20) ^ negative1_q[i]) +
                      (32'(scaled1_q[i][19:0] == '0) & negative1_q[i])) & MASK;
    end

    // 1: noise in the unit of the signal
    for (int unsigned i = 0; i < SYMBOLS; i++) begin
      scaled1_q[i]   = (z[i] & 32'hFFFF) * sigma;
      negative1_q[i] = {32{z[i][16]}};
    end
  end
  // verilator lint_on UNUSEDSIGNAL
  // verilator lint_on BLKSEQ

endmodule
