// SPDX-License-Identifier: Apache-2.0
// ll_axi_reader: reads a run of memory through an AXI4 master and gives it out as a stream.
//
//   start_i -> ll_axi_burst -> AR ~~~ memory ~~~ R -> FIFO -> stream
//
// A burst is asked for only when the FIFO has room for all of it, so R is never held up, and as many
// bursts as the FIFO holds are on their way at a time: the memory latency that is hidden is
// FIFO_DEPTH beats. Error responses are remembered and their data passed on, so that every transfer
// comes to its end.
//
// Parameters: DATA_WIDTH bits of a beat; MAX_BURST beats, at most 256; FIFO_DEPTH beats, a power of
// two of at least MAX_BURST; BEATS_WIDTH bits of the transfer's length.
// Latency: two cycles from start_i to AR, two from R to the stream. Throughput: one beat a cycle.
module ll_axi_reader #(
  parameter int unsigned DATA_WIDTH  = 512,
  parameter int unsigned MAX_BURST   = 64,
  parameter int unsigned FIFO_DEPTH  = 256,
  parameter int unsigned BEATS_WIDTH = 40
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   start_i,    // only while not busy_o
  input  logic [63:0]            address_i,  // multiple of a beat
  input  logic [BEATS_WIDTH-1:0] beats_i,
  output logic                   busy_o,     // from the cycle after start_i until all is given out
  output logic                   error_o,    // an error response since start_i

  output logic                   data_valid_o,
  input  logic                   data_ready_i,
  output logic [DATA_WIDTH-1:0]  data_o,

  output logic                   m_axi_arvalid,
  input  logic                   m_axi_arready,
  output logic [63:0]            m_axi_araddr,
  output logic [7:0]             m_axi_arlen,
  input  logic                   m_axi_rvalid,
  output logic                   m_axi_rready,
  input  logic [DATA_WIDTH-1:0]  m_axi_rdata,
  input  logic [1:0]             m_axi_rresp
);

  localparam int unsigned LEVEL_WIDTH = $clog2(FIFO_DEPTH) + 1;

  logic                  burst_valid, burst_take;
  logic [8:0]            burst_beats;
  logic [LEVEL_WIDTH-1:0] reserved_d, reserved_q;  // beats asked for and not yet given out
  logic                  room;

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
    .permit_i (room),
    .take_o   (burst_take),
    .axvalid_o(m_axi_arvalid),
    .axready_i(m_axi_arready),
    .axaddr_o (m_axi_araddr),
    .axlen_o  (m_axi_arlen)
  );

  assign room = 32'(reserved_q) + 32'(burst_beats) <= 32'(FIFO_DEPTH);

  ll_stream_fifo #(
    .WIDTH(DATA_WIDTH),
    .DEPTH(FIFO_DEPTH)
  ) u_fifo (
    .clk_i,
    .rst_ni,
    .in_valid_i (m_axi_rvalid),
    .in_ready_o (m_axi_rready),
    .in_data_i  (m_axi_rdata),
    .out_valid_o(data_valid_o),
    .out_ready_i(data_ready_i),
    .out_data_o (data_o)
  );

  always_comb begin
    reserved_d = reserved_q;
    if (burst_take) reserved_d = reserved_d + LEVEL_WIDTH'(burst_beats);
    if (data_valid_o && data_ready_i) reserved_d = reserved_d - 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      reserved_q <= '0;
      error_o    <= 1'b0;
    end else begin
      reserved_q <= reserved_d;
      if (start_i) error_o <= 1'b0;
      else if (m_axi_rvalid && m_axi_rready && m_axi_rresp[1]) error_o <= 1'b1;
    end
  end

  assign busy_o = burst_valid || reserved_q != '0;

  // OKAY and EXOKAY differ in bit 0 only, so do SLVERR and DECERR.
  logic unused;
  assign unused = m_axi_rresp[0];

endmodule
