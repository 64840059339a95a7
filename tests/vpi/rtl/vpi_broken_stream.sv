// SPDX-License-Identifier: Apache-2.0
// A stream that offers the same beat for ever, but for what the test breaks of it.
module vpi_broken_stream (
    input  logic        clk_i,
    input  logic        drop_i,
    input  logic        other_data_i,
    input  logic        other_last_i,
    output logic        m_axis_tvalid,
    input  logic        m_axis_tready,
    output logic [15:0] m_axis_tdata,
    output logic        m_axis_tlast
);
  wire unused = &{1'b0, clk_i, m_axis_tready};

  assign m_axis_tvalid = !drop_i;
  assign m_axis_tdata = other_data_i ? 16'h1235 : 16'h1234;
  assign m_axis_tlast = other_last_i;
endmodule
