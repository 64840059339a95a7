// SPDX-License-Identifier: Apache-2.0
// The on-card BER engine: an XRT kernel around ll_link_core.
//
//   registers -> ll_link_core of the session's code -> counters -> ll_axi_writer -> m_axi_result
//
// drivers/registers/ll_link.rdl describes the registers and arguments, docs/digital-link.md the link.
// A run with bad arguments does nothing. An AXI error sets a bit of the error register.
//
// Parameters  W         FEC symbols a clock, 4, 8 or 16
//             KP4, KR4  1: the code is built in
// Ports       as XRT expects them of an RTL kernel
// Throughput  that of ll_link_core, one codeword in n/W clocks; about 50 clocks more a run and, when
//             it begins a session, about 1000

module ll_link #(
  parameter int unsigned W   = 16,
  parameter bit          KP4 = 1'b1,
  parameter bit          KR4 = 1'b1
) (
  input  logic        ap_clk,
  input  logic        ap_rst_n,
  /* verilator lint_off SYMRSVDWORD */  // the name that Vitis wants
  output logic        interrupt,
  /* verilator lint_on SYMRSVDWORD */

  input  logic [11:0] s_axi_control_awaddr,
  input  logic [2:0]  s_axi_control_awprot,
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
  input  logic [2:0]  s_axi_control_arprot,
  input  logic        s_axi_control_arvalid,
  output logic        s_axi_control_arready,
  output logic [31:0] s_axi_control_rdata,
  output logic [1:0]  s_axi_control_rresp,
  output logic        s_axi_control_rvalid,
  input  logic        s_axi_control_rready,

  output logic [63:0] m_axi_result_awaddr,
  output logic [7:0]  m_axi_result_awlen,
  output logic [2:0]  m_axi_result_awsize,
  output logic [1:0]  m_axi_result_awburst,
  output logic        m_axi_result_awvalid,
  input  logic        m_axi_result_awready,
  output logic [63:0] m_axi_result_wdata,
  output logic [7:0]  m_axi_result_wstrb,
  output logic        m_axi_result_wlast,
  output logic        m_axi_result_wvalid,
  input  logic        m_axi_result_wready,
  input  logic [1:0]  m_axi_result_bresp,
  input  logic        m_axi_result_bvalid,
  output logic        m_axi_result_bready,
  output logic [63:0] m_axi_result_araddr,
  output logic [7:0]  m_axi_result_arlen,
  output logic [2:0]  m_axi_result_arsize,
  output logic [1:0]  m_axi_result_arburst,
  output logic        m_axi_result_arvalid,
  input  logic        m_axi_result_arready,
  input  logic [63:0] m_axi_result_rdata,
  input  logic [1:0]  m_axi_result_rresp,
  input  logic        m_axi_result_rlast,
  input  logic        m_axi_result_rvalid,
  output logic        m_axi_result_rready
);

  import ll_kernel_pkg::*;

  localparam int unsigned COUNTERS = 32;
  localparam int unsigned INDEX_WIDTH = $clog2(COUNTERS);

  // -----------------------------------------------------------------------------------------------
  // Control
  // -----------------------------------------------------------------------------------------------

  // Not counted: the toggles of a structure with members tied to constants become C++ that does not
  // compile (Verilator 5.006).
  /*verilator coverage_off*/
  ll_link_regs_pkg::ll_link__in_t  regs_in;
  ll_link_regs_pkg::ll_link__out_t regs_out;
  /*verilator coverage_on*/

  typedef enum logic [1:0] {IDLE, CHECK, LINK, WRITE} state_e;
  state_e state_d, state_q;

  logic run, finish, launch, link_done, write_start, write_busy;
  logic bad_alignment, bad_code, refused;
  logic new_session, kr4, kr4_q, opened_q;
  logic alignment_error_q, code_error_q, write_error;

  logic [31:0] code;
  logic [63:0] result_q;

  // The arguments hold still during a run; they are looked at in its first clock, CHECK.
  assign code          = regs_out.code.value.value;
  assign new_session   = regs_out.restart.restart.value || !opened_q;
  assign kr4           = new_session ? code[0] : kr4_q;
  assign bad_code      = new_session && (code[31:1] != '0 || !(code[0] ? KR4 : KP4));
  assign bad_alignment = regs_out.result.low.value.value[ALIGNMENT_BITS-1:0] != '0;
  assign refused       = alignment_error_q || code_error_q;

  always_comb begin
    state_d     = state_q;
    launch      = 1'b0;
    write_start = 1'b0;
    finish      = 1'b0;
    unique case (state_q)
      IDLE: begin
        if (run) state_d = CHECK;
      end
      CHECK: begin
        launch  = !bad_code && !bad_alignment;
        finish  = !launch;
        state_d = launch ? LINK : IDLE;
      end
      LINK: begin
        write_start = link_done;
        if (link_done) state_d = WRITE;
      end
      WRITE: begin
        finish = !write_busy;
        if (finish) state_d = IDLE;
      end
    endcase
  end

  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) begin
      state_q                           <= IDLE;
      opened_q                          <= 1'b0;
      kr4_q                             <= 1'b0;
      {alignment_error_q, code_error_q} <= '0;
    end else begin
      state_q <= state_d;
      if (state_q == CHECK) {alignment_error_q, code_error_q} <= {bad_alignment, bad_code};
      if (launch) begin
        opened_q <= 1'b1;
        kr4_q    <= kr4;
      end
    end
    if (launch) result_q <= {regs_out.result.high.value.value, regs_out.result.low.value.value};
  end

  assign regs_in.error.alignment.next    = alignment_error_q;
  assign regs_in.error.code.next         = code_error_q;
  // A refused run does not start the writer: what it remembers is from the run before.
  assign regs_in.error.result_write.next = write_error && !refused;

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

  // While the link runs, registers and writer have nothing to do but what the bus asks for, and that
  // is done within AWAKE clocks of the last request or answer on it.
  localparam logic [1:0] AWAKE = 2'd3;
  logic       bus_active, shell_clk;
  logic [1:0] awake_q;

  assign bus_active = s_axi_control_awvalid || s_axi_control_wvalid || s_axi_control_arvalid ||
                      s_axi_control_bvalid || s_axi_control_rvalid;

  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n || state_q != LINK || bus_active) awake_q <= AWAKE;
    else if (awake_q != '0) awake_q <= awake_q - 1'b1;
  end

  ll_clock_gate u_shell_gate (
    .clk_i   (ap_clk),
    .rst_ni  (ap_rst_n),
    .enable_i(state_q != LINK || link_done || bus_active || awake_q != '0),
    .clk_o   (shell_clk)
  );

  ll_link_regs u_regs (
    .clk           (shell_clk),
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
  // Link
  // -----------------------------------------------------------------------------------------------

  logic [1:0]             core_done;
  logic [1:0][63:0]       core_counter;  // counter_q of each core
  logic [INDEX_WIDTH-1:0] counter_q;

  for (genvar core = 0; core < 2; core++) begin : gen_code
    if (core == 0 ? KP4 : KR4) begin : gen_built
      logic [COUNTERS-1:0][63:0] counters;
      logic                      busy, core_clk;

      // A core begins and ends its runs in the same state, whatever clocks lie between them.
      ll_clock_gate u_gate (
        .clk_i   (ap_clk),
        .rst_ni  (ap_rst_n),
        .enable_i(state_q == CHECK || (state_q == LINK && kr4_q == 1'(core))),
        .clk_o   (core_clk)
      );

      ll_link_core #(
        .CODE(core),
        .W   (W)
      ) u_core (
        .clk_i          (core_clk),
        .rst_ni         (ap_rst_n),
        .start_i        (launch && kr4 == 1'(core)),
        .restart_i      (new_session),
        .codewords_i    ({regs_out.codewords.high.value.value, regs_out.codewords.low.value.value}),
        .busy_o         (busy),
        .done_o         (core_done[core]),
        .counters_o     (counters),
        .precoding_i    (regs_out.precoding.enable.value),
        .noise_enable_i (regs_out.noise_enable.enable.value),
        .noise_seed_i   ({regs_out.noise_seed.high.value.value,
                          regs_out.noise_seed.low.value.value}),
        .prbs_seed_i    (regs_out.prbs_seed.value.value),
        .sigma_i        (regs_out.sigma.value.value),
        .tap_i          ({regs_out.tap3.value.value, regs_out.tap2.value.value,
                          regs_out.tap1.value.value, regs_out.tap0.value.value}),
        .inject_period_i(regs_out.inject_period.value.value),
        .inject_start_i (regs_out.inject_start.value.value),
        .inject_length_i(regs_out.inject_length.value.value),
        .inject_mask_i  (regs_out.inject_mask.value.value)
      );
      assign core_counter[core] = counters[counter_q];

      logic unused;
      assign unused = busy;
    end else begin : gen_left_out
      assign core_done[core]    = 1'b0;
      assign core_counter[core] = '0;
    end
  end

  assign link_done = core_done[kr4_q];

  // -----------------------------------------------------------------------------------------------
  // Counters to memory
  // -----------------------------------------------------------------------------------------------

  logic sending_q, counter_ready;

  always_ff @(posedge ap_clk) begin
    if (!ap_rst_n) begin
      sending_q <= 1'b0;
      counter_q <= '0;
    end else begin
      if (write_start) sending_q <= 1'b1;
      if (sending_q && counter_ready) begin
        counter_q <= counter_q + 1'b1;
        if (counter_q == INDEX_WIDTH'(COUNTERS - 1)) sending_q <= 1'b0;
      end
    end
  end

  ll_axi_writer #(
    .DATA_WIDTH     (64),
    .MAX_BURST      (COUNTERS),
    .FIFO_DEPTH     (COUNTERS),
    .MAX_OUTSTANDING(2),
    .BEATS_WIDTH    (16)
  ) u_writer (
    .clk_i        (shell_clk),
    .rst_ni       (ap_rst_n),
    .start_i      (write_start),
    .address_i    (result_q),
    .beats_i      (16'(COUNTERS)),
    .busy_o       (write_busy),
    .error_o      (write_error),
    .data_valid_i (sending_q),
    .data_ready_o (counter_ready),
    .data_i       (core_counter[kr4_q]),
    .m_axi_awvalid(m_axi_result_awvalid),
    .m_axi_awready(m_axi_result_awready),
    .m_axi_awaddr (m_axi_result_awaddr),
    .m_axi_awlen  (m_axi_result_awlen),
    .m_axi_wvalid (m_axi_result_wvalid),
    .m_axi_wready (m_axi_result_wready),
    .m_axi_wdata  (m_axi_result_wdata),
    .m_axi_wlast  (m_axi_result_wlast),
    .m_axi_bvalid (m_axi_result_bvalid),
    .m_axi_bready (m_axi_result_bready),
    .m_axi_bresp  (m_axi_result_bresp)
  );

  // -----------------------------------------------------------------------------------------------
  // AXI signals that never change
  // -----------------------------------------------------------------------------------------------

  assign m_axi_result_awsize  = 3'd3;  // 8 bytes
  assign m_axi_result_awburst = AXI_BURST_INCR;
  assign m_axi_result_wstrb   = '1;

  // This master only writes.
  assign m_axi_result_arvalid = 1'b0;
  assign m_axi_result_araddr  = '0;
  assign m_axi_result_arlen   = '0;
  assign m_axi_result_arsize  = 3'd3;
  assign m_axi_result_arburst = AXI_BURST_INCR;
  assign m_axi_result_rready  = 1'b1;

  logic unused;
  assign unused = &{m_axi_result_arready, m_axi_result_rdata, m_axi_result_rresp,
                    m_axi_result_rlast, m_axi_result_rvalid};

endmodule
