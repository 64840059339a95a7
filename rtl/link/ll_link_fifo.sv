// SPDX-License-Identifier: Apache-2.0
// FIFO between the channel, which cannot be held back, and the decoder. The writer keeps count of the
// room itself: writing into a full FIFO loses data.
//
// Latency 2 clocks, one entry a clock. Distributed memory and an output register.
//
// WIDTH   bits of an entry
// DEPTH   entries, a power of two
module ll_link_fifo #(
  parameter int unsigned WIDTH = 160,
  parameter int unsigned DEPTH = 32
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             write_i,
  input  logic [WIDTH-1:0] data_i,
  output logic             valid_o,
  input  logic             ready_i,
  output logic [WIDTH-1:0] data_o
);

  localparam int unsigned POINTER_BITS = $clog2(DEPTH);

  logic [     WIDTH-1:0] memory_q[DEPTH];
  logic [POINTER_BITS:0] write_q, read_q;  // one bit more than the address: full and empty differ
  logic                  read;
  assign read = write_q != read_q && (!valid_o || ready_i);

  always_ff @(posedge clk_i) begin
    if (write_i) memory_q[write_q[POINTER_BITS-1:0]] <= data_i;
    if (read) data_o <= memory_q[read_q[POINTER_BITS-1:0]];
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      valid_o <= 1'b0;
    end else begin
      if (write_i) write_q <= write_q + 1'b1;
      if (read) read_q <= read_q + 1'b1;
      if (!valid_o || ready_i) valid_o <= read;
    end
  end

endmodule
