// SPDX-License-Identifier: Apache-2.0
// xpm_fifo_sync: a behavioural model of AMD's macro of this name, for RTL that instantiates it
// (UG974). Not for synthesis.
//
// Modelled: READ_MODE "std" with FIFO_READ_LATENCY of 1 and more, "fwft"; thresholds, counts, flags
// as USE_ADV_FEATURES has them; reset with its busy outputs. It holds FIFO_WRITE_DEPTH words, with
// "fwft" two more. Refused: ECC, sleep, DOUT_RESET_VALUE, read and write data of different widths.
// Latency: empty falls one clock after a write, full one clock after a read. Flags follow the words
// in the FIFO without delay; overflow, underflow and wr_ack come a clock after their cause.
/* verilator lint_save */
/* verilator lint_off UNUSEDPARAM */  // those of the macro that make no difference here
/* verilator lint_off WIDTH */  // widths are parameters, which each design chooses
module xpm_fifo_sync #(
  parameter CASCADE_HEIGHT = 0,
  parameter DOUT_RESET_VALUE = "0",
  parameter ECC_MODE = "no_ecc",
  parameter EN_SIM_ASSERT_ERR = "warning",
  parameter FIFO_MEMORY_TYPE = "auto",
  parameter FIFO_READ_LATENCY = 1,
  parameter FIFO_WRITE_DEPTH = 2048,
  parameter FULL_RESET_VALUE = 0,
  parameter PROG_EMPTY_THRESH = 10,
  parameter PROG_FULL_THRESH = 10,
  parameter RD_DATA_COUNT_WIDTH = 1,
  parameter READ_DATA_WIDTH = 32,
  parameter READ_MODE = "std",
  parameter SIM_ASSERT_CHK = 0,
  parameter USE_ADV_FEATURES = "0707",
  parameter WAKEUP_TIME = 0,
  parameter WRITE_DATA_WIDTH = 32,
  parameter WR_DATA_COUNT_WIDTH = 1
) (
  input  logic                           sleep,
  input  logic                           rst,
  input  logic                           wr_clk,
  input  logic                           wr_en,
  input  logic [WRITE_DATA_WIDTH-1:0]    din,
  output logic                           full,
  output logic                           prog_full,
  output logic [WR_DATA_COUNT_WIDTH-1:0] wr_data_count,
  output logic                           overflow,
  output logic                           wr_rst_busy,
  output logic                           almost_full,
  output logic                           wr_ack,
  input  logic                           rd_en,
  output logic [READ_DATA_WIDTH-1:0]     dout,
  output logic                           empty,
  output logic                           prog_empty,
  output logic [RD_DATA_COUNT_WIDTH-1:0] rd_data_count,
  output logic                           underflow,
  output logic                           rd_rst_busy,
  output logic                           almost_empty,
  output logic                           data_valid,
  input  logic                           injectsbiterr,
  input  logic                           injectdbiterr,
  output logic                           sbiterr,
  output logic                           dbiterr
);
  xpm_fifo_model #(
    .DOUT_RESET_VALUE(DOUT_RESET_VALUE), .ECC_MODE(ECC_MODE), .DEPTH(FIFO_WRITE_DEPTH),
    .FULL_RESET_VALUE(FULL_RESET_VALUE), .WAKEUP_TIME(WAKEUP_TIME),
    .LATENCY(FIFO_READ_LATENCY), .MODE(READ_MODE), .FEATURES(USE_ADV_FEATURES),
    .PROG_EMPTY(PROG_EMPTY_THRESH), .PROG_FULL(PROG_FULL_THRESH),
    .WRITE_WIDTH(WRITE_DATA_WIDTH), .READ_WIDTH(READ_DATA_WIDTH),
    .WR_COUNT_WIDTH(WR_DATA_COUNT_WIDTH), .RD_COUNT_WIDTH(RD_DATA_COUNT_WIDTH), .SYNC_STAGES(0)
  ) i_fifo (.rd_clk(wr_clk), .*);

  logic unused;
  assign unused = &{1'b0, sleep, injectsbiterr, injectdbiterr};
endmodule
/* verilator lint_restore */
