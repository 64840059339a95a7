// SPDX-License-Identifier: Apache-2.0
// xpm_memory_tdpram: a behavioural model of AMD's macro of this name (UG974), a RAM with two ports
// that read and write. Not for synthesis.
//
// Modelled: WRITE_MODE_A/B "no_change", "read_first", "write_first"; byte writes; READ_LATENCY_A/B;
// resets of the last output register; MEMORY_INIT_FILE and MEMORY_INIT_PARAM. CLOCKING_MODE
// "common_clock": clka is the clock of both ports. Refused: ECC, sleep, resets that are "ASYNC" or to
// another value than 0, ports of different widths. Both ports writing one word at once leave what port
// B writes.
// Latency: READ_LATENCY clocks with ena; the last register moves with regcea when there are several.
/* verilator lint_save */
/* verilator lint_off UNUSEDPARAM */  // those of the macro that make no difference here
/* verilator lint_off MULTIDRIVEN */  // both ports write the memory
/* verilator lint_off WIDTH */  // widths are parameters, which each design chooses
module xpm_memory_tdpram #(
  parameter ADDR_WIDTH_A = 6,
  parameter ADDR_WIDTH_B = 6,
  parameter AUTO_SLEEP_TIME = 0,
  parameter BYTE_WRITE_WIDTH_A = 32,
  parameter BYTE_WRITE_WIDTH_B = 32,
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
  parameter READ_DATA_WIDTH_A = 32,
  parameter READ_DATA_WIDTH_B = 32,
  parameter READ_LATENCY_A = 2,
  parameter READ_LATENCY_B = 2,
  parameter READ_RESET_VALUE_A = "0",
  parameter READ_RESET_VALUE_B = "0",
  parameter RST_MODE_A = "SYNC",
  parameter RST_MODE_B = "SYNC",
  parameter SIM_ASSERT_CHK = 0,
  parameter USE_EMBEDDED_CONSTRAINT = 0,
  parameter USE_MEM_INIT = 1,
  parameter USE_MEM_INIT_MMI = 0,
  parameter WAKEUP_TIME = "disable_sleep",
  parameter WRITE_DATA_WIDTH_A = 32,
  parameter WRITE_DATA_WIDTH_B = 32,
  parameter WRITE_MODE_A = "no_change",
  parameter WRITE_MODE_B = "no_change",
  parameter WRITE_PROTECT = 1
) (
  input  logic                                             sleep,
  input  logic                                             clka,
  input  logic                                             rsta,
  input  logic                                             ena,
  input  logic                                             regcea,
  input  logic [WRITE_DATA_WIDTH_A/BYTE_WRITE_WIDTH_A-1:0] wea,
  input  logic [ADDR_WIDTH_A-1:0]                          addra,
  input  logic [WRITE_DATA_WIDTH_A-1:0]                    dina,
  input  logic                                             injectsbiterra,
  input  logic                                             injectdbiterra,
  output logic [READ_DATA_WIDTH_A-1:0]                     douta,
  output logic                                             sbiterra,
  output logic                                             dbiterra,
  input  logic                                             clkb,
  input  logic                                             rstb,
  input  logic                                             enb,
  input  logic                                             regceb,
  input  logic [WRITE_DATA_WIDTH_B/BYTE_WRITE_WIDTH_B-1:0] web,
  input  logic [ADDR_WIDTH_B-1:0]                          addrb,
  input  logic [WRITE_DATA_WIDTH_B-1:0]                    dinb,
  input  logic                                             injectsbiterrb,
  input  logic                                             injectdbiterrb,
  output logic [READ_DATA_WIDTH_B-1:0]                     doutb,
  output logic                                             sbiterrb,
  output logic                                             dbiterrb
);
  localparam int UNIT_WIDTH = WRITE_DATA_WIDTH_A;
  if (READ_DATA_WIDTH_A != UNIT_WIDTH || READ_DATA_WIDTH_B != UNIT_WIDTH ||
      WRITE_DATA_WIDTH_B != UNIT_WIDTH) begin : gen_no_widths
    $fatal(1, "XPM model: the data widths of a memory's ports differ, which is not modelled");
  end
  localparam RESET_VALUES = {READ_RESET_VALUE_A, READ_RESET_VALUE_B};
`include "xpm_memory_model.svh"
  logic b_clk;
  assign b_clk = COMMON ? clka : clkb;

  logic [UNIT_WIDTH-1:0] word_a, word_b;  // after the write, as that port sees it
  always_comb begin
    word_a = memory[32'(addra) % UNITS];
    for (int i = 0; i < WRITE_DATA_WIDTH_A / BYTE_WRITE_WIDTH_A; ++i)
      if (wea[i]) word_a[BYTE_WRITE_WIDTH_A*i+:BYTE_WRITE_WIDTH_A] = dina[BYTE_WRITE_WIDTH_A*i+:BYTE_WRITE_WIDTH_A];
    word_b = memory[32'(addrb) % UNITS];
    for (int i = 0; i < WRITE_DATA_WIDTH_B / BYTE_WRITE_WIDTH_B; ++i)
      if (web[i]) word_b[BYTE_WRITE_WIDTH_B*i+:BYTE_WRITE_WIDTH_B] = dinb[BYTE_WRITE_WIDTH_B*i+:BYTE_WRITE_WIDTH_B];
  end
  always @(posedge clka) if (ena && |wea) memory[32'(addra) % UNITS] <= word_a;
  always @(posedge b_clk) if (enb && |web) memory[32'(addrb) % UNITS] <= word_b;

  xpm_memory_output #(.WIDTH(UNIT_WIDTH), .LATENCY(READ_LATENCY_A)) i_out_a (
    .clk_i(clka), .rst_i(rsta), .last_enable_i(regcea),
    .enable_i(ena && (WRITE_MODE_A != "no_change" || wea == 0)),
    .data_i(WRITE_MODE_A == "write_first" ? word_a : memory[32'(addra) % UNITS]), .data_o(douta));
  xpm_memory_output #(.WIDTH(UNIT_WIDTH), .LATENCY(READ_LATENCY_B)) i_out_b (
    .clk_i(b_clk), .rst_i(rstb), .last_enable_i(regceb),
    .enable_i(enb && (WRITE_MODE_B != "no_change" || web == 0)),
    .data_i(WRITE_MODE_B == "write_first" ? word_b : memory[32'(addrb) % UNITS]), .data_o(doutb));

  assign {sbiterra, dbiterra, sbiterrb, dbiterrb} = '0;
  logic unused;
  assign unused = &{1'b0, clkb, sleep, injectsbiterra, injectdbiterra, injectsbiterrb, injectdbiterrb};
endmodule
/* verilator lint_restore */
