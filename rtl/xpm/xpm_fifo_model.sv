// SPDX-License-Identifier: Apache-2.0
// xpm_fifo_model: what the models of xpm_fifo_sync and xpm_fifo_async have in common; their headers
// say what is modelled.
//
// Parameters: those of the macros; SYNC_STAGES clocks until a side sees what the other has done, 0 for
// one clock on both sides.
//
// Words that fit, by AMD's documents: DEPTH, two more with MODE "fwft", one less with two clocks.
/* verilator lint_save */
/* verilator lint_off WIDTH */  // widths are parameters, which each design chooses
module xpm_fifo_model #(
  parameter DOUT_RESET_VALUE = "0",
  parameter ECC_MODE = "no_ecc",
  parameter int DEPTH = 2048,
  parameter int FULL_RESET_VALUE = 0,
  parameter int LATENCY = 1,
  parameter MODE = "std",
  parameter FEATURES = "0707",
  parameter int WAKEUP_TIME = 0,
  parameter int PROG_EMPTY = 10,
  parameter int PROG_FULL = 10,
  parameter int WRITE_WIDTH = 32,
  parameter int READ_WIDTH = 32,
  parameter int WR_COUNT_WIDTH = 1,
  parameter int RD_COUNT_WIDTH = 1,
  parameter int SYNC_STAGES = 0
) (
  input  logic                      rst,
  input  logic                      wr_clk,
  input  logic                      wr_en,
  input  logic [WRITE_WIDTH-1:0]    din,
  output logic                      full,
  output logic                      prog_full,
  output logic [WR_COUNT_WIDTH-1:0] wr_data_count,
  output logic                      overflow,
  output logic                      wr_rst_busy,
  output logic                      almost_full,
  output logic                      wr_ack,
  input  logic                      rd_clk,
  input  logic                      rd_en,
  output logic [READ_WIDTH-1:0]     dout,
  output logic                      empty,
  output logic                      prog_empty,
  output logic [RD_COUNT_WIDTH-1:0] rd_data_count,
  output logic                      underflow,
  output logic                      rd_rst_busy,
  output logic                      almost_empty,
  output logic                      data_valid,
  output logic                      sbiterr,
  output logic                      dbiterr
);
  localparam bit FWFT = MODE == "fwft";
  localparam int CAPACITY = DEPTH + (FWFT ? 2 : 0) - (SYNC_STAGES != 0 ? 1 : 0);
  localparam int BUSY_CLOCKS = 3;  // after a reset

  // Of a text in hexadecimal.
  function automatic bit is_zero(logic [$bits(DOUT_RESET_VALUE)-1:0] text);
    for (int i = 0; i < $bits(text) / 8; ++i)
      if (text[8*i+:8] != "0" && text[8*i+:8] != 0) return 1'b0;
    return 1'b1;
  endfunction

  if (ECC_MODE != "no_ecc") begin : gen_no_ecc
    $fatal(1, "XPM model: ECC_MODE is not \"no_ecc\"; ECC is not modelled");
  end
  if (!is_zero(DOUT_RESET_VALUE)) begin : gen_no_reset_value
    $fatal(1, "XPM model: DOUT_RESET_VALUE is not \"0\", which is not modelled");
  end
  if (WAKEUP_TIME != 0) begin : gen_no_sleep
    $fatal(1, "XPM model: WAKEUP_TIME is not 0; sleep is not modelled");
  end
  if (READ_WIDTH != WRITE_WIDTH) begin : gen_no_widths
    $fatal(1, "XPM model: READ_DATA_WIDTH is not WRITE_DATA_WIDTH, which is not modelled");
  end
  if (!FWFT && LATENCY < 1) begin : gen_no_latency
    $fatal(1, "XPM model: FIFO_READ_LATENCY is 0, which READ_MODE \"std\" does not have");
  end

  // Four hexadecimal digits, the last for features 0 to 3.
  function automatic bit feature(int number);
    logic [31:0] digits = 32'(FEATURES);
    logic [7:0] digit = digits[8*(number/4)+:8];
    logic [3:0] value = digit >= "a" ? 4'(digit - "a" + 10)
                                     : digit >= "A" ? 4'(digit - "A" + 10) : 4'(digit - "0");
    return value[number%4];
  endfunction

  logic [WRITE_WIDTH-1:0] memory[CAPACITY];
  logic [63:0] write_q, read_q;            // words in all
  logic [63:0] write_at_reader, read_at_writer;
  logic [63:0] wr_words, rd_words;         // in the FIFO, as either side sees it
  logic wr_go, rd_go, rd_rst;
  logic wr_rst;                            // until the read side is through a reset

  assign wr_words = write_q - read_at_writer;
  assign rd_words = write_at_reader - read_q;
  assign wr_go = wr_en && !full && !wr_rst_busy;
  assign rd_go = rd_en && !empty && !rd_rst_busy;

  // ---- what one side knows of the other ----
  if (SYNC_STAGES == 0) begin : g_one_clock
    assign write_at_reader = write_q;
    assign read_at_writer = read_q;
    assign rd_rst = rst;
    assign wr_rst = rst;
  end else begin : g_two_clocks
    logic [63:0] to_reader_q[SYNC_STAGES], to_writer_q[SYNC_STAGES];
    logic [SYNC_STAGES-1:0] rst_q, ack_q;
    logic request_q;  // a reset stays until the read side has seen it, however slow its clock is
    always_ff @(posedge rd_clk) begin
      to_reader_q[0] <= write_q;
      for (int i = 1; i < SYNC_STAGES; ++i) to_reader_q[i] <= to_reader_q[i-1];
      rst_q <= SYNC_STAGES'({rst_q, request_q});
      if (rst_q[SYNC_STAGES-1]) for (int i = 0; i < SYNC_STAGES; ++i) to_reader_q[i] <= '0;
    end
    always_ff @(posedge wr_clk) begin
      to_writer_q[0] <= read_q;
      for (int i = 1; i < SYNC_STAGES; ++i) to_writer_q[i] <= to_writer_q[i-1];
      if (wr_rst) for (int i = 0; i < SYNC_STAGES; ++i) to_writer_q[i] <= '0;
      ack_q <= SYNC_STAGES'({ack_q, rd_rst});
      request_q <= rst || (request_q && !ack_q[SYNC_STAGES-1]);
    end
    assign wr_rst = rst || request_q || ack_q != '0;
    assign write_at_reader = to_reader_q[SYNC_STAGES-1];
    assign read_at_writer = to_writer_q[SYNC_STAGES-1];
    assign rd_rst = rst_q[SYNC_STAGES-1];
  end

  // ---- write side ----
  logic [7:0] wr_busy_q, rd_busy_q;
  logic overflow_q, wr_ack_q;
  assign wr_rst_busy = wr_rst || wr_busy_q != 0;
  assign full = wr_rst_busy ? FULL_RESET_VALUE != 0 : wr_words >= CAPACITY;
  assign prog_full = feature(1) && (wr_rst_busy ? FULL_RESET_VALUE != 0 : wr_words >= PROG_FULL);
  assign almost_full = feature(3) && (wr_rst_busy ? FULL_RESET_VALUE != 0 : wr_words >= CAPACITY - 1);
  assign wr_data_count = feature(2) ? WR_COUNT_WIDTH'(wr_words) : '0;
  assign overflow = feature(0) && overflow_q;
  assign wr_ack = feature(4) && wr_ack_q;

  always_ff @(posedge wr_clk) begin
    if (wr_go) begin
      memory[write_q % CAPACITY] <= din;
      write_q <= write_q + 1;
    end
    wr_ack_q <= wr_go;
    overflow_q <= wr_en && full && !wr_rst_busy;
    if (wr_busy_q != 0) wr_busy_q <= wr_busy_q - 1;
    if (wr_rst) begin
      wr_busy_q <= 8'(BUSY_CLOCKS);
      write_q <= '0;
      wr_ack_q <= 1'b0;
      overflow_q <= 1'b0;
    end
  end

  // ---- read side ----
  logic underflow_q;
  assign rd_rst_busy = rd_rst || rd_busy_q != 0;
  assign empty = rd_rst_busy || rd_words == 0;
  assign prog_empty = feature(9) && (rd_rst_busy || rd_words <= PROG_EMPTY);
  assign almost_empty = feature(11) && (rd_rst_busy || rd_words <= 1);
  assign rd_data_count = feature(10) ? RD_COUNT_WIDTH'(rd_words) : '0;
  assign underflow = feature(8) && underflow_q;

  always_ff @(posedge rd_clk) begin
    if (rd_go) read_q <= read_q + 1;
    underflow_q <= rd_en && empty && !rd_rst_busy;
    if (rd_busy_q != 0) rd_busy_q <= rd_busy_q - 1;
    if (rd_rst) begin
      rd_busy_q <= 8'(BUSY_CLOCKS);
      read_q <= '0;
      underflow_q <= 1'b0;
    end
  end

  if (FWFT) begin : g_fwft
    assign dout = memory[read_q % CAPACITY];
    assign data_valid = feature(12) && !empty;
  end else begin : g_std
    logic [READ_WIDTH-1:0] data_q[LATENCY];
    logic [LATENCY-1:0] valid_q;
    always_ff @(posedge rd_clk) begin
      if (rd_go) data_q[0] <= memory[read_q % CAPACITY];
      for (int i = 1; i < LATENCY; ++i) if (valid_q[i-1]) data_q[i] <= data_q[i-1];
      valid_q <= LATENCY'({valid_q, rd_go});
      if (rd_rst) begin
        valid_q <= '0;
        for (int i = 0; i < LATENCY; ++i) data_q[i] <= '0;
      end
    end
    assign dout = data_q[LATENCY-1];
    assign data_valid = feature(12) && valid_q[LATENCY-1];
  end

  assign sbiterr = 1'b0;
  assign dbiterr = 1'b0;
endmodule
/* verilator lint_restore */
