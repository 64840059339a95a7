// SPDX-License-Identifier: Apache-2.0
`timescale 1ns / 1ps
`default_nettype none
// Copies n words from a to c, adding s to each; one beat a time. Registers from 0x10: plain words.
module copy_add #(parameter AW = 12, parameter MAW = 64, parameter CHAIN = 0) (
  input  wire ap_clk, input wire ap_rst_n,
  input  wire [AW-1:0] s_axi_control_awaddr, input wire s_axi_control_awvalid, output wire s_axi_control_awready,
  input  wire [31:0] s_axi_control_wdata, input wire [3:0] s_axi_control_wstrb, input wire s_axi_control_wvalid, output wire s_axi_control_wready,
  output wire [1:0] s_axi_control_bresp, output reg s_axi_control_bvalid, input wire s_axi_control_bready,
  input  wire [AW-1:0] s_axi_control_araddr, input wire s_axi_control_arvalid, output wire s_axi_control_arready,
  output reg [31:0] s_axi_control_rdata, output wire [1:0] s_axi_control_rresp, output reg s_axi_control_rvalid, input wire s_axi_control_rready,
  output reg [MAW-1:0] m_axi_gmem_araddr, output wire [7:0] m_axi_gmem_arlen, output wire [2:0] m_axi_gmem_arsize, output wire [1:0] m_axi_gmem_arburst,
  output reg m_axi_gmem_arvalid, input wire m_axi_gmem_arready, input wire [31:0] m_axi_gmem_rdata, input wire [1:0] m_axi_gmem_rresp, input wire m_axi_gmem_rlast, input wire m_axi_gmem_rvalid, output wire m_axi_gmem_rready,
  output reg [MAW-1:0] m_axi_gmem_awaddr, output wire [7:0] m_axi_gmem_awlen, output wire [2:0] m_axi_gmem_awsize, output wire [1:0] m_axi_gmem_awburst,
  output reg m_axi_gmem_awvalid, input wire m_axi_gmem_awready, output reg [31:0] m_axi_gmem_wdata, output wire [3:0] m_axi_gmem_wstrb, output wire m_axi_gmem_wlast, output reg m_axi_gmem_wvalid, input wire m_axi_gmem_wready,
  input wire [1:0] m_axi_gmem_bresp, input wire m_axi_gmem_bvalid, output wire m_axi_gmem_bready
);
  localparam NREG = 1 << (AW - 2);
  reg [31:0] regs [0:NREG-1];
  wire wgo = s_axi_control_awvalid & s_axi_control_wvalid & (~s_axi_control_bvalid | s_axi_control_bready);
  assign s_axi_control_awready = wgo; assign s_axi_control_wready = wgo;
  assign s_axi_control_bresp = 2'b00; assign s_axi_control_rresp = 2'b00;
  assign s_axi_control_arready = ~s_axi_control_rvalid | s_axi_control_rready;
  wire [AW-3:0] wa = s_axi_control_awaddr[AW-1:2], ra = s_axi_control_araddr[AW-1:2];
  reg start, done, busy; reg [1:0] st; reg [31:0] i;
  wire [63:0] a = {regs[5], regs[4]}, c = {regs[8], regs[7]};
  wire [31:0] n = regs[10], s = regs[12];
  assign m_axi_gmem_arlen = 0; assign m_axi_gmem_awlen = 0; assign m_axi_gmem_arsize = 3'd2; assign m_axi_gmem_awsize = 3'd2;
  assign m_axi_gmem_arburst = 2'b01; assign m_axi_gmem_awburst = 2'b01; assign m_axi_gmem_wstrb = 4'hf; assign m_axi_gmem_wlast = 1'b1;
  assign m_axi_gmem_rready = 1'b1; assign m_axi_gmem_bready = 1'b1;
  always @(posedge ap_clk) begin
    if (!ap_rst_n) begin
      s_axi_control_bvalid <= 0; s_axi_control_rvalid <= 0; start <= 0; done <= 0; busy <= 0; st <= 0;
      m_axi_gmem_arvalid <= 0; m_axi_gmem_awvalid <= 0; m_axi_gmem_wvalid <= 0;
    end else begin
      s_axi_control_bvalid <= wgo | (s_axi_control_bvalid & ~s_axi_control_bready);
      if (wgo) begin
        regs[wa] <= s_axi_control_wdata;
        if (wa == 0 && s_axi_control_wdata[0]) start <= 1;
        if (CHAIN != 0 && wa == 0 && s_axi_control_wdata[4]) done <= 0;
      end
      if (s_axi_control_arvalid & s_axi_control_arready) begin
        s_axi_control_rdata <= ra == 0 ? {28'd0, start, ~busy & ~start, done, start} : regs[ra];
        if (CHAIN == 0 && ra == 0) done <= 0;
      end
      s_axi_control_rvalid <= (s_axi_control_arvalid & s_axi_control_arready) | (s_axi_control_rvalid & ~s_axi_control_rready);
      if (start & ~busy) begin busy <= 1; i <= 0; st <= 0; start <= 0; end
      if (busy) case (st)
        0: if (i == n) begin busy <= 0; done <= 1; end
           else begin m_axi_gmem_araddr <= a + 4 * i; m_axi_gmem_arvalid <= 1; st <= 1; end
        1: begin
             if (m_axi_gmem_arvalid & m_axi_gmem_arready) m_axi_gmem_arvalid <= 0;
             if (m_axi_gmem_rvalid) begin m_axi_gmem_wdata <= m_axi_gmem_rdata + s; m_axi_gmem_wvalid <= 1; m_axi_gmem_awaddr <= c + 4 * i; m_axi_gmem_awvalid <= 1; st <= 2; end
           end
        2: begin
             if (m_axi_gmem_awready) m_axi_gmem_awvalid <= 0;
             if (m_axi_gmem_wready) m_axi_gmem_wvalid <= 0;
             if (m_axi_gmem_bvalid) begin i <= i + 1; st <= 0; end
           end
      endcase
    end
  end
endmodule
`default_nettype wire
