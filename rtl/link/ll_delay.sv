// SPDX-License-Identifier: Apache-2.0
// Delay line: data_o is data_i DEPTH clocks ago. No reset, so that it maps to shift-register LUTs.
//
// WIDTH   bits
// DEPTH   clocks, at least 1
module ll_delay #(
  parameter int unsigned WIDTH = 1,
  parameter int unsigned DEPTH = 1
) (
  input  logic             clk_i,
  input  logic [WIDTH-1:0] data_i,
  output logic [WIDTH-1:0] data_o
);

  for (genvar i = 0; i < DEPTH; i++) begin : gen_stage
    logic [WIDTH-1:0] data_q;
    if (i == 0) begin : gen_first
      always_ff @(posedge clk_i) data_q <= data_i;
    end else begin : gen_later
      always_ff @(posedge clk_i) data_q <= gen_stage[i-1].data_q;
    end
  end
  assign data_o = gen_stage[DEPTH-1].data_q;

endmodule
