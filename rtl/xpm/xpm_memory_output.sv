// SPDX-License-Identifier: Apache-2.0
// xpm_memory_output: the read data path of the models of XPM memories. The first register moves with
// enable_i, the last one of several with last_enable_i, those between always. A reset clears the last.
// Latency: LATENCY clocks; none with 0.
module xpm_memory_output #(
  parameter int WIDTH = 32,
  parameter int LATENCY = 1
) (
  input  logic             clk_i,
  input  logic             rst_i,
  input  logic             enable_i,
  input  logic             last_enable_i,
  input  logic [WIDTH-1:0] data_i,
  output logic [WIDTH-1:0] data_o
);
  if (LATENCY == 0) begin : g_none
    assign data_o = data_i;
    logic unused;
    assign unused = &{1'b0, clk_i, rst_i, enable_i, last_enable_i};
  end else begin : g_registers
    logic [WIDTH-1:0] data_q[LATENCY];
    always_ff @(posedge clk_i) begin
      if (enable_i) data_q[0] <= data_i;
      for (int i = 1; i < LATENCY; ++i)
        if (i != LATENCY - 1 || last_enable_i) data_q[i] <= data_q[i-1];
      if (rst_i) data_q[LATENCY-1] <= '0;
    end
    assign data_o = data_q[LATENCY-1];
    logic unused;
    assign unused = &{1'b0, last_enable_i};
  end
endmodule
