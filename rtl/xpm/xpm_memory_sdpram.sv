// SPDX-License-Identifier: Apache-2.0
// xpm_memory_sdpram: a behavioural model of AMD's macro of this name (UG974), a RAM with a port that
// writes and one that reads. Not for synthesis.
//
// Modelled: ports of different widths (a wide word is narrow ones, the first lowest), byte writes,
// READ_LATENCY_B, the reset of the last output register, MEMORY_INIT_FILE and MEMORY_INIT_PARAM.
// CLOCKING_MODE "common_clock": clka is the clock of both ports. A read of what is written at that
// clock gives the old word, with WRITE_MODE_B "write_first" the new one. Refused: ECC, sleep, resets
// that are "ASYNC" or to another value than 0, "write_first" with two clocks or different widths.
// Latency: READ_LATENCY_B clocks with enb; the last register moves with regceb when there are several.
/* verilator lint_save */
/* verilator lint_off UNUSEDPARAM */  // those of the macro that make no difference here
/* verilator lint_off WIDTH */  // widths are parameters, which each design chooses
module xpm_memory_sdpram #(
  parameter ADDR_WIDTH_A = 6,
  parameter ADDR_WIDTH_B = 6,
  parameter AUTO_SLEEP_TIME = 0,
  parameter BYTE_WRITE_WIDTH_A = 32,
  parameter CASCADE_HEIGHT = 0,
  parameter CLOCKING_MODE = "common_clock",
  parameter ECC_BIT_RANGE = "7:0",
  parameter ECC_MODE = "no_ecc",
  parameter ECC_TYPE = "none",
  parameter IGNORE_INIT_SYNTH = 0,
  parameter MEMORY_INIT_FILE = "none",
  parameter MEMORY_INIT_PARAM = "0",
  parameter MEMORY_OPTIMIZATION = "true",
  parameter MEMORY_PRIMITIVE = "auto",
  parameter MEMORY_SIZE = 2048,
  parameter MESSAGE_CONTROL = 0,
  parameter RAM_DECOMP = "auto",
  parameter READ_DATA_WIDTH_B = 32,
  parameter READ_LATENCY_B = 2,
  parameter READ_RESET_VALUE_B = "0",
  parameter RST_MODE_A = "SYNC",
  parameter RST_MODE_B = "SYNC",
  parameter SIM_ASSERT_CHK = 0,
  parameter USE_EMBEDDED_CONSTRAINT = 0,
  parameter USE_MEM_INIT = 1,
  parameter USE_MEM_INIT_MMI = 0,
  parameter WAKEUP_TIME = "disable_sleep",
  parameter WRITE_DATA_WIDTH_A = 32,
  parameter WRITE_MODE_B = "no_change",
  parameter WRITE_PROTECT = 1
) (
  input  logic                                             sleep,
  input  logic                                             clka,
  input  logic                                             ena,
  input  logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea,
  input  logic [ADDR_WIDTH_A-1:0]                          addra,
  input  logic [WRITE_DATA_WIDTH_A-1:0]                    dina,
  input  logic                                             injectsbiterra,
  input  logic                                             injectdbiterra,
  input  logic                                             clkb,
  input  logic                                             rstb,
  input  logic                                             enb,
  input  logic                                             regceb,
  input  logic [ADDR_WIDTH_B-1:0]                          addrb,
  output logic [READ_DATA_WIDTH_B-1:0]                     doutb,
  output logic                                             sbiterrb,
  output logic                                             dbiterrb
);
  localparam int UNIT_WIDTH =
      WRITE_DATA_WIDTH_A < READ_DATA_WIDTH_B ? WRITE_DATA_WIDTH_A : READ_DATA_WIDTH_B;
  localparam int WRITE_UNITS = WRITE_DATA_WIDTH_A / UNIT_WIDTH;
  localparam int READ_UNITS = READ_DATA_WIDTH_B / UNIT_WIDTH;
  localparam int BYTES = WRITE_DATA_WIDTH_A / BYTE_WRITE_WIDTH_A;
  localparam RESET_VALUES = READ_RESET_VALUE_B;
`include "xpm_memory_model.svh"
  if (WRITE_MODE_B == "write_first" && (!COMMON || WRITE_DATA_WIDTH_A != READ_DATA_WIDTH_B)) begin : gen_no_write_first
    $fatal(1, {"XPM model: WRITE_MODE_B is \"write_first\" with two clocks or ports of different ",
               "widths, which is not modelled"});
  end

  logic read_clk;
  assign read_clk = COMMON ? clka : clkb;

  logic [WRITE_DATA_WIDTH_A-1:0] written;
  always_comb begin
    for (int i = 0; i < WRITE_UNITS; ++i)
      written[UNIT_WIDTH*i+:UNIT_WIDTH] = memory[(32'(addra) * WRITE_UNITS + i) % UNITS];
    for (int i = 0; i < BYTES; ++i)
      if (wea[i]) written[BYTE_WRITE_WIDTH_A*i+:BYTE_WRITE_WIDTH_A] = dina[BYTE_WRITE_WIDTH_A*i+:BYTE_WRITE_WIDTH_A];
  end
  always @(posedge clka) begin
    if (ena && |wea)
      for (int i = 0; i < WRITE_UNITS; ++i)
        memory[(32'(addra) * WRITE_UNITS + i) % UNITS] <= written[UNIT_WIDTH*i+:UNIT_WIDTH];
  end

  logic [READ_DATA_WIDTH_B-1:0] stored, data;
  always_comb begin
    for (int i = 0; i < READ_UNITS; ++i)
      stored[UNIT_WIDTH*i+:UNIT_WIDTH] = memory[(32'(addrb) * READ_UNITS + i) % UNITS];
  end
  if (WRITE_MODE_B == "write_first") begin : g_new
    assign data = ena && |wea && 32'(addra) == 32'(addrb) ? written : stored;
  end else begin : g_old
    assign data = stored;
  end

  xpm_memory_output #(.WIDTH(READ_DATA_WIDTH_B), .LATENCY(READ_LATENCY_B)) i_out (
    .clk_i(read_clk), .rst_i(rstb), .enable_i(enb), .last_enable_i(regceb), .data_i(data),
    .data_o(doutb));

  assign {sbiterrb, dbiterrb} = '0;
  logic unused;
  assign unused = &{1'b0, clkb, sleep, injectsbiterra, injectdbiterra};
endmodule
/* verilator lint_restore */
