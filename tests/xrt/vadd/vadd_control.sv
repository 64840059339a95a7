// SPDX-License-Identifier: Apache-2.0
// AXI4-Lite register file of the vector-add kernel, with the ap_ctrl_hs block of XRT kernels at 0.
//
//   0x00 control   bit 0 start (self clearing), 1 done (cleared by reading), 2 idle, 3 ready,
//                  7 auto restart
//   0x04 global interrupt enable   0x08 interrupt enable (bit 0 done)   0x0C interrupt status
//   0x10 a   0x1C b   0x28 c   addresses, 64 bits     0x34 length in 32-bit words
//   0x38 runs since reset, read only
//   other offsets below 0x40 read 0; from 0x40 on SLVERR
//
// Latency: a write is answered 1 clock after its address and data were taken, a read 1 clock after
// its address. Throughput: one access at a time.
module vadd_control (
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
  input  logic        s_axi_control_rready,
  output logic        interrupt,
  output logic        start_o,   // high until ready_i
  input  logic        ready_i,   // the core took the start
  input  logic        done_i,    // one clock
  input  logic        idle_i,
  output logic [63:0] a_o,
  output logic [63:0] b_o,
  output logic [63:0] c_o,
  output logic [31:0] length_o
);
  localparam logic [1:0] OKAY = 2'b00;
  localparam logic [1:0] SLVERR = 2'b10;

  logic start_q, done_q, auto_restart_q, gie_q, ier_q, isr_q;
  logic [63:0] a_q, b_q, c_q;
  logic [31:0] length_q, runs_q;

  // A write happens when both its halves are on the port and no answer is waiting.
  logic write, read, write_hit, read_hit;
  logic [3:0] write_word, read_word;
  logic [31:0] mask, read_data;

  assign write = s_axi_control_awvalid && s_axi_control_wvalid && !s_axi_control_bvalid;
  assign read = s_axi_control_arvalid && !s_axi_control_rvalid;
  assign s_axi_control_awready = write;
  assign s_axi_control_wready = write;
  assign s_axi_control_arready = !s_axi_control_rvalid;
  assign write_hit = s_axi_control_awaddr[11:6] == '0;
  assign read_hit = s_axi_control_araddr[11:6] == '0;
  assign write_word = s_axi_control_awaddr[5:2];
  assign read_word = s_axi_control_araddr[5:2];

  for (genvar lane = 0; lane < 4; lane++) begin : g_mask
    assign mask[8*lane +: 8] = {8{s_axi_control_wstrb[lane]}};
  end

  function automatic logic [31:0] merge(logic [31:0] old, logic [31:0] data, logic [31:0] strobes);
    return (old & ~strobes) | (data & strobes);
  endfunction

  always_ff @(posedge ap_clk) begin
    if (write && write_hit) begin
      unique case (write_word)
        4'h4: a_q[31:0] <= merge(a_q[31:0], s_axi_control_wdata, mask);
        4'h5: a_q[63:32] <= merge(a_q[63:32], s_axi_control_wdata, mask);
        4'h7: b_q[31:0] <= merge(b_q[31:0], s_axi_control_wdata, mask);
        4'h8: b_q[63:32] <= merge(b_q[63:32], s_axi_control_wdata, mask);
        4'hA: c_q[31:0] <= merge(c_q[31:0], s_axi_control_wdata, mask);
        4'hB: c_q[63:32] <= merge(c_q[63:32], s_axi_control_wdata, mask);
        4'hD: length_q <= merge(length_q, s_axi_control_wdata, mask);
        default: ;
      endcase
    end
    if (!ap_rst_n) begin
      a_q <= '0;
      b_q <= '0;
      c_q <= '0;
      length_q <= '0;
    end
  end

  logic write_control, write_isr;
  assign write_control = write && write_hit && write_word == 4'h0 && s_axi_control_wstrb[0];
  assign write_isr = write && write_hit && write_word == 4'h3 && s_axi_control_wstrb[0];

  always_ff @(posedge ap_clk) begin
    if (ready_i) start_q <= auto_restart_q;
    if (read && read_hit && read_word == 4'h0) done_q <= 1'b0;
    if (write_isr && s_axi_control_wdata[0]) isr_q <= !isr_q;
    if (write && write_hit && write_word == 4'h1 && s_axi_control_wstrb[0]) begin
      gie_q <= s_axi_control_wdata[0];
    end
    if (write && write_hit && write_word == 4'h2 && s_axi_control_wstrb[0]) begin
      ier_q <= s_axi_control_wdata[0];
    end
    if (done_i) begin
      done_q <= 1'b1;
      runs_q <= runs_q + 1;
      if (ier_q) isr_q <= 1'b1;
    end
    if (write_control) begin
      auto_restart_q <= s_axi_control_wdata[7];
      if (s_axi_control_wdata[0]) start_q <= 1'b1;
    end
    if (!ap_rst_n) begin
      start_q <= 1'b0;
      done_q <= 1'b0;
      auto_restart_q <= 1'b0;
      gie_q <= 1'b0;
      ier_q <= 1'b0;
      isr_q <= 1'b0;
      runs_q <= '0;
    end
  end

  always_comb begin
    unique case (read_word)
      4'h0: read_data = {24'b0, auto_restart_q, 3'b0, ready_i, idle_i && !start_q, done_q, start_q};
      4'h1: read_data = {31'b0, gie_q};
      4'h2: read_data = {31'b0, ier_q};
      4'h3: read_data = {31'b0, isr_q};
      4'h4: read_data = a_q[31:0];
      4'h5: read_data = a_q[63:32];
      4'h7: read_data = b_q[31:0];
      4'h8: read_data = b_q[63:32];
      4'hA: read_data = c_q[31:0];
      4'hB: read_data = c_q[63:32];
      4'hD: read_data = length_q;
      4'hE: read_data = runs_q;
      default: read_data = '0;
    endcase
  end

  always_ff @(posedge ap_clk) begin
    if (s_axi_control_bready) s_axi_control_bvalid <= 1'b0;
    if (s_axi_control_rready) s_axi_control_rvalid <= 1'b0;
    if (write) begin
      s_axi_control_bvalid <= 1'b1;
      s_axi_control_bresp <= write_hit ? OKAY : SLVERR;
    end
    if (read) begin
      s_axi_control_rvalid <= 1'b1;
      s_axi_control_rresp <= read_hit ? OKAY : SLVERR;
      s_axi_control_rdata <= read_hit ? read_data : '0;
    end
    if (!ap_rst_n) begin
      s_axi_control_bvalid <= 1'b0;
      s_axi_control_rvalid <= 1'b0;
    end
  end

  assign start_o = start_q;
  assign a_o = a_q;
  assign b_o = b_q;
  assign c_o = c_q;
  assign length_o = length_q;
  assign interrupt = gie_q && isr_q;

  // Byte addresses inside a word are ignored.
  logic unused;
  assign unused = &{1'b0, s_axi_control_awaddr[1:0], s_axi_control_araddr[1:0]};
endmodule
