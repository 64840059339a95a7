// SPDX-License-Identifier: Apache-2.0
// The models of XPM FIFOs with a clock for either side, 16 deep: 0 is xpm_fifo_async with READ_MODE
// "std", 1 with "fwft", 2 is xpm_fifo_axis.
module xpm_two_clocks (
  input  logic       wr_clk_i,
  input  logic       rd_clk_i,
  input  logic       rst_i,
  input  logic [2:0] wr_i, rd_i,
  input  logic [7:0] din_i,
  output logic [2:0] full_o, empty_o, valid_o, wr_busy_o,
  output logic [7:0] dout_o[3]
);
  logic fwft_empty, ready, valid;

  xpm_fifo_async #(
    .READ_MODE("std"), .FIFO_READ_LATENCY(1), .FIFO_WRITE_DEPTH(16), .WRITE_DATA_WIDTH(8),
    .READ_DATA_WIDTH(8), .USE_ADV_FEATURES("1000")
  ) i_std (
    .sleep(1'b0), .rst(rst_i), .wr_clk(wr_clk_i), .wr_en(wr_i[0]), .din(din_i), .full(full_o[0]),
    .prog_full(), .wr_data_count(), .overflow(), .wr_rst_busy(wr_busy_o[0]), .almost_full(),
    .wr_ack(), .rd_clk(rd_clk_i), .rd_en(rd_i[0]), .dout(dout_o[0]), .empty(empty_o[0]),
    .prog_empty(), .rd_data_count(), .underflow(), .rd_rst_busy(), .almost_empty(),
    .data_valid(valid_o[0]), .injectsbiterr(1'b0), .injectdbiterr(1'b0), .sbiterr(), .dbiterr());
  xpm_fifo_async #(
    .READ_MODE("fwft"), .FIFO_READ_LATENCY(0), .FIFO_WRITE_DEPTH(16), .WRITE_DATA_WIDTH(8),
    .READ_DATA_WIDTH(8)
  ) i_fwft (
    .sleep(1'b0), .rst(rst_i), .wr_clk(wr_clk_i), .wr_en(wr_i[1]), .din(din_i), .full(full_o[1]),
    .prog_full(), .wr_data_count(), .overflow(), .wr_rst_busy(wr_busy_o[1]), .almost_full(),
    .wr_ack(), .rd_clk(rd_clk_i), .rd_en(rd_i[1]), .dout(dout_o[1]), .empty(fwft_empty),
    .prog_empty(), .rd_data_count(), .underflow(), .rd_rst_busy(), .almost_empty(), .data_valid(),
    .injectsbiterr(1'b0), .injectdbiterr(1'b0), .sbiterr(), .dbiterr());
  assign empty_o[1] = fwft_empty;
  assign valid_o[1] = !fwft_empty;

  xpm_fifo_axis #(
    .CLOCKING_MODE("independent_clock"), .FIFO_DEPTH(16), .TDATA_WIDTH(8)
  ) i_axis (
    .s_aclk(wr_clk_i), .m_aclk(rd_clk_i), .s_aresetn(!rst_i), .s_axis_tvalid(wr_i[2]),
    .s_axis_tready(ready), .s_axis_tdata(din_i), .s_axis_tstrb('1), .s_axis_tkeep('1),
    .s_axis_tlast(1'b0), .s_axis_tid('0), .s_axis_tdest('0), .s_axis_tuser('0),
    .m_axis_tvalid(valid), .m_axis_tready(rd_i[2]), .m_axis_tdata(dout_o[2]), .m_axis_tstrb(),
    .m_axis_tkeep(), .m_axis_tlast(), .m_axis_tid(), .m_axis_tdest(), .m_axis_tuser(),
    .prog_full_axis(), .wr_data_count_axis(), .almost_full_axis(), .prog_empty_axis(),
    .rd_data_count_axis(), .almost_empty_axis(), .injectsbiterr_axis(1'b0),
    .injectdbiterr_axis(1'b0), .sbiterr_axis(), .dbiterr_axis());
  assign full_o[2] = !ready;
  assign empty_o[2] = !valid;
  assign valid_o[2] = valid;
  assign wr_busy_o[2] = 1'b0;
endmodule
