// SPDX-License-Identifier: Apache-2.0
// Free running: multiplies each word of a stream by FACTOR. No control port.
//
// Latency: 1 clock. Throughput: 1 beat a clock.
module stream_scale #(
  parameter int WORDS = 4,  // of 32 bits, in a beat
  parameter int FACTOR = 2
) (
  input  logic                  ap_clk,
  input  logic                  ap_rst_n,
  input  logic [32*WORDS-1:0]   s_in_tdata,
  input  logic [4*WORDS-1:0]    s_in_tkeep,
  input  logic                  s_in_tlast,
  input  logic                  s_in_tvalid,
  output logic                  s_in_tready,
  output logic [32*WORDS-1:0]   m_out_tdata,
  output logic [4*WORDS-1:0]    m_out_tkeep,
  output logic                  m_out_tlast,
  output logic                  m_out_tvalid,
  input  logic                  m_out_tready
);
  assign s_in_tready = !m_out_tvalid || m_out_tready;

  always_ff @(posedge ap_clk) begin
    if (s_in_tready) begin
      for (int w = 0; w < WORDS; ++w)
        m_out_tdata[32*w+:32] <= 32'(s_in_tdata[32*w+:32] * FACTOR);
      m_out_tkeep <= s_in_tkeep;
      m_out_tlast <= s_in_tlast;
      m_out_tvalid <= s_in_tvalid;
    end
    if (!ap_rst_n) m_out_tvalid <= 1'b0;
  end
endmodule
