// SPDX-License-Identifier: Apache-2.0
// Vector-add kernel as XRT expects RTL kernels: AXI4-Lite control with ap_ctrl_hs, one memory port
// for reading (gmem0) and one for writing (gmem1). kernel.xml describes it.
module vadd (
  input  logic         ap_clk,
  input  logic         ap_rst_n,
  output logic         interrupt,

  input  logic [11:0]  s_axi_control_awaddr,
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
  input  logic         s_axi_control_arvalid,
  output logic         s_axi_control_arready,
  output logic [31:0]  s_axi_control_rdata,
  output logic [1:0]   s_axi_control_rresp,
  output logic         s_axi_control_rvalid,
  input  logic         s_axi_control_rready,

  output logic [63:0]  m_axi_gmem0_araddr,
  output logic [7:0]   m_axi_gmem0_arlen,
  output logic [2:0]   m_axi_gmem0_arsize,
  output logic [1:0]   m_axi_gmem0_arburst,
  output logic         m_axi_gmem0_arvalid,
  input  logic         m_axi_gmem0_arready,
  input  logic [511:0] m_axi_gmem0_rdata,
  input  logic [1:0]   m_axi_gmem0_rresp,
  input  logic         m_axi_gmem0_rlast,
  input  logic         m_axi_gmem0_rvalid,
  output logic         m_axi_gmem0_rready,

  output logic [63:0]  m_axi_gmem1_awaddr,
  output logic [7:0]   m_axi_gmem1_awlen,
  output logic [2:0]   m_axi_gmem1_awsize,
  output logic [1:0]   m_axi_gmem1_awburst,
  output logic         m_axi_gmem1_awvalid,
  input  logic         m_axi_gmem1_awready,
  output logic [511:0] m_axi_gmem1_wdata,
  output logic [63:0]  m_axi_gmem1_wstrb,
  output logic         m_axi_gmem1_wlast,
  output logic         m_axi_gmem1_wvalid,
  input  logic         m_axi_gmem1_wready,
  input  logic [1:0]   m_axi_gmem1_bresp,
  input  logic         m_axi_gmem1_bvalid,
  output logic         m_axi_gmem1_bready
);
  localparam int DATA_WIDTH = 512;
  localparam logic [2:0] BEAT_SIZE = 3'($clog2(DATA_WIDTH / 8));
  localparam logic [1:0] INCR = 2'b01;

  logic start, ready, done, idle;
  logic [63:0] a, b, c;
  logic [31:0] length;

  vadd_control u_control (
    .ap_clk, .ap_rst_n,
    .s_axi_control_awaddr, .s_axi_control_awvalid, .s_axi_control_awready,
    .s_axi_control_wdata, .s_axi_control_wstrb, .s_axi_control_wvalid, .s_axi_control_wready,
    .s_axi_control_bresp, .s_axi_control_bvalid, .s_axi_control_bready,
    .s_axi_control_araddr, .s_axi_control_arvalid, .s_axi_control_arready,
    .s_axi_control_rdata, .s_axi_control_rresp, .s_axi_control_rvalid, .s_axi_control_rready,
    .interrupt,
    .start_o(start), .ready_i(ready), .done_i(done), .idle_i(idle),
    .a_o(a), .b_o(b), .c_o(c), .length_o(length)
  );

  vadd_core #(.DATA_WIDTH(DATA_WIDTH)) u_core (
    .clk_i(ap_clk), .rst_ni(ap_rst_n),
    .start_i(start), .ready_o(ready), .done_o(done), .idle_o(idle),
    .a_i(a), .b_i(b), .c_i(c), .length_i(length),
    .araddr_o(m_axi_gmem0_araddr), .arlen_o(m_axi_gmem0_arlen),
    .arvalid_o(m_axi_gmem0_arvalid), .arready_i(m_axi_gmem0_arready),
    .rdata_i(m_axi_gmem0_rdata), .rlast_i(m_axi_gmem0_rlast),
    .rvalid_i(m_axi_gmem0_rvalid), .rready_o(m_axi_gmem0_rready),
    .awaddr_o(m_axi_gmem1_awaddr), .awlen_o(m_axi_gmem1_awlen),
    .awvalid_o(m_axi_gmem1_awvalid), .awready_i(m_axi_gmem1_awready),
    .wdata_o(m_axi_gmem1_wdata), .wstrb_o(m_axi_gmem1_wstrb), .wlast_o(m_axi_gmem1_wlast),
    .wvalid_o(m_axi_gmem1_wvalid), .wready_i(m_axi_gmem1_wready),
    .bvalid_i(m_axi_gmem1_bvalid), .bready_o(m_axi_gmem1_bready)
  );

  assign m_axi_gmem0_arsize = BEAT_SIZE;
  assign m_axi_gmem0_arburst = INCR;
  assign m_axi_gmem1_awsize = BEAT_SIZE;
  assign m_axi_gmem1_awburst = INCR;

  // Bus errors are not reported to the host: the kernel has no register for them.
  logic unused;
  assign unused = &{1'b0, m_axi_gmem0_rresp, m_axi_gmem1_bresp};
endmodule
