// SPDX-License-Identifier: Apache-2.0
// Control, memory and streams in one kernel: reads words from memory and sends them, and writes the
// words that come to memory. One beat of a burst at a time.
//
//   0x00 control   bit 0 start, 1 done (cleared by reading), 2 idle
//   0x10 from      address of the words to send, 64 bits
//   0x1c to        address for the words that come, 64 bits
//   0x28 sent      words to send
//   0x30 taken     words to take
//   0x38 pause     clocks before a word is taken, for each of them
//   0x40 room      words that could be sent before the first was taken; read only
module stream_move (
  input  logic        ap_clk,
  input  logic        ap_rst_n,
  input  logic [11:0] s_axi_control_awaddr,
  input  logic        s_axi_control_awvalid,
  output logic        s_axi_control_awready,
  input  logic [31:0] s_axi_control_wdata,
  input  logic [3:0]  s_axi_control_wstrb,
  input  logic        s_axi_control_wvalid,
  output logic        s_axi_control_wready,
  output logic [1:0]  s_axi_control_bresp,
  output logic        s_axi_control_bvalid,
  input  logic        s_axi_control_bready,
  input  logic [11:0] s_axi_control_araddr,
  input  logic        s_axi_control_arvalid,
  output logic        s_axi_control_arready,
  output logic [31:0] s_axi_control_rdata,
  output logic [1:0]  s_axi_control_rresp,
  output logic        s_axi_control_rvalid,
  input  logic        s_axi_control_rready,
  output logic [63:0] m_axi_gmem_araddr,
  output logic [7:0]  m_axi_gmem_arlen,
  output logic        m_axi_gmem_arvalid,
  input  logic        m_axi_gmem_arready,
  input  logic [31:0] m_axi_gmem_rdata,
  input  logic        m_axi_gmem_rlast,
  input  logic        m_axi_gmem_rvalid,
  output logic        m_axi_gmem_rready,
  output logic [63:0] m_axi_gmem_awaddr,
  output logic [7:0]  m_axi_gmem_awlen,
  output logic        m_axi_gmem_awvalid,
  input  logic        m_axi_gmem_awready,
  output logic [31:0] m_axi_gmem_wdata,
  output logic [3:0]  m_axi_gmem_wstrb,
  output logic        m_axi_gmem_wlast,
  output logic        m_axi_gmem_wvalid,
  input  logic        m_axi_gmem_wready,
  input  logic        m_axi_gmem_bvalid,
  output logic        m_axi_gmem_bready,
  output logic [31:0] m_out_tdata,
  output logic [3:0]  m_out_tkeep,
  output logic        m_out_tlast,
  output logic        m_out_tvalid,
  input  logic        m_out_tready,
  input  logic [31:0] s_in_tdata,
  input  logic [3:0]  s_in_tkeep,
  input  logic        s_in_tlast,
  input  logic        s_in_tvalid,
  output logic        s_in_tready
);
  logic [31:0] regs_q[16];
  logic write, read, start_q, done_q, busy_q;
  logic [31:0] asked_q, sent_q, taken_q, written_q, pause_q, room_q;
  wire [63:0] from = {regs_q[5], regs_q[4]};
  wire [63:0] to = {regs_q[8], regs_q[7]};
  wire [31:0] to_send = regs_q[10];
  wire [31:0] to_take = regs_q[12];

  assign write = s_axi_control_awvalid && s_axi_control_wvalid && !s_axi_control_bvalid;
  assign read = s_axi_control_arvalid && !s_axi_control_rvalid;
  assign s_axi_control_awready = write;
  assign s_axi_control_wready = write;
  assign s_axi_control_arready = read;
  assign s_axi_control_bresp = 2'b00;
  assign s_axi_control_rresp = 2'b00;

  assign m_axi_gmem_arlen = '0;
  assign m_axi_gmem_awlen = '0;
  assign m_axi_gmem_wstrb = '1;
  assign m_axi_gmem_wlast = 1'b1;
  assign m_axi_gmem_bready = 1'b1;
  assign m_axi_gmem_rready = !m_out_tvalid || m_out_tready;
  assign m_out_tkeep = '1;
  // The next word is taken when the last one is in memory.
  assign s_in_tready = busy_q && taken_q == written_q && taken_q != to_take && pause_q == 0;

  always_ff @(posedge ap_clk) begin
    if (s_axi_control_bready) s_axi_control_bvalid <= 1'b0;
    if (s_axi_control_rready) s_axi_control_rvalid <= 1'b0;
    if (write) begin
      s_axi_control_bvalid <= 1'b1;
      regs_q[s_axi_control_awaddr[5:2]] <= s_axi_control_wdata;
      if (s_axi_control_awaddr == 0 && s_axi_control_wdata[0]) start_q <= 1'b1;
    end
    if (read) begin
      s_axi_control_rvalid <= 1'b1;
      s_axi_control_rdata <= s_axi_control_araddr == 12'h40 ? room_q : regs_q[s_axi_control_araddr[5:2]];
      if (s_axi_control_araddr == 0) begin
        s_axi_control_rdata <= {29'b0, !busy_q && !start_q, done_q, start_q};
        done_q <= 1'b0;
      end
    end

    if (start_q && !busy_q) begin
      start_q <= 1'b0;
      busy_q <= 1'b1;
      {asked_q, sent_q, taken_q, written_q, room_q} <= '0;
      pause_q <= regs_q[14];
    end
    if (busy_q) begin
      if (m_axi_gmem_arready) m_axi_gmem_arvalid <= 1'b0;
      if (!m_axi_gmem_arvalid && asked_q != to_send) begin
        m_axi_gmem_arvalid <= 1'b1;
        m_axi_gmem_araddr <= from + 64'(asked_q) * 4;
        asked_q <= asked_q + 1;
      end
      if (m_out_tready) m_out_tvalid <= 1'b0;
      if (m_axi_gmem_rvalid && m_axi_gmem_rready) begin
        m_out_tvalid <= 1'b1;
        m_out_tdata <= m_axi_gmem_rdata;
        m_out_tlast <= sent_q + 1 == to_send;
        sent_q <= sent_q + 1;
      end
      if (m_out_tvalid && m_out_tready && taken_q == 0) room_q <= room_q + 1;
      if (pause_q != 0) pause_q <= pause_q - 1;
      if (m_axi_gmem_awready) m_axi_gmem_awvalid <= 1'b0;
      if (m_axi_gmem_wready) m_axi_gmem_wvalid <= 1'b0;
      if (s_in_tvalid && s_in_tready) begin
        taken_q <= taken_q + 1;
        m_axi_gmem_awvalid <= 1'b1;
        m_axi_gmem_wvalid <= 1'b1;
        m_axi_gmem_awaddr <= to + 64'(taken_q) * 4;
        m_axi_gmem_wdata <= s_in_tdata;
        pause_q <= regs_q[14];
      end
      if (m_axi_gmem_bvalid) written_q <= written_q + 1;
      if (sent_q == to_send && !m_out_tvalid && written_q == to_take) begin
        busy_q <= 1'b0;
        done_q <= 1'b1;
      end
    end
    if (!ap_rst_n) begin
      {s_axi_control_bvalid, s_axi_control_rvalid, start_q, done_q, busy_q} <= '0;
      {m_axi_gmem_arvalid, m_axi_gmem_awvalid, m_axi_gmem_wvalid, m_out_tvalid} <= '0;
      {asked_q, sent_q, taken_q, written_q, pause_q, room_q} <= '0;
    end
  end

  logic unused;
  assign unused = &{1'b0, s_axi_control_wstrb, m_axi_gmem_rlast, s_in_tkeep, s_in_tlast};
endmodule
