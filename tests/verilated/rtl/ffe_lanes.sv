// SPDX-License-Identifier: Apache-2.0
// A datapath of realistic size for measuring the cost of the clock loop: LANES samples of 8 bits a
// clock through an 8-tap filter each (registered multiply and add), and a wrapping checksum.
// Latency 3 clocks, one word a clock, no back-pressure.
module ffe_lanes #(
    parameter int unsigned LANES = 64
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic               valid_i,
    input  logic [8*LANES-1:0] data_i,
    output logic               valid_o,
    output logic [8*LANES-1:0] data_o,
    output logic [31:0]        checksum_o
);
  localparam int unsigned Taps = 8;
  localparam logic signed [Taps-1:0][7:0] Tap = {
    8'sd3, -8'sd7, 8'sd12, 8'sd96, -8'sd21, 8'sd9, -8'sd4, 8'sd2
  };

  logic [2:0]  valid_q;
  logic [31:0] checksum_q;

  for (genvar lane = 0; lane < LANES; lane++) begin : g_lane
    logic signed [Taps-1:0][7:0]  sample_q;
    logic signed [Taps-1:0][15:0] product_q;
    logic signed [18:0]           sum;
    logic        [7:0]            result_q;

    always_comb begin
      sum = '0;
      for (int i = 0; i < Taps; i++) sum += 19'($signed(product_q[i]));
    end

    always_ff @(posedge clk_i) begin
      if (valid_i) sample_q <= {sample_q[Taps-2:0], data_i[8*lane+:8]};
      for (int i = 0; i < Taps; i++) product_q[i] <= $signed(sample_q[i]) * $signed(Tap[i]);
      result_q <= 8'(sum >>> 7);
    end
    assign data_o[8*lane+:8] = result_q;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q    <= '0;
      checksum_q <= '0;
    end else begin
      valid_q <= {valid_q[1:0], valid_i};
      if (valid_q[2]) checksum_q <= {checksum_q[30:0], checksum_q[31]} ^ data_o[31:0];
    end
  end
  assign valid_o    = valid_q[2];
  assign checksum_o = checksum_q;
endmodule
