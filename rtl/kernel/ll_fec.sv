// SPDX-License-Identifier: Apache-2.0
// Reed-Solomon encoder and decoder, memory to memory: an XRT kernel.
//
//   m_axi_data AR/R -> ll_axi_reader -> ll_slot_unpack -> ll_fec_codec -> ll_slot_pack -+
//   m_axi_data AW/W/B <-------------------------- ll_axi_writer <-----------------------+
//   m_axi_status AW/W/B <------------------------ ll_axi_writer <- status of each codeword
//
// drivers/registers/ll_fec.rdl describes the registers, the arguments and the memory format. A run
// with bad arguments touches no memory. AXI errors set a bit of the error register; the run goes on
// to its end.
//
// Parameters  W         FEC symbols a clock, 4, 8 or 16
//             KP4, KR4  1: the code is built in
// Ports       as XRT expects them of an RTL kernel
// Throughput  one codeword in 544/W clocks for both codes, when the memory keeps up (a beat read and
//             a beat written in 32/W clocks). A read latency of 256*32/W clocks is hidden.

module ll_fec #(
  parameter int unsigned W   = 16,
  parameter bit          KP4 = 1'b1,
  parameter bit          KR4 = 1'b1
) (
  input  logic         ap_clk,
  input  logic         ap_rst_n,
  /* verilator lint_off SYMRSVDWORD */  // the name that Vitis wants
  output logic         interrupt,
  /* verilator lint_on SYMRSVDWORD */

  input  logic [11:0]  s_axi_control_awaddr,
  input  logic [2:0]   s_axi_control_awprot,
  input  logic         s_axi_control_awvalid,
  output logic         s_axi_control_awready,
  input  logic [31:0]  s_axi_control_wdata,
  input  logic [3:0]   s_axi_control_wstrb,
  input  logic         s_axi_control_wvalid,
  output logic         s_axi_control_wready,
  output logic [1:0]   s_axi_control_bresp,
  output logic         s_axi_control_bvalid,
  input  logic         s_axi_control_bready,
  input  logic [11:0]  s_axi_control_araddr,
  input  logic [2:0]   s_axi_control_arprot,
  input  logic         s_axi_control_arvalid,
  output logic         s_axi_control_arready,
  output logic [31:0]  s_axi_control_rdata,
  output logic [1:0]   s_axi_control_rresp,
  output logic         s_axi_control_rvalid,
  input  logic         s_axi_control_rready,

  output logic [63:0]  m_axi_data_awaddr,
  output logic [7:0]   m_axi_data_awlen,
  output logic [2:0]   m_axi_data_awsize,
  output logic [1:0]   m_axi_data_awburst,
  output logic         m_axi_data_awvalid,
  input  logic         m_axi_data_awready,
  output logic [511:0] m_axi_data_wdata,
  output logic [63:0]  m_axi_data_wstrb,
  output logic         m_axi_data_wlast,
  output logic         m_axi_data_wvalid,
  input  logic         m_axi_data_wready,
  input  logic [1:0]   m_axi_data_bresp,
  input  logic         m_axi_data_bvalid,
  output logic         m_axi_data_bready,
  output logic [63:0]  m_axi_data_araddr,
  output logic [7:0]   m_axi_data_arlen,
  output logic [2:0]   m_axi_data_arsize,
  output logic [1:0]   m_axi_data_arburst,
  output logic         m_axi_data_arvalid,
  input  logic         m_axi_data_arready,
  input  logic [511:0] m_axi_data_rdata,
  input  logic [1:0]   m_axi_data_rresp,
  input  logic         m_axi_data_rlast,
  input  logic         m_axi_data_rvalid,
  output logic         m_axi_data_rready,

  output logic [63:0]  m_axi_status_awaddr,
  output logic [7:0]   m_axi_status_awlen,
  output logic [2:0]   m_axi_status_awsize,
  output logic [1:0]   m_axi_status_awburst,
  output logic         m_axi_status_awvalid,
  input  logic         m_axi_status_awready,
  output logic [31:0]  m_axi_status_wdata,
  output logic [3:0]   m_axi_status_wstrb,
  output logic         m_axi_status_wlast,
  output logic         m_axi_status_wvalid,
  input  logic         m_axi_status_wready,
  input  logic [1:0]   m_axi_status_bresp,
  input  logic         m_axi_status_bvalid,
  output logic         m_axi_status_bready,
  output logic [63:0]  m_axi_status_araddr,
  output logic [7:0]   m_axi_status_arlen,
  output logic [2:0]   m_axi_status_arsize,
  output logic [1:0]   m_axi_status_arburst,
  output logic         m_axi_status_arvalid,
  input  logic         m_axi_status_arready,
  input  logic [31:0]  m_axi_status_rdata,
  input  logic [1:0]   m_axi_status_rresp,
  input  logic         m_axi_status_rlast,
  input  logic         m_axi_status_rvalid,
  output logic         m_axi_status_rready
);

  import ll_kernel_pkg::*;

  // 2^32 - 1 codewords of 17 beats
  localparam int unsigned BEATS_WIDTH = 37;

  localparam logic [7:0] KP4_BEATS = 8'(ll_fec_pkg::code_n(ll_fec_pkg::CODE_KP4) / W);
  localparam logic [7:0] KR4_BEATS = 8'(ll_fec_pkg::code_n(ll_fec_pkg::CODE_KR4) / W);

  // -----------------------------------------------------------------------------------------------
  // Control
  // -----------------------------------------------------------------------------------------------

  // Not counted: the toggles of a structure with members tied to constants become C++ that does not
  // compile (Verilator 5.006).
  /*verilator coverage_off*/
  ll_fec_regs_pkg::ll_fec__in_t  regs_in;
  ll_fec_regs_pkg::ll_fec__out_t regs_out;
  /*verilator coverage_on*/

  typedef enum logic [1:0] {IDLE, CHECK, RUN} state_e;
  state_e state_d, state_q;

  logic run, finish, launch, movers_busy;
  logic bad_alignment, bad_code, bad_mode, bad_arguments;
  logic read_error, write_error, status_error, frame_error;

  // The arguments, taken when a run starts.
  logic [31:0] mode_q, code_q, codewords_q;
  logic [63:0] source_q, destination_q, status_q;
  logic        decode, kr4;
  logic        alignment_error_q, code_error_q, mode_error_q, refused;

  assign decode        = mode_q[0];
  assign kr4           = code_q[0];
  assign bad_mode      = mode_q[31:1] != '0;
  assign bad_code      = code_q[31:1] != '0 || !(kr4 ? KR4 : KP4);
  assign bad_alignment = source_q[ALIGNMENT_BITS-1:0] != '0 ||
                         destination_q[ALIGNMENT_BITS-1:0] != '0 ||
                         (decode && status_q[ALIGNMENT_BITS-1:0] != '0);
  assign bad_arguments = bad_mode || bad_code || bad_alignment;

  assign refused       = alignment_error_q || code_error_q || mode_error_q;

  always_comb begin
    state_d = state_q;
    launch  = 1'b0;
    finish  = 1'b0;
    unique case (state_q)
      IDLE: begin
        if (run) state_d = CHECK;
      end
      CHECK: begin
        launch  = !bad_arguments;
        finish  = bad_arguments;
        state_d = bad_arguments ? IDLE : RUN;
      end
      RUN: begin
        finish = !movers_busy;
        if (finish) state_d = IDLE;
      end
      default: state_d = IDLE;
    endcase
  end

  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) state_q <= IDLE;
    else state_q <= state_d;

    if (run) begin
      mode_q        <= regs_out.mode.value.value;
      code_q        <= regs_out.code.value.value;
      codewords_q   <= regs_out.codewords.value.value;
      source_q      <= {regs_out.source.high.value.value, regs_out.source.low.value.value};
      destination_q <= {regs_out.destination.high.value.value, regs_out.destination.low.value.value};
      status_q      <= {regs_out.status.high.value.value, regs_out.status.low.value.value};
    end

    if (!ap_rst_n) begin
      {alignment_error_q, code_error_q, mode_error_q} <= '0;
    end else if (state_q == CHECK) begin
      {alignment_error_q, code_error_q, mode_error_q} <= {bad_alignment, bad_code, bad_mode};
    end
  end

  assign regs_in.error.alignment.next    = alignment_error_q;
  assign regs_in.error.code.next         = code_error_q;
  assign regs_in.error.mode.next         = mode_error_q;
  // A refused run starts no mover: what the movers remember is from the run before.
  assign regs_in.error.data_read.next    = read_error && !refused;
  assign regs_in.error.data_write.next   = write_error && !refused;
  assign regs_in.error.status_write.next = status_error && !refused;
  assign regs_in.error.framing.next      = frame_error;

  assign regs_in.capability.symbols_per_clock.next = 8'(W);
  assign regs_in.capability.kp4.next               = KP4;
  assign regs_in.capability.kr4.next               = KR4;

  ll_ap_ctrl u_ap_ctrl (
    .clk_i             (ap_clk),
    .rst_ni            (ap_rst_n),
    .run_o             (run),
    .finish_i          (finish),
    .ap_start_i        (regs_out.control.ctrl.ap_start.value),
    .ap_start_clear_o  (regs_in.control.ctrl.ap_start.hwclr),
    .ap_done_set_o     (regs_in.control.ctrl.ap_done.hwset),
    .ap_ready_set_o    (regs_in.control.ctrl.ap_ready.hwset),
    .idle_o            (regs_in.control.ctrl.ap_idle.next),
    .interrupt_enable_i(regs_out.control.gie.enable.value),
    .done_enable_i     (regs_out.control.ier.done.value),
    .ready_enable_i    (regs_out.control.ier.ready.value),
    .done_status_i     (regs_out.control.isr.done.value),
    .ready_status_i    (regs_out.control.isr.ready.value),
    .done_status_set_o (regs_in.control.isr.done.hwset),
    .ready_status_set_o(regs_in.control.isr.ready.hwset),
    .interrupt_o       (interrupt)
  );

  ll_fec_regs u_regs (
    .clk           (ap_clk),
    .rst_n         (ap_rst_n),
    .s_axil_awready(s_axi_control_awready),
    .s_axil_awvalid(s_axi_control_awvalid),
    .s_axil_awaddr (s_axi_control_awaddr),
    .s_axil_awprot (s_axi_control_awprot),
    .s_axil_wready (s_axi_control_wready),
    .s_axil_wvalid (s_axi_control_wvalid),
    .s_axil_wdata  (s_axi_control_wdata),
    .s_axil_wstrb  (s_axi_control_wstrb),
    .s_axil_bready (s_axi_control_bready),
    .s_axil_bvalid (s_axi_control_bvalid),
    .s_axil_bresp  (s_axi_control_bresp),
    .s_axil_arready(s_axi_control_arready),
    .s_axil_arvalid(s_axi_control_arvalid),
    .s_axil_araddr (s_axi_control_araddr),
    .s_axil_arprot (s_axi_control_arprot),
    .s_axil_rready (s_axi_control_rready),
    .s_axil_rvalid (s_axi_control_rvalid),
    .s_axil_rdata  (s_axi_control_rdata),
    .s_axil_rresp  (s_axi_control_rresp),
    .hwif_in       (regs_in),
    .hwif_out      (regs_out)
  );

  // -----------------------------------------------------------------------------------------------
  // Data
  // -----------------------------------------------------------------------------------------------

  logic [BEATS_WIDTH-1:0] beats;
  logic [7:0]             stream_beats;

  assign beats        = BEATS_WIDTH'(codewords_q) * BEATS_WIDTH'(SLOT_BEATS);
  assign stream_beats = kr4 ? KR4_BEATS : KP4_BEATS;

  logic            read_busy, write_busy, status_busy;
  logic            read_valid, read_ready, write_valid, write_ready;
  logic [511:0]    read_data, write_data;
  logic            in_valid, in_ready, in_last;
  logic [10*W-1:0] in_data;
  logic            codec_valid, codec_ready, codec_last;
  logic [10*W-1:0] codec_data;
  logic [5:0]      codec_user;
  logic            pack_ready, status_needed, status_ready;

  assign movers_busy = read_busy || write_busy || status_busy;

  ll_axi_reader #(
    .DATA_WIDTH (512),
    .MAX_BURST  (64),
    .FIFO_DEPTH (256),
    .BEATS_WIDTH(BEATS_WIDTH)
  ) u_reader (
    .clk_i        (ap_clk),
    .rst_ni       (ap_rst_n),
    .start_i      (launch),
    .address_i    (source_q),
    .beats_i      (beats),
    .busy_o       (read_busy),
    .error_o      (read_error),
    .data_valid_o (read_valid),
    .data_ready_i (read_ready),
    .data_o       (read_data),
    .m_axi_arvalid(m_axi_data_arvalid),
    .m_axi_arready(m_axi_data_arready),
    .m_axi_araddr (m_axi_data_araddr),
    .m_axi_arlen  (m_axi_data_arlen),
    .m_axi_rvalid (m_axi_data_rvalid),
    .m_axi_rready (m_axi_data_rready),
    .m_axi_rdata  (m_axi_data_rdata),
    .m_axi_rresp  (m_axi_data_rresp)
  );

  ll_slot_unpack #(
    .W(W)
  ) u_unpack (
    .clk_i         (ap_clk),
    .rst_ni        (ap_rst_n),
    .stream_beats_i(stream_beats),
    .in_valid_i    (read_valid),
    .in_ready_o    (read_ready),
    .in_data_i     (read_data),
    .out_valid_o   (in_valid),
    .out_ready_i   (in_ready),
    .out_data_o    (in_data),
    .out_last_o    (in_last)
  );

  ll_fec_codec #(
    .W  (W),
    .KP4(KP4),
    .KR4(KR4)
  ) u_codec (
    .clk_i        (ap_clk),
    .rst_ni       (ap_rst_n),
    .enable_i     (state_q != IDLE),
    .decode_i     (decode),
    .kr4_i        (kr4),
    .s_axis_tvalid(in_valid),
    .s_axis_tready(in_ready),
    .s_axis_tdata (in_data),
    .s_axis_tlast (in_last),
    .m_axis_tvalid(codec_valid),
    .m_axis_tready(codec_ready),
    .m_axis_tdata (codec_data),
    .m_axis_tlast (codec_last),
    .m_axis_tuser (codec_user),
    .frame_error_o(frame_error)
  );

  // The last beat of a decoded codeword goes two ways at once, or waits.
  assign status_needed = decode && codec_last;
  assign codec_ready   = pack_ready && (!status_needed || status_ready);

  ll_slot_pack #(
    .W(W)
  ) u_pack (
    .clk_i         (ap_clk),
    .rst_ni        (ap_rst_n),
    .stream_beats_i(stream_beats),
    .in_valid_i    (codec_valid && (!status_needed || status_ready)),
    .in_ready_o    (pack_ready),
    .in_data_i     (codec_data),
    .out_valid_o   (write_valid),
    .out_ready_i   (write_ready),
    .out_data_o    (write_data)
  );

  ll_axi_writer #(
    .DATA_WIDTH     (512),
    .MAX_BURST      (64),
    .FIFO_DEPTH     (128),
    .MAX_OUTSTANDING(8),
    .BEATS_WIDTH    (BEATS_WIDTH)
  ) u_writer (
    .clk_i        (ap_clk),
    .rst_ni       (ap_rst_n),
    .start_i      (launch),
    .address_i    (destination_q),
    .beats_i      (beats),
    .busy_o       (write_busy),
    .error_o      (write_error),
    .data_valid_i (write_valid),
    .data_ready_o (write_ready),
    .data_i       (write_data),
    .m_axi_awvalid(m_axi_data_awvalid),
    .m_axi_awready(m_axi_data_awready),
    .m_axi_awaddr (m_axi_data_awaddr),
    .m_axi_awlen  (m_axi_data_awlen),
    .m_axi_wvalid (m_axi_data_wvalid),
    .m_axi_wready (m_axi_data_wready),
    .m_axi_wdata  (m_axi_data_wdata),
    .m_axi_wlast  (m_axi_data_wlast),
    .m_axi_bvalid (m_axi_data_bvalid),
    .m_axi_bready (m_axi_data_bready),
    .m_axi_bresp  (m_axi_data_bresp)
  );

  ll_axi_writer #(
    .DATA_WIDTH     (32),
    .MAX_BURST      (64),
    .FIFO_DEPTH     (128),
    .MAX_OUTSTANDING(4),
    .BEATS_WIDTH    (32)
  ) u_status_writer (
    .clk_i        (ap_clk),
    .rst_ni       (ap_rst_n),
    .start_i      (launch && decode),
    .address_i    (status_q),
    .beats_i      (codewords_q),
    .busy_o       (status_busy),
    .error_o      (status_error),
    .data_valid_i (codec_valid && status_needed && pack_ready),
    .data_ready_o (status_ready),
    .data_i       ({codec_user[5], 26'd0, codec_user[4:0]}),
    .m_axi_awvalid(m_axi_status_awvalid),
    .m_axi_awready(m_axi_status_awready),
    .m_axi_awaddr (m_axi_status_awaddr),
    .m_axi_awlen  (m_axi_status_awlen),
    .m_axi_wvalid (m_axi_status_wvalid),
    .m_axi_wready (m_axi_status_wready),
    .m_axi_wdata  (m_axi_status_wdata),
    .m_axi_wlast  (m_axi_status_wlast),
    .m_axi_bvalid (m_axi_status_bvalid),
    .m_axi_bready (m_axi_status_bready),
    .m_axi_bresp  (m_axi_status_bresp)
  );

  // -----------------------------------------------------------------------------------------------
  // AXI signals that never change
  // -----------------------------------------------------------------------------------------------

  assign m_axi_data_awsize    = 3'd6;  // 64 bytes
  assign m_axi_data_awburst   = AXI_BURST_INCR;
  assign m_axi_data_wstrb     = '1;
  assign m_axi_data_arsize    = 3'd6;
  assign m_axi_data_arburst   = AXI_BURST_INCR;

  assign m_axi_status_awsize  = 3'd2;  // 4 bytes
  assign m_axi_status_awburst = AXI_BURST_INCR;
  assign m_axi_status_wstrb   = '1;

  // This master only writes.
  assign m_axi_status_arvalid = 1'b0;
  assign m_axi_status_araddr  = '0;
  assign m_axi_status_arlen   = '0;
  assign m_axi_status_arsize  = 3'd2;
  assign m_axi_status_arburst = AXI_BURST_INCR;
  assign m_axi_status_rready  = 1'b1;

  // The reader counts beats itself.
  logic unused;
  assign unused = &{m_axi_data_rlast, m_axi_status_arready, m_axi_status_rdata, m_axi_status_rresp,
                    m_axi_status_rlast, m_axi_status_rvalid, regs_out.control.ctrl.ap_done.value,
                    regs_out.control.ctrl.ap_ready.value};

endmodule
