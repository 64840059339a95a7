// SPDX-License-Identifier: Apache-2.0
// ll_axi_writer: writes a stream to a run of memory through an AXI4 master.
//
//   stream -> FIFO ------------------------------> W
//   start_i -> ll_axi_burst -+-> AW      lengths -^
//                            +-> FIFO of lengths
//
// A burst begins when all of its data is in the FIFO, so W never makes the memory wait. AW and W of a
// burst are offered independently of each other, as AXI4 A3.3.1 asks. Error responses are remembered;
// every transfer comes to its end.
//
// Parameters: DATA_WIDTH bits of a beat; MAX_BURST beats, at most 256; FIFO_DEPTH beats, a power of
// two, at least MAX_BURST, better twice that; MAX_OUTSTANDING bursts without an answer, a power of two
// of at least 2; BEATS_WIDTH bits of the transfer's length.
// Latency: two cycles from a burst's last beat to AW, three to W. Throughput: one beat a cycle.
module ll_axi_writer #(
  parameter int unsigned DATA_WIDTH      = 512,
  parameter int unsigned MAX_BURST       = 64,
  parameter int unsigned FIFO_DEPTH      = 128,
  parameter int unsigned MAX_OUTSTANDING = 8,
  parameter int unsigned BEATS_WIDTH     = 40
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   start_i,    // only while not busy_o
  input  logic [63:0]            address_i,  // multiple of a beat
  input  logic [BEATS_WIDTH-1:0] beats_i,
  output logic                   busy_o,     // from the cycle after start_i until all is answered
  output logic                   error_o,    // an error response since start_i

  input  logic                   data_valid_i,
  output logic                   data_ready_o,
  input  logic [DATA_WIDTH-1:0]  data_i,

  output logic                   m_axi_awvalid,
  input  logic                   m_axi_awready,
  output logic [63:0]            m_axi_awaddr,
  output logic [7:0]             m_axi_awlen,
  output logic                   m_axi_wvalid,
  input  logic                   m_axi_wready,
  output logic [DATA_WIDTH-1:0]  m_axi_wdata,
  output logic                   m_axi_wlast,
  input  logic                   m_axi_bvalid,
  output logic                   m_axi_bready,
  input  logic [1:0]             m_axi_bresp
);

  localparam int unsigned LEVEL_WIDTH = $clog2(FIFO_DEPTH) + 2;
  localparam int unsigned OUTSTANDING_WIDTH = $clog2(MAX_OUTSTANDING) + 1;

  logic                        burst_valid, burst_take, permit;
  logic [8:0]                  burst_beats;
  logic [LEVEL_WIDTH-1:0]       level_d, level_q;  // beats stored that belong to no burst yet
  logic [OUTSTANDING_WIDTH-1:0] outstanding_d, outstanding_q;

  logic fifo_valid, length_valid, w_beat;
  logic [7:0] length, sent_d, sent_q;

  // ---- addresses ---------------------------------------------------------------------------------

  // All data of the burst is there, and a place for its answer.
  assign permit = level_q >= LEVEL_WIDTH'(burst_beats) &&
                  outstanding_q != OUTSTANDING_WIDTH'(MAX_OUTSTANDING);

  ll_axi_burst #(
    .DATA_WIDTH (DATA_WIDTH),
    .MAX_BURST  (MAX_BURST),
    .BEATS_WIDTH(BEATS_WIDTH)
  ) u_burst (
    .clk_i,
    .rst_ni,
    .start_i,
    .address_i,
    .beats_i,
    .valid_o  (burst_valid),
    .beats_o  (burst_beats),
    .permit_i (permit),
    .take_o   (burst_take),
    .axvalid_o(m_axi_awvalid),
    .axready_i(m_axi_awready),
    .axaddr_o (m_axi_awaddr),
    .axlen_o  (m_axi_awlen)
  );

  // ---- data --------------------------------------------------------------------------------------

  ll_stream_fifo #(
    .WIDTH(DATA_WIDTH),
    .DEPTH(FIFO_DEPTH)
  ) u_fifo (
    .clk_i,
    .rst_ni,
    .in_valid_i (data_valid_i),
    .in_ready_o (data_ready_o),
    .in_data_i  (data_i),
    .out_valid_o(fifo_valid),
    .out_ready_i(w_beat),
    .out_data_o (m_axi_wdata)
  );

  // Never full: no more bursts are outstanding than it has places.
  logic length_ready;
  ll_stream_fifo #(
    .WIDTH(8),
    .DEPTH(MAX_OUTSTANDING)
  ) u_lengths (
    .clk_i,
    .rst_ni,
    .in_valid_i (burst_take),
    .in_ready_o (length_ready),
    .in_data_i  (8'(burst_beats - 9'd1)),
    .out_valid_o(length_valid),
    .out_ready_i(w_beat && m_axi_wlast),
    .out_data_o (length)
  );

  assign m_axi_wvalid = fifo_valid && length_valid;
  assign m_axi_wlast  = sent_q == length;
  assign w_beat       = m_axi_wvalid && m_axi_wready;

  // ---- book-keeping ------------------------------------------------------------------------------

  assign m_axi_bready = 1'b1;

  always_comb begin
    level_d = level_q;
    if (data_valid_i && data_ready_o) level_d = level_d + 1'b1;
    if (burst_take) level_d = level_d - LEVEL_WIDTH'(burst_beats);

    outstanding_d = outstanding_q;
    if (burst_take) outstanding_d = outstanding_d + 1'b1;
    if (m_axi_bvalid) outstanding_d = outstanding_d - 1'b1;

    sent_d = sent_q;
    if (w_beat) sent_d = m_axi_wlast ? '0 : sent_q + 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      level_q       <= '0;
      outstanding_q <= '0;
      sent_q        <= '0;
      error_o       <= 1'b0;
    end else begin
      level_q       <= level_d;
      outstanding_q <= outstanding_d;
      sent_q        <= sent_d;
      if (start_i) error_o <= 1'b0;
      else if (m_axi_bvalid && m_axi_bresp[1]) error_o <= 1'b1;
    end
  end

  assign busy_o = burst_valid || outstanding_q != '0;

  // OKAY and EXOKAY differ in bit 0 only, so do SLVERR and DECERR.
  logic unused;
  assign unused = &{length_ready, m_axi_bresp[0]};

endmodule
