// SPDX-License-Identifier: Apache-2.0
// The kernel ll_fec with the ports that cocotbext-axi asks for: its memories want transaction
// identifiers, which XRT's kernels need not have. One transaction order, identifier 0.
module fec_kernel_top (
  input  logic         clk_i,
  input  logic         rst_ni,
  output logic         interrupt_o,
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
  output logic         m_axi_status_rready,
  output logic         m_axi_data_awid,
  input  logic         m_axi_data_bid,
  output logic         m_axi_data_arid,
  input  logic         m_axi_data_rid,
  output logic         m_axi_status_awid,
  input  logic         m_axi_status_bid,
  output logic         m_axi_status_arid,
  input  logic         m_axi_status_rid
);

  ll_fec #(
    .W(4)
  ) u_kernel (
    .ap_clk   (clk_i),
    .ap_rst_n (rst_ni),
    .interrupt(interrupt_o),
    .*
  );

  assign {m_axi_data_awid, m_axi_data_arid, m_axi_status_awid, m_axi_status_arid} = '0;

  // Transactions are answered in order.
  logic unused;
  assign unused = &{m_axi_data_bid, m_axi_data_rid, m_axi_status_bid, m_axi_status_rid};

endmodule
