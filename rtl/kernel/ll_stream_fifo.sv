// SPDX-License-Identifier: Apache-2.0
// ll_stream_fifo: a stream buffer whose memory has a registered read, so that it becomes block RAM.
//
// Parameters: WIDTH bits a word; DEPTH words of memory, a power of two of at least 2. The output
// register holds one word more.
// Latency: a word comes out two cycles after it went in. Throughput: one word a cycle.
module ll_stream_fifo #(
  parameter int unsigned WIDTH = 512,
  parameter int unsigned DEPTH = 256
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             in_valid_i,
  output logic             in_ready_o,
  input  logic [WIDTH-1:0] in_data_i,

  output logic             out_valid_o,
  input  logic             out_ready_i,
  output logic [WIDTH-1:0] out_data_o
);

  localparam int unsigned POINTER_WIDTH = $clog2(DEPTH);

  logic [WIDTH-1:0] memory [DEPTH];

  // One bit more than an index needs: full and empty differ in the top bit.
  logic [POINTER_WIDTH:0] write_q, read_q;
  logic full, empty, push, pop;

  assign empty = write_q == read_q;
  assign full  = write_q == {!read_q[POINTER_WIDTH], read_q[POINTER_WIDTH-1:0]};

  assign in_ready_o = !full;
  assign push       = in_valid_i && in_ready_o;
  assign pop        = !empty && (!out_valid_o || out_ready_i);

  always_ff @(posedge clk_i) begin
    if (push) memory[write_q[POINTER_WIDTH-1:0]] <= in_data_i;
    if (pop) out_data_o <= memory[read_q[POINTER_WIDTH-1:0]];
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q     <= '0;
      read_q      <= '0;
      out_valid_o <= 1'b0;
    end else begin
      if (push) write_q <= write_q + 1'b1;
      if (pop) read_q <= read_q + 1'b1;
      if (pop) out_valid_o <= 1'b1;
      else if (out_ready_i) out_valid_o <= 1'b0;
    end
  end

endmodule
