// SPDX-License-Identifier: Apache-2.0
// Number of ones in a wide vector. Latency 2 clocks: groups of 32 bits, then their sum.
//
// BITS   width of the vector
module ll_popcount #(
  parameter  int unsigned BITS       = 160,
  localparam int unsigned COUNT_BITS = $clog2(BITS + 1)
) (
  input  logic                  clk_i,
  input  logic [      BITS-1:0] data_i,
  output logic [COUNT_BITS-1:0] count_o
);

  localparam int unsigned GROUPS = (BITS + 31) / 32;

  logic [32*GROUPS-1:0] padded;
  logic [ 6*GROUPS-1:0] group_q;
  assign padded = (32 * GROUPS)'(data_i);

  for (genvar i = 0; i < GROUPS; i++) begin : gen_group
    always_ff @(posedge clk_i) group_q[6*i+:6] <= 6'($countones(padded[32*i+:32]));
  end

  logic [COUNT_BITS-1:0] sum;
  always_comb begin
    sum = '0;
    for (int unsigned i = 0; i < GROUPS; i++) sum = sum + COUNT_BITS'(group_q[6*i+:6]);
  end
  always_ff @(posedge clk_i) count_o <= sum;

endmodule
