// SPDX-License-Identifier: Apache-2.0
// AXI4 ports of one direction, each slave port connected to a master port: r_axi to rm_axi, which have
// no lengths, as AXI4-Lite, and w_axi to wm_axi. p_axi is not complete.
module vpi_axi_half (
    input  logic        clk_i,
    input  logic [15:0] r_axi_araddr,
    input  logic        r_axi_arvalid,
    output logic        r_axi_arready,
    output logic [31:0] r_axi_rdata,
    output logic  [1:0] r_axi_rresp,
    output logic        r_axi_rvalid,
    input  logic        r_axi_rready,
    output logic [15:0] rm_axi_araddr,
    output logic        rm_axi_arvalid,
    input  logic        rm_axi_arready,
    input  logic [31:0] rm_axi_rdata,
    input  logic  [1:0] rm_axi_rresp,
    input  logic        rm_axi_rvalid,
    output logic        rm_axi_rready,
    input  logic [15:0] w_axi_awaddr,
    input  logic  [7:0] w_axi_awlen,
    input  logic        w_axi_awvalid,
    output logic        w_axi_awready,
    input  logic [31:0] w_axi_wdata,
    input  logic  [3:0] w_axi_wstrb,
    input  logic        w_axi_wlast,
    input  logic        w_axi_wvalid,
    output logic        w_axi_wready,
    output logic  [1:0] w_axi_bresp,
    output logic        w_axi_bvalid,
    input  logic        w_axi_bready,
    output logic [15:0] wm_axi_awaddr,
    output logic  [7:0] wm_axi_awlen,
    output logic        wm_axi_awvalid,
    input  logic        wm_axi_awready,
    output logic [31:0] wm_axi_wdata,
    output logic  [3:0] wm_axi_wstrb,
    output logic        wm_axi_wlast,
    output logic        wm_axi_wvalid,
    input  logic        wm_axi_wready,
    input  logic  [1:0] wm_axi_bresp,
    input  logic        wm_axi_bvalid,
    output logic        wm_axi_bready,
    input  logic [15:0] p_axi_awaddr,
    input  logic        p_axi_awvalid
);
  wire unused = &{1'b0, clk_i, p_axi_awaddr, p_axi_awvalid};

  assign rm_axi_araddr = r_axi_araddr;
  assign rm_axi_arvalid = r_axi_arvalid;
  assign r_axi_arready = rm_axi_arready;
  assign r_axi_rdata = rm_axi_rdata;
  assign r_axi_rresp = rm_axi_rresp;
  assign r_axi_rvalid = rm_axi_rvalid;
  assign rm_axi_rready = r_axi_rready;
  assign wm_axi_awaddr = w_axi_awaddr;
  assign wm_axi_awlen = w_axi_awlen;
  assign wm_axi_awvalid = w_axi_awvalid;
  assign w_axi_awready = wm_axi_awready;
  assign wm_axi_wdata = w_axi_wdata;
  assign wm_axi_wstrb = w_axi_wstrb;
  assign wm_axi_wlast = w_axi_wlast;
  assign wm_axi_wvalid = w_axi_wvalid;
  assign w_axi_wready = wm_axi_wready;
  assign w_axi_bresp = wm_axi_bresp;
  assign w_axi_bvalid = wm_axi_bvalid;
  assign wm_axi_bready = w_axi_bready;
endmodule
