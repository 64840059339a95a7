// SPDX-License-Identifier: Apache-2.0
// Adds the noise and decides, docs/digital-link.md section 5, one symbol a clock:
// v = y*2^20 + z*sigma against 0 and +-T, T = 2*tap[0]*2^20.
//
// All thresholds and y*2^20 are multiples of 2^20, so v >= X*2^20 is the same as
// y + floor(z*sigma / 2^20) >= X: the low 20 bits only matter in the rounding.
//
// Latency 4 clocks from z_i; y_i is expected 2 clocks after it.
module ll_slicer (
  input  logic               clk_i,
  input  logic        [15:0] sigma_i,      // 1/32768 level unit
  input  logic        [ 9:0] threshold_i,  // 2*tap[0]
  input  logic        [16:0] z_i,          // noise {sign, magnitude}, 2^-13 standard deviations
  input  logic signed [13:0] y_i,          // 256 = one level unit
  output logic        [ 1:0] level_o
);

  // --------------------------------------------------------------------- 1, 2: floor(z*sigma / 2^20)
  logic        sign1_q;
  logic [31:0] scaled1_q;
  always_ff @(posedge clk_i) begin
    sign1_q   <= z_i[16];
    scaled1_q <= 32'(z_i[15:0]) * 32'(sigma_i);
  end

  logic signed [12:0] offset2_q;
  always_ff @(posedge clk_i) begin
    // floor(-x) = -ceil(x), and -(n + 1) = ~n.
    if (sign1_q) offset2_q <= ~{1'b0, scaled1_q[31:20]} + 13'(scaled1_q[19:0] == '0);
    else offset2_q <= {1'b0, scaled1_q[31:20]};
  end

  // --------------------------------------------------------------------------- 3, 4: sum and decision
  logic signed [14:0] sum3_q, threshold;
  assign threshold = {5'b0, threshold_i};
  always_ff @(posedge clk_i) begin
    sum3_q <= 15'(y_i) + 15'(offset2_q);
    level_o[1] <= !sum3_q[14];
    level_o[0] <= sum3_q[14] ? sum3_q >= -threshold : sum3_q >= threshold;
  end

endmodule
