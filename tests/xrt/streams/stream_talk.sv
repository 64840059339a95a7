// SPDX-License-Identifier: Apache-2.0
// Free running: sends frames of 16 words without end, and takes nothing of what comes.
module stream_talk (
  input  logic        ap_clk,
  input  logic        ap_rst_n,
  input  logic [31:0] s_in_tdata,
  input  logic        s_in_tlast,
  input  logic        s_in_tvalid,
  output logic        s_in_tready,
  output logic [31:0] m_out_tdata,
  output logic        m_out_tlast,
  output logic        m_out_tvalid,
  input  logic        m_out_tready
);
  assign s_in_tready = 1'b0;
  assign m_out_tlast = m_out_tdata[3:0] == 4'hf;

  always_ff @(posedge ap_clk) begin
    m_out_tvalid <= ap_rst_n;
    if (m_out_tvalid && m_out_tready) m_out_tdata <= m_out_tdata + 1;
    if (!ap_rst_n) m_out_tdata <= '0;
  end

  logic unused;
  assign unused = &{1'b0, s_in_tdata, s_in_tlast, s_in_tvalid};
endmodule
