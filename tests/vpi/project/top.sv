// SPDX-License-Identifier: Apache-2.0
module lane (
    input  logic       clk,
    rst,
    output logic [7:0] q
);
  logic [7:0] count;
  always_ff @(posedge clk) count <= rst ? 0 : count + 1;
  assign q = count;
endmodule

module top #(
    parameter string NAME = "abc",
    parameter real   GAIN = 1.5,
    parameter bit    WITH = 1
) (
    input  logic       clk,
    rst,
    a,
    output logic [7:0] q0,
    output logic [7:0] q1[2],
    output logic       y,
    z
);
  if (WITH) begin : g_with
    lane u_lane (
        .clk,
        .rst,
        .q(q0)
    );
  end
  for (genvar i = 0; i < 2; i++) begin : g_lane
    lane u_lane (
        .clk,
        .rst,
        .q(q1[i])
    );
  end
  assign y = ~a;
  assign z = ~y;
endmodule
