// SPDX-License-Identifier: Apache-2.0
// A top without ports, as test benches have them: nothing of it is visible unless it is asked for.
module vpi_hidden;
  timeunit 1ns; timeprecision 1ps;
  logic clk = 1'b0;
  always #5 clk = ~clk;
endmodule
