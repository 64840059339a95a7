// SPDX-License-Identifier: Apache-2.0
// Kernel without memory that is busy for as long as asked, and that fails in as many ways as asked.
//
//   0x00 control   bit 0 start (self clearing), 1 done (CHAIN = 0: cleared by reading), 2 idle,
//                  4 continue (CHAIN = 1: clears done)
//   0x10 length    clocks from start to done; all ones: for ever
//   0x14 fault     writing 1: $finish, 2: $fatal, 3: failing assertion, 4: the register port falls
//                  silent, 5: BVALID that nobody asked for, 6: $error in a final block, 7: a
//                  message in one
//   0x18 clocks    since reset, read only
//   other offsets read 0 and ignore writes
//
// Latency: a write is answered 1 clock after its address and data were taken, a read 1 clock after
// its address. Throughput: one access at a time.
module probe #(
  parameter bit CHAIN = 1'b0  // ap_ctrl_chain in place of ap_ctrl_hs
) (
  input  logic        ap_clk,
  input  logic        ap_rst_n,
  input  logic [11:0] s_axi_control_awaddr,
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
  input  logic        s_axi_control_arvalid,
  output logic        s_axi_control_arready,
  output logic [31:0] s_axi_control_rdata,
  output logic [1:0]  s_axi_control_rresp,
  output logic        s_axi_control_rvalid,
  input  logic        s_axi_control_rready
);
  localparam logic [11:0] CONTROL = 12'h00;
  localparam logic [11:0] LENGTH = 12'h10;
  localparam logic [11:0] FAULT = 12'h14;
  localparam logic [11:0] CLOCKS = 12'h18;

  logic busy_q, done_q, silent_q;
  logic [31:0] length_q, left_q, clocks_q, fault_q;
  logic write, read;

  assign write = s_axi_control_awvalid && s_axi_control_wvalid && !s_axi_control_bvalid && !silent_q;
  assign read = s_axi_control_arvalid && !s_axi_control_rvalid && !silent_q;
  assign s_axi_control_awready = write;
  assign s_axi_control_wready = write;
  assign s_axi_control_arready = read;
  assign s_axi_control_bresp = 2'b00;
  assign s_axi_control_rresp = 2'b00;

  always_ff @(posedge ap_clk) begin
    clocks_q <= clocks_q + 1;
    if (busy_q && left_q != '1) left_q <= left_q - 1;
    if (read && s_axi_control_araddr == CONTROL && !CHAIN) done_q <= 1'b0;
    if (busy_q && left_q == 0) begin
      busy_q <= 1'b0;
      done_q <= 1'b1;
    end
    if (write) begin
      unique case (s_axi_control_awaddr)
        CONTROL: begin
          if (s_axi_control_wdata[0]) begin
            busy_q <= 1'b1;
            left_q <= length_q;
          end
          if (s_axi_control_wdata[4] && CHAIN) done_q <= 1'b0;
        end
        LENGTH: length_q <= s_axi_control_wdata;
        FAULT: fault_q <= s_axi_control_wdata;
        default: ;
      endcase
    end
    if (!ap_rst_n) begin
      clocks_q <= '0;
      busy_q <= 1'b0;
      done_q <= 1'b0;
      length_q <= '0;
      fault_q <= '0;
    end
  end

  always_ff @(posedge ap_clk) begin
    if (s_axi_control_bready) s_axi_control_bvalid <= 1'b0;
    if (s_axi_control_rready) s_axi_control_rvalid <= 1'b0;
    if (write || fault_q == 5) s_axi_control_bvalid <= 1'b1;
    if (read) begin
      s_axi_control_rvalid <= 1'b1;
      unique case (s_axi_control_araddr)
        CONTROL: s_axi_control_rdata <= {29'b0, !busy_q, done_q, 1'b0};
        LENGTH: s_axi_control_rdata <= length_q;
        CLOCKS: s_axi_control_rdata <= clocks_q;
        default: s_axi_control_rdata <= '0;
      endcase
    end
    if (!ap_rst_n) begin
      s_axi_control_bvalid <= 1'b0;
      s_axi_control_rvalid <= 1'b0;
    end
  end

  always_ff @(posedge ap_clk) begin
    silent_q <= ap_rst_n && fault_q == 4;
    if (ap_rst_n) begin
      if (fault_q == 1) $finish;
      if (fault_q == 2) $fatal(1, "fault 2 was asked for");
      no_fault_3: assert (fault_q != 3) else $error("fault 3 was asked for");
    end
  end

  final begin
    if (fault_q == 6) $error("fault 6 was asked for");
    if (fault_q == 7) $display("fault 7: the last words of probe");
  end

  // Strobes are for kernels with narrower registers.
  logic unused;
  assign unused = &{1'b0, s_axi_control_wstrb};
endmodule
