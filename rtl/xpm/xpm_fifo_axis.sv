// SPDX-License-Identifier: Apache-2.0
// xpm_fifo_axis: a behavioural model of AMD's macro of this name (UG974). Not for synthesis.
//
// Modelled: CLOCKING_MODE "common_clock" and "independent_clock", thresholds and counts as
// USE_ADV_FEATURES has them, and with a common clock PACKET_FIFO "true": a packet is offered when all
// of it, or FIFO_DEPTH beats, are in the FIFO. Refused: ECC, packets across clocks.
// It holds FIFO_DEPTH beats.
// Latency: one clock, and CDC_SYNC_STAGES more between two clocks. Throughput: one beat a clock.
/* verilator lint_save */
/* verilator lint_off UNUSEDPARAM */  // those of the macro that make no difference here
/* verilator lint_off WIDTH */  // widths are parameters, which each design chooses
/* verilator lint_off PINCONNECTEMPTY */  // what a stream has no port for
module xpm_fifo_axis #(
  parameter CASCADE_HEIGHT = 0,
  parameter CDC_SYNC_STAGES = 2,
  parameter CLOCKING_MODE = "common_clock",
  parameter ECC_MODE = "no_ecc",
  parameter EN_SIM_ASSERT_ERR = "warning",
  parameter FIFO_DEPTH = 2048,
  parameter FIFO_MEMORY_TYPE = "auto",
  parameter PACKET_FIFO = "false",
  parameter PROG_EMPTY_THRESH = 10,
  parameter PROG_FULL_THRESH = 10,
  parameter RD_DATA_COUNT_WIDTH = 1,
  parameter RELATED_CLOCKS = 0,
  parameter SIM_ASSERT_CHK = 0,
  parameter TDATA_WIDTH = 32,
  parameter TDEST_WIDTH = 1,
  parameter TID_WIDTH = 1,
  parameter TUSER_WIDTH = 1,
  parameter USE_ADV_FEATURES = "1000",
  parameter WR_DATA_COUNT_WIDTH = 1
) (
  input  logic                           s_aclk,
  input  logic                           m_aclk,
  input  logic                           s_aresetn,
  input  logic                           s_axis_tvalid,
  output logic                           s_axis_tready,
  input  logic [TDATA_WIDTH-1:0]         s_axis_tdata,
  input  logic [TDATA_WIDTH/8-1:0]       s_axis_tstrb,
  input  logic [TDATA_WIDTH/8-1:0]       s_axis_tkeep,
  input  logic                           s_axis_tlast,
  input  logic [TID_WIDTH-1:0]           s_axis_tid,
  input  logic [TDEST_WIDTH-1:0]         s_axis_tdest,
  input  logic [TUSER_WIDTH-1:0]         s_axis_tuser,
  output logic                           m_axis_tvalid,
  input  logic                           m_axis_tready,
  output logic [TDATA_WIDTH-1:0]         m_axis_tdata,
  output logic [TDATA_WIDTH/8-1:0]       m_axis_tstrb,
  output logic [TDATA_WIDTH/8-1:0]       m_axis_tkeep,
  output logic                           m_axis_tlast,
  output logic [TID_WIDTH-1:0]           m_axis_tid,
  output logic [TDEST_WIDTH-1:0]         m_axis_tdest,
  output logic [TUSER_WIDTH-1:0]         m_axis_tuser,
  output logic                           prog_full_axis,
  output logic [WR_DATA_COUNT_WIDTH-1:0] wr_data_count_axis,
  output logic                           almost_full_axis,
  output logic                           prog_empty_axis,
  output logic [RD_DATA_COUNT_WIDTH-1:0] rd_data_count_axis,
  output logic                           almost_empty_axis,
  input  logic                           injectsbiterr_axis,
  input  logic                           injectdbiterr_axis,
  output logic                           sbiterr_axis,
  output logic                           dbiterr_axis
);
  localparam bit COMMON = CLOCKING_MODE == "common_clock";
  localparam bit PACKETS = PACKET_FIFO == "true";
  localparam int BEAT_WIDTH = TDATA_WIDTH + 2 * (TDATA_WIDTH / 8) + 1 + TID_WIDTH + TDEST_WIDTH
                              + TUSER_WIDTH;
  if (PACKETS && !COMMON) begin : gen_no_packets
    $fatal(1, "XPM model: PACKET_FIFO with two clocks, which is not modelled");
  end

  logic full, empty, busy, offered;
  logic [63:0] beats_q, packets_q;  // in the FIFO
  logic push, pop;

  assign s_axis_tready = !full && !busy;
  assign push = s_axis_tvalid && s_axis_tready;
  assign offered = !PACKETS || packets_q != 0 || beats_q >= FIFO_DEPTH;
  assign m_axis_tvalid = !empty && offered;
  assign pop = m_axis_tvalid && m_axis_tready;

  // FIFO_DEPTH beats: AMD's documents know no other depth of this macro, unlike of the FIFOs under it.
  xpm_fifo_model #(
    .ECC_MODE(ECC_MODE), .DEPTH(COMMON ? FIFO_DEPTH - 2 : FIFO_DEPTH - 1), .FULL_RESET_VALUE(1),
    .LATENCY(0), .MODE("fwft"),
    .FEATURES(USE_ADV_FEATURES), .PROG_EMPTY(PROG_EMPTY_THRESH), .PROG_FULL(PROG_FULL_THRESH),
    .WRITE_WIDTH(BEAT_WIDTH), .READ_WIDTH(BEAT_WIDTH), .WR_COUNT_WIDTH(WR_DATA_COUNT_WIDTH),
    .RD_COUNT_WIDTH(RD_DATA_COUNT_WIDTH), .SYNC_STAGES(COMMON ? 0 : CDC_SYNC_STAGES)
  ) i_fifo (
    .rst(!s_aresetn), .wr_clk(s_aclk), .wr_en(push),
    .din({s_axis_tuser, s_axis_tdest, s_axis_tid, s_axis_tlast, s_axis_tkeep, s_axis_tstrb,
          s_axis_tdata}),
    .full, .prog_full(prog_full_axis), .wr_data_count(wr_data_count_axis), .overflow(),
    .wr_rst_busy(busy), .almost_full(almost_full_axis), .wr_ack(), .rd_clk(COMMON ? s_aclk : m_aclk),
    .rd_en(pop),
    .dout({m_axis_tuser, m_axis_tdest, m_axis_tid, m_axis_tlast, m_axis_tkeep, m_axis_tstrb,
           m_axis_tdata}),
    .empty, .prog_empty(prog_empty_axis), .rd_data_count(rd_data_count_axis), .underflow(),
    .rd_rst_busy(), .almost_empty(almost_empty_axis), .data_valid(), .sbiterr(sbiterr_axis),
    .dbiterr(dbiterr_axis));

  // For packets, so with one clock only.
  always_ff @(posedge s_aclk) begin
    beats_q <= beats_q + 64'(push) - 64'(pop);
    packets_q <= packets_q + 64'(push && s_axis_tlast) - 64'(pop && m_axis_tlast);
    if (!s_aresetn) begin
      beats_q <= '0;
      packets_q <= '0;
    end
  end

  logic unused;
  assign unused = &{1'b0, injectsbiterr_axis, injectdbiterr_axis};
endmodule
/* verilator lint_restore */
