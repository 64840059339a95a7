// SPDX-License-Identifier: Apache-2.0
// A little of everything that scripts/verilated_design.py reads; tiny.json is what Verilator 5.048 says of it.
module inner #(parameter int W = 4) (input logic clk_i, output logic [W-1:0] q_o);
  localparam int TOP = W - 1;
  always_ff @(posedge clk_i) q_o <= q_o + 1'b1;
endmodule
module tiny (input logic clk_i, output logic [3:0] q_o, inout wire [3:0] pad_io);
  typedef struct packed { logic [1:0] high; logic low; } pair_t;
  pair_t pair [-1:1];
  assign pad_io = q_o;
  for (genvar i = 0; i < 1; i++) begin : g_lane
    inner #(.W(4)) u_inner (.clk_i, .q_o);
  end
endmodule
