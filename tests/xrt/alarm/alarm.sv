// SPDX-License-Identifier: Apache-2.0
// User-managed kernel that rings after as many clocks as asked. Written as RTL of others often is: with
// delays, and a macro of AMD's.
//
//   0x00 control   writing bit 0 starts it; reads 0
//   0x04 GIE       bit 0: the interrupt goes out at all
//   0x08 IER       bit 0: the end of the time raises it
//   0x0c ISR       bit 0: raised; writing 1 clears it
//   0x10 length    clocks from start to end
//   0x18 rings     so often, read only
//   0x1c clocks    since reset, read only
//
// `interrupt` is high as long as it is enabled and raised.
module alarm (
  input  logic        ap_clk,
  input  logic        ap_rst_n,
  input  logic [11:0] s_axi_control_awaddr,
  input  logic        s_axi_control_awvalid,
  output logic        s_axi_control_awready,
  input  logic [31:0] s_axi_control_wdata,
  input  logic        s_axi_control_wvalid,
  output logic        s_axi_control_wready,
  output logic [1:0]  s_axi_control_bresp,
  output logic        s_axi_control_bvalid,
  input  logic        s_axi_control_bready,
  input  logic [11:0] s_axi_control_araddr,
  input  logic        s_axi_control_arvalid,
  output logic        s_axi_control_arready,
  output logic [31:0] s_axi_control_rdata,
  output logic [1:0]  s_axi_control_rresp,
  output logic        s_axi_control_rvalid,
  input  logic        s_axi_control_rready,
  output logic        interrupt
);
  logic busy, gie, ier, isr, raised;
  logic [31:0] length, left, rings, clocks;
  logic write, read;

  assign write = s_axi_control_awvalid && s_axi_control_wvalid && !s_axi_control_bvalid;
  assign read = s_axi_control_arvalid && !s_axi_control_rvalid;
  assign s_axi_control_awready = write;
  assign s_axi_control_wready = write;
  assign s_axi_control_arready = read;
  assign s_axi_control_bresp = 2'b00;
  assign s_axi_control_rresp = 2'b00;

  always_ff @(posedge ap_clk) begin
    clocks <= #1 clocks + 1;
    if (busy) left <= #1 left - 1;
    if (busy && left == 0) begin
      busy <= #1 1'b0;
      rings <= #1 rings + 1;
      if (ier) isr <= #1 1'b1;
    end
    if (write) begin
      unique case (s_axi_control_awaddr)
        12'h00: if (s_axi_control_wdata[0]) begin
          busy <= #1 1'b1;
          left <= #1 length;
        end
        12'h04: gie <= #1 s_axi_control_wdata[0];
        12'h08: ier <= #1 s_axi_control_wdata[0];
        12'h0c: if (s_axi_control_wdata[0]) isr <= #1 1'b0;
        12'h10: length <= #1 s_axi_control_wdata;
        default: ;
      endcase
    end
    if (!ap_rst_n) {busy, gie, ier, isr, length, left, rings, clocks} <= #1 '0;
  end

  always_ff @(posedge ap_clk) begin
    if (s_axi_control_bready) s_axi_control_bvalid <= #1 1'b0;
    if (s_axi_control_rready) s_axi_control_rvalid <= #1 1'b0;
    if (write) s_axi_control_bvalid <= #1 1'b1;
    if (read) begin
      s_axi_control_rvalid <= #1 1'b1;
      unique case (s_axi_control_araddr)
        12'h04: s_axi_control_rdata <= #1 {31'b0, gie};
        12'h08: s_axi_control_rdata <= #1 {31'b0, ier};
        12'h0c: s_axi_control_rdata <= #1 {31'b0, isr};
        12'h10: s_axi_control_rdata <= #1 length;
        12'h18: s_axi_control_rdata <= #1 rings;
        12'h1c: s_axi_control_rdata <= #1 clocks;
        default: s_axi_control_rdata <= #1 '0;
      endcase
    end
    if (!ap_rst_n) {s_axi_control_bvalid, s_axi_control_rvalid} <= #1 '0;
  end

  // The line as a register of its own: one that is two stages old would ring on after it is cleared.
  xpm_cdc_single #(.DEST_SYNC_FF(2), .SRC_INPUT_REG(0)) i_raised (
    .src_clk(1'b0), .src_in(isr), .dest_clk(ap_clk), .dest_out(raised));
  assign interrupt = gie && isr && raised;
endmodule
