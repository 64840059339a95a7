// SPDX-License-Identifier: Apache-2.0
// A stream that goes through a FIFO of two beats, each byte inverted.
module vpi_stream #(
    parameter int BYTES = 4  // of a beat
) (
    input  logic               clk_i,
    input  logic               rst_ni,
    input  logic [8*BYTES-1:0] s_axis_tdata,
    input  logic   [BYTES-1:0] s_axis_tkeep,
    input  logic               s_axis_tvalid,
    output logic               s_axis_tready,
    input  logic               s_axis_tlast,
    input  logic         [3:0] s_axis_tid,
    input  logic         [3:0] s_axis_tdest,
    input  logic               s_axis_tuser,
    output logic [8*BYTES-1:0] m_axis_tdata,
    output logic   [BYTES-1:0] m_axis_tkeep,
    output logic               m_axis_tvalid,
    input  logic               m_axis_tready,
    output logic               m_axis_tlast,
    output logic         [3:0] m_axis_tid,
    output logic         [3:0] m_axis_tdest,
    output logic               m_axis_tuser
);
  localparam int WIDTH = 9 * BYTES + 10;
  logic [WIDTH-1:0] beat_q[2];
  logic       [1:0] count_q;
  wire  [WIDTH-1:0] beat = {
    ~s_axis_tdata, s_axis_tkeep, s_axis_tlast, s_axis_tid, s_axis_tdest, s_axis_tuser
  };
  wire push = s_axis_tvalid && s_axis_tready;
  wire pop = m_axis_tvalid && m_axis_tready;

  assign s_axis_tready = rst_ni && count_q != 2;
  assign m_axis_tvalid = count_q != 0;
  assign {m_axis_tdata, m_axis_tkeep, m_axis_tlast, m_axis_tid, m_axis_tdest, m_axis_tuser} =
      beat_q[0];

  always_ff @(posedge clk_i) begin
    if (pop) beat_q[0] <= beat_q[1];
    if (push) beat_q[1'(count_q - 2'(pop))] <= beat;
    count_q <= rst_ni ? count_q + 2'(push) - 2'(pop) : '0;
  end
endmodule
