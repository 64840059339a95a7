// SPDX-License-Identifier: Apache-2.0
// The blocks of rtl/kernel side by side in one model, each with ports of its own: what is built once
// serves the bench of every block. Small memories and bursts, so that all limits are met often.
module kernel_bank
  import ll_kernel_pkg::*;
(
  input  logic        clk_i,
  input  logic        rst_ni,

  // ll_ap_ctrl
  input  logic        ap_start_i,
  input  logic        ap_finish_i,
  output logic        ap_run_o,
  output logic        ap_start_clear_o,
  output logic        ap_done_set_o,
  output logic        ap_ready_set_o,
  output logic        ap_idle_o,
  input  logic        ap_interrupt_enable_i,
  input  logic        ap_done_enable_i,
  input  logic        ap_ready_enable_i,
  input  logic        ap_done_status_i,
  input  logic        ap_ready_status_i,
  output logic        ap_done_status_set_o,
  output logic        ap_ready_status_set_o,
  output logic        ap_interrupt_o,

  // ll_clock_gate with and without a gate, and what a block behind it sees: rising edges, and those
  // at which it is in reset
  input  logic        gate_enable_i,
  output logic [15:0] gated_edges_o,
  output logic [15:0] gated_resets_o,
  output logic [15:0] ungated_edges_o,
  output logic [15:0] ungated_resets_o,

  // ll_stream_fifo, 4 words
  input  logic        fifo_in_valid_i,
  output logic        fifo_in_ready_o,
  input  logic [15:0] fifo_in_data_i,
  output logic        fifo_out_valid_o,
  input  logic        fifo_out_ready_i,
  output logic [15:0] fifo_out_data_o,

  // ll_axi_burst: 512 bits, where a page is as long as the longest burst, and 32 bits, where it is
  // four times that
  input  logic        burst_start_i,
  input  logic [63:0] burst_address_i,
  input  logic [39:0] burst_beats_i,
  output logic        burst512_valid_o,
  output logic [8:0]  burst512_beats_o,
  input  logic        burst512_permit_i,
  output logic        burst512_take_o,
  output logic        burst512_axvalid_o,
  input  logic        burst512_axready_i,
  output logic [63:0] burst512_axaddr_o,
  output logic [7:0]  burst512_axlen_o,
  output logic        burst32_valid_o,
  output logic [8:0]  burst32_beats_o,
  input  logic        burst32_permit_i,
  output logic        burst32_take_o,
  output logic        burst32_axvalid_o,
  input  logic        burst32_axready_i,
  output logic [63:0] burst32_axaddr_o,
  output logic [7:0]  burst32_axlen_o,

  // ll_axi_reader: 32 bits, bursts of at most 16 beats, 32 beats of FIFO
  input  logic        reader_start_i,
  input  logic [63:0] reader_address_i,
  input  logic [39:0] reader_beats_i,
  output logic        reader_busy_o,
  output logic        reader_error_o,
  output logic        reader_data_valid_o,
  input  logic        reader_data_ready_i,
  output logic [31:0] reader_data_o,
  output logic        m_axi_reader_arvalid,
  input  logic        m_axi_reader_arready,
  output logic [63:0] m_axi_reader_araddr,
  output logic [7:0]  m_axi_reader_arlen,
  input  logic        m_axi_reader_rvalid,
  output logic        m_axi_reader_rready,
  input  logic [31:0] m_axi_reader_rdata,
  input  logic [1:0]  m_axi_reader_rresp,

  // ll_axi_writer: 32 bits, bursts of at most 16 beats, 32 beats of FIFO, 4 bursts outstanding
  input  logic        writer_start_i,
  input  logic [63:0] writer_address_i,
  input  logic [39:0] writer_beats_i,
  output logic        writer_busy_o,
  output logic        writer_error_o,
  input  logic        writer_data_valid_i,
  output logic        writer_data_ready_o,
  input  logic [31:0] writer_data_i,
  output logic        m_axi_writer_awvalid,
  input  logic        m_axi_writer_awready,
  output logic [63:0] m_axi_writer_awaddr,
  output logic [7:0]  m_axi_writer_awlen,
  output logic        m_axi_writer_wvalid,
  input  logic        m_axi_writer_wready,
  output logic [31:0] m_axi_writer_wdata,
  output logic [3:0]  m_axi_writer_wstrb,
  output logic        m_axi_writer_wlast,
  input  logic        m_axi_writer_bvalid,
  output logic        m_axi_writer_bready,
  input  logic [1:0]  m_axi_writer_bresp,

  // ll_slot_unpack and ll_slot_pack, 8 and 32 symbols a clock: a quarter of a memory beat and all
  // of it
  input  logic [7:0]             slot8_stream_beats_i,
  input  logic                   unpack8_in_valid_i,
  output logic                   unpack8_in_ready_o,
  input  logic [MEMORY_BITS-1:0] unpack8_in_data_i,
  output logic                   unpack8_out_valid_o,
  input  logic                   unpack8_out_ready_i,
  output logic [79:0]            unpack8_out_data_o,
  output logic                   unpack8_out_last_o,
  input  logic                   pack8_in_valid_i,
  output logic                   pack8_in_ready_o,
  input  logic [79:0]            pack8_in_data_i,
  output logic                   pack8_out_valid_o,
  input  logic                   pack8_out_ready_i,
  output logic [MEMORY_BITS-1:0] pack8_out_data_o,
  input  logic [7:0]             slot32_stream_beats_i,
  input  logic                   unpack32_in_valid_i,
  output logic                   unpack32_in_ready_o,
  input  logic [MEMORY_BITS-1:0] unpack32_in_data_i,
  output logic                   unpack32_out_valid_o,
  input  logic                   unpack32_out_ready_i,
  output logic [319:0]           unpack32_out_data_o,
  output logic                   unpack32_out_last_o,
  input  logic                   pack32_in_valid_i,
  output logic                   pack32_in_ready_o,
  input  logic [319:0]           pack32_in_data_i,
  output logic                   pack32_out_valid_o,
  input  logic                   pack32_out_ready_i,
  output logic [MEMORY_BITS-1:0] pack32_out_data_o
);

  ll_ap_ctrl u_ap_ctrl (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .run_o             (ap_run_o),
    .finish_i          (ap_finish_i),
    .ap_start_i        (ap_start_i),
    .ap_start_clear_o  (ap_start_clear_o),
    .ap_done_set_o     (ap_done_set_o),
    .ap_ready_set_o    (ap_ready_set_o),
    .idle_o            (ap_idle_o),
    .interrupt_enable_i(ap_interrupt_enable_i),
    .done_enable_i     (ap_done_enable_i),
    .ready_enable_i    (ap_ready_enable_i),
    .done_status_i     (ap_done_status_i),
    .ready_status_i    (ap_ready_status_i),
    .done_status_set_o (ap_done_status_set_o),
    .ready_status_set_o(ap_ready_status_set_o),
    .interrupt_o       (ap_interrupt_o)
  );

  logic gated_clk, ungated_clk;

  ll_clock_gate #(
    .GATE(1'b1)
  ) u_gate (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .enable_i(gate_enable_i),
    .clk_o   (gated_clk)
  );
  ll_clock_gate #(
    .GATE(1'b0)
  ) u_no_gate (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .enable_i(gate_enable_i),
    .clk_o   (ungated_clk)
  );
  always_ff @(posedge gated_clk) begin
    gated_edges_o <= gated_edges_o + 16'd1;
    if (!rst_ni) gated_resets_o <= gated_resets_o + 16'd1;
  end
  always_ff @(posedge ungated_clk) begin
    ungated_edges_o <= ungated_edges_o + 16'd1;
    if (!rst_ni) ungated_resets_o <= ungated_resets_o + 16'd1;
  end

  ll_stream_fifo #(
    .WIDTH(16),
    .DEPTH(4)
  ) u_fifo (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .in_valid_i (fifo_in_valid_i),
    .in_ready_o (fifo_in_ready_o),
    .in_data_i  (fifo_in_data_i),
    .out_valid_o(fifo_out_valid_o),
    .out_ready_i(fifo_out_ready_i),
    .out_data_o (fifo_out_data_o)
  );

  ll_axi_burst #(
    .DATA_WIDTH (512),
    .MAX_BURST  (64),
    .BEATS_WIDTH(40)
  ) u_burst512 (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (burst_start_i),
    .address_i(burst_address_i),
    .beats_i  (burst_beats_i),
    .valid_o  (burst512_valid_o),
    .beats_o  (burst512_beats_o),
    .permit_i (burst512_permit_i),
    .take_o   (burst512_take_o),
    .axvalid_o(burst512_axvalid_o),
    .axready_i(burst512_axready_i),
    .axaddr_o (burst512_axaddr_o),
    .axlen_o  (burst512_axlen_o)
  );
  ll_axi_burst #(
    .DATA_WIDTH (32),
    .MAX_BURST  (256),
    .BEATS_WIDTH(40)
  ) u_burst32 (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (burst_start_i),
    .address_i(burst_address_i),
    .beats_i  (burst_beats_i),
    .valid_o  (burst32_valid_o),
    .beats_o  (burst32_beats_o),
    .permit_i (burst32_permit_i),
    .take_o   (burst32_take_o),
    .axvalid_o(burst32_axvalid_o),
    .axready_i(burst32_axready_i),
    .axaddr_o (burst32_axaddr_o),
    .axlen_o  (burst32_axlen_o)
  );

  ll_axi_reader #(
    .DATA_WIDTH (32),
    .MAX_BURST  (16),
    .FIFO_DEPTH (32),
    .BEATS_WIDTH(40)
  ) u_reader (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (reader_start_i),
    .address_i    (reader_address_i),
    .beats_i      (reader_beats_i),
    .busy_o       (reader_busy_o),
    .error_o      (reader_error_o),
    .data_valid_o (reader_data_valid_o),
    .data_ready_i (reader_data_ready_i),
    .data_o       (reader_data_o),
    .m_axi_arvalid(m_axi_reader_arvalid),
    .m_axi_arready(m_axi_reader_arready),
    .m_axi_araddr (m_axi_reader_araddr),
    .m_axi_arlen  (m_axi_reader_arlen),
    .m_axi_rvalid (m_axi_reader_rvalid),
    .m_axi_rready (m_axi_reader_rready),
    .m_axi_rdata  (m_axi_reader_rdata),
    .m_axi_rresp  (m_axi_reader_rresp)
  );

  ll_axi_writer #(
    .DATA_WIDTH     (32),
    .MAX_BURST      (16),
    .FIFO_DEPTH     (32),
    .MAX_OUTSTANDING(4),
    .BEATS_WIDTH    (40)
  ) u_writer (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (writer_start_i),
    .address_i    (writer_address_i),
    .beats_i      (writer_beats_i),
    .busy_o       (writer_busy_o),
    .error_o      (writer_error_o),
    .data_valid_i (writer_data_valid_i),
    .data_ready_o (writer_data_ready_o),
    .data_i       (writer_data_i),
    .m_axi_awvalid(m_axi_writer_awvalid),
    .m_axi_awready(m_axi_writer_awready),
    .m_axi_awaddr (m_axi_writer_awaddr),
    .m_axi_awlen  (m_axi_writer_awlen),
    .m_axi_wvalid (m_axi_writer_wvalid),
    .m_axi_wready (m_axi_writer_wready),
    .m_axi_wdata  (m_axi_writer_wdata),
    .m_axi_wlast  (m_axi_writer_wlast),
    .m_axi_bvalid (m_axi_writer_bvalid),
    .m_axi_bready (m_axi_writer_bready),
    .m_axi_bresp  (m_axi_writer_bresp)
  );
  assign m_axi_writer_wstrb = '1;

  ll_slot_unpack #(
    .W(8)
  ) u_unpack8 (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .stream_beats_i(slot8_stream_beats_i),
    .in_valid_i    (unpack8_in_valid_i),
    .in_ready_o    (unpack8_in_ready_o),
    .in_data_i     (unpack8_in_data_i),
    .out_valid_o   (unpack8_out_valid_o),
    .out_ready_i   (unpack8_out_ready_i),
    .out_data_o    (unpack8_out_data_o),
    .out_last_o    (unpack8_out_last_o)
  );
  ll_slot_pack #(
    .W(8)
  ) u_pack8 (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .stream_beats_i(slot8_stream_beats_i),
    .in_valid_i    (pack8_in_valid_i),
    .in_ready_o    (pack8_in_ready_o),
    .in_data_i     (pack8_in_data_i),
    .out_valid_o   (pack8_out_valid_o),
    .out_ready_i   (pack8_out_ready_i),
    .out_data_o    (pack8_out_data_o)
  );
  ll_slot_unpack #(
    .W(32)
  ) u_unpack32 (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .stream_beats_i(slot32_stream_beats_i),
    .in_valid_i    (unpack32_in_valid_i),
    .in_ready_o    (unpack32_in_ready_o),
    .in_data_i     (unpack32_in_data_i),
    .out_valid_o   (unpack32_out_valid_o),
    .out_ready_i   (unpack32_out_ready_i),
    .out_data_o    (unpack32_out_data_o),
    .out_last_o    (unpack32_out_last_o)
  );
  ll_slot_pack #(
    .W(32)
  ) u_pack32 (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .stream_beats_i(slot32_stream_beats_i),
    .in_valid_i    (pack32_in_valid_i),
    .in_ready_o    (pack32_in_ready_o),
    .in_data_i     (pack32_in_data_i),
    .out_valid_o   (pack32_out_valid_o),
    .out_ready_i   (pack32_out_ready_i),
    .out_data_o    (pack32_out_data_o)
  );

endmodule
