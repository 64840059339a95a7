// SPDX-License-Identifier: Apache-2.0
// The models of XPM macros side by side, as RTL instantiates them: by name, with some parameters.
module xpm_bank (
  input  logic        clk_i,
  input  logic        rst_i,
  // FIFOs, written and read together: "std" with latency 2, "fwft", two clocks (that are one)
  input  logic        wr_i,
  input  logic        rd_i,
  input  logic [7:0]  din_i,
  output logic [2:0]  full_o, empty_o, prog_full_o, prog_empty_o, overflow_o, underflow_o, valid_o,
  output logic [2:0]  busy_o, ack_o, almost_full_o, almost_empty_o,
  output logic [7:0]  dout_o[3],
  output logic [7:0]  words_o[3],
  // packets
  input  logic        p_valid_i, p_last_i, p_ready_i,
  input  logic [15:0] p_data_i,
  output logic        p_ready_o, p_valid_o, p_last_o,
  output logic [15:0] p_data_o,
  // memories: port A and B of three RAMs, one for each write mode
  input  logic        ena_i, enb_i, regce_i, rstb_i,
  input  logic [3:0]  wea_i, web_i,
  input  logic [3:0]  addra_i, addrb_i,
  input  logic [31:0] dina_i, dinb_i,
  output logic [31:0] douta_o[3], doutb_o[3],
  // a RAM that is written in words of 32 bits and read in bytes, with a start value; its clocks are
  // common, so that it needs no clkb
  output logic [7:0]  narrow_o,
  input  logic [5:0]  narrow_addr_i,
  // from one clock to another
  input  logic        cdc_i,
  output logic        cdc_o
);
  xpm_fifo_sync #(
    .READ_MODE("std"), .FIFO_READ_LATENCY(2), .FIFO_WRITE_DEPTH(16), .WRITE_DATA_WIDTH(8),
    .READ_DATA_WIDTH(8), .PROG_FULL_THRESH(10), .PROG_EMPTY_THRESH(5), .USE_ADV_FEATURES("1F1F"),
    .WR_DATA_COUNT_WIDTH(8), .RD_DATA_COUNT_WIDTH(8)
  ) i_std (
    .sleep(1'b0), .rst(rst_i), .wr_clk(clk_i), .wr_en(wr_i), .din(din_i), .full(full_o[0]),
    .prog_full(prog_full_o[0]), .wr_data_count(words_o[0]), .overflow(overflow_o[0]),
    .wr_rst_busy(busy_o[0]), .almost_full(almost_full_o[0]), .wr_ack(ack_o[0]), .rd_en(rd_i),
    .dout(dout_o[0]), .empty(empty_o[0]), .prog_empty(prog_empty_o[0]), .rd_data_count(),
    .underflow(underflow_o[0]), .rd_rst_busy(), .almost_empty(almost_empty_o[0]),
    .data_valid(valid_o[0]), .injectsbiterr(1'b0), .injectdbiterr(1'b0), .sbiterr(), .dbiterr());
  // The default features, 0707: no wr_ack, data_valid or almost flags.
  xpm_fifo_sync #(
    .READ_MODE("fwft"), .FIFO_READ_LATENCY(0), .FIFO_WRITE_DEPTH(16), .WRITE_DATA_WIDTH(8),
    .READ_DATA_WIDTH(8), .WR_DATA_COUNT_WIDTH(8), .RD_DATA_COUNT_WIDTH(8)
  ) i_fwft (
    .sleep(1'b0), .rst(rst_i), .wr_clk(clk_i), .wr_en(wr_i), .din(din_i), .full(full_o[1]),
    .prog_full(prog_full_o[1]), .wr_data_count(), .overflow(overflow_o[1]),
    .wr_rst_busy(busy_o[1]), .almost_full(almost_full_o[1]), .wr_ack(ack_o[1]), .rd_en(rd_i),
    .dout(dout_o[1]), .empty(empty_o[1]), .prog_empty(prog_empty_o[1]), .rd_data_count(words_o[1]),
    .underflow(underflow_o[1]), .rd_rst_busy(), .almost_empty(almost_empty_o[1]),
    .data_valid(valid_o[1]), .injectsbiterr(1'b0), .injectdbiterr(1'b0), .sbiterr(), .dbiterr());
  xpm_fifo_async #(
    .READ_MODE("fwft"), .FIFO_READ_LATENCY(0), .FIFO_WRITE_DEPTH(16), .WRITE_DATA_WIDTH(8),
    .READ_DATA_WIDTH(8), .CDC_SYNC_STAGES(3), .USE_ADV_FEATURES("1f1f"), .WR_DATA_COUNT_WIDTH(8)
  ) i_async (
    .sleep(1'b0), .rst(rst_i), .wr_clk(clk_i), .wr_en(wr_i), .din(din_i), .full(full_o[2]),
    .prog_full(prog_full_o[2]), .wr_data_count(words_o[2]), .overflow(overflow_o[2]),
    .wr_rst_busy(busy_o[2]), .almost_full(almost_full_o[2]), .wr_ack(ack_o[2]), .rd_clk(clk_i),
    .rd_en(rd_i), .dout(dout_o[2]), .empty(empty_o[2]), .prog_empty(prog_empty_o[2]),
    .rd_data_count(), .underflow(underflow_o[2]), .rd_rst_busy(), .almost_empty(almost_empty_o[2]),
    .data_valid(valid_o[2]), .injectsbiterr(1'b0), .injectdbiterr(1'b0), .sbiterr(), .dbiterr());

  xpm_fifo_axis #(.FIFO_DEPTH(16), .TDATA_WIDTH(16), .PACKET_FIFO("true")) i_packets (
    .s_aclk(clk_i), .m_aclk(clk_i), .s_aresetn(!rst_i), .s_axis_tvalid(p_valid_i),
    .s_axis_tready(p_ready_o), .s_axis_tdata(p_data_i), .s_axis_tstrb('1), .s_axis_tkeep('1),
    .s_axis_tlast(p_last_i), .s_axis_tid('0), .s_axis_tdest('0), .s_axis_tuser('0),
    .m_axis_tvalid(p_valid_o), .m_axis_tready(p_ready_i), .m_axis_tdata(p_data_o), .m_axis_tstrb(),
    .m_axis_tkeep(), .m_axis_tlast(p_last_o), .m_axis_tid(), .m_axis_tdest(), .m_axis_tuser(),
    .prog_full_axis(), .wr_data_count_axis(), .almost_full_axis(), .prog_empty_axis(),
    .rd_data_count_axis(), .almost_empty_axis(), .injectsbiterr_axis(1'b0),
    .injectdbiterr_axis(1'b0), .sbiterr_axis(), .dbiterr_axis());

  for (genvar i = 0; i < 3; ++i) begin : g_ram
    xpm_memory_tdpram #(
      .ADDR_WIDTH_A(4), .ADDR_WIDTH_B(4), .MEMORY_SIZE(512), .BYTE_WRITE_WIDTH_A(8),
      .BYTE_WRITE_WIDTH_B(8), .READ_LATENCY_A(1), .READ_LATENCY_B(3),
      .WRITE_MODE_A(i == 0 ? "no_change" : i == 1 ? "read_first" : "write_first"),
      .WRITE_MODE_B(i == 0 ? "no_change" : i == 1 ? "read_first" : "write_first"),
      .MEMORY_INIT_PARAM("12345678,9ABcdef0,7")
    ) i_tdp (
      .sleep(1'b0), .clka(clk_i), .rsta(1'b0), .ena(ena_i), .regcea(1'b1), .wea(wea_i),
      .addra(addra_i), .dina(dina_i), .injectsbiterra(1'b0), .injectdbiterra(1'b0),
      .douta(douta_o[i]), .sbiterra(), .dbiterra(), .clkb(clk_i), .rstb(rstb_i), .enb(enb_i),
      .regceb(regce_i), .web(web_i), .addrb(addrb_i), .dinb(dinb_i), .injectsbiterrb(1'b0),
      .injectdbiterrb(1'b0), .doutb(doutb_o[i]), .sbiterrb(), .dbiterrb());
  end

  xpm_memory_sdpram #(
    .ADDR_WIDTH_A(4), .ADDR_WIDTH_B(6), .MEMORY_SIZE(512), .BYTE_WRITE_WIDTH_A(8),
    .WRITE_DATA_WIDTH_A(32), .READ_DATA_WIDTH_B(8), .READ_LATENCY_B(1),
    .MEMORY_INIT_FILE("testbenches/xpm/start.mem")
  ) i_sdp (
    .sleep(1'b0), .clka(clk_i), .ena(ena_i), .wea(wea_i), .addra(addra_i), .dina(dina_i),
    .injectsbiterra(1'b0), .injectdbiterra(1'b0), .clkb(1'b0), .rstb(1'b0), .enb(1'b1),
    .regceb(1'b1), .addrb(narrow_addr_i), .doutb(narrow_o), .sbiterrb(), .dbiterrb());

  xpm_cdc_single #(.DEST_SYNC_FF(3), .SRC_INPUT_REG(1)) i_cdc (
    .src_clk(clk_i), .src_in(cdc_i), .dest_clk(clk_i), .dest_out(cdc_o));
endmodule
