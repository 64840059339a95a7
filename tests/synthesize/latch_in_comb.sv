// SPDX-License-Identifier: Apache-2.0
// Infers a latch: nothing assigns q_o while enable_i is low.
module latch_in_comb (
  input  logic enable_i,
  input  logic d_i,
  output logic q_o
);
  always_comb begin
    if (enable_i) q_o = d_i;
  end
endmodule
