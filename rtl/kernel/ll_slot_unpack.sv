// SPDX-License-Identifier: Apache-2.0
// ll_slot_unpack: codeword slots as they lie in memory -> FEC symbol streams.
//
// A slot of 17 beats (544 entries of 16 bits) becomes `stream_beats_i` beats of W symbols, the first
// symbol in the low bits, out_last_o on the last; the rest of the slot is dropped.
//
// Parameters: W symbols a clock, a divisor of 32 that divides n.
// Latency: none, the path is combinational. Throughput: one beat of W symbols a cycle, and one cycle
// for every W entries dropped.
module ll_slot_unpack #(
  parameter int unsigned W = 16
) (
  input  logic                                  clk_i,
  input  logic                                  rst_ni,

  input  logic [7:0]                            stream_beats_i,  // n/W; constant during a run

  input  logic                                  in_valid_i,
  output logic                                  in_ready_o,
  input  logic [ll_kernel_pkg::MEMORY_BITS-1:0] in_data_i,

  output logic                                  out_valid_o,
  input  logic                                  out_ready_i,
  output logic [10*W-1:0]                       out_data_o,
  output logic                                  out_last_o
);

  import ll_kernel_pkg::*;

  // The slot in groups of W entries: `RATIO` of them in a memory beat.
  localparam int unsigned RATIO = MEMORY_SYMBOLS / W;
  localparam int unsigned SLOT_GROUPS = SLOT_BEATS * RATIO;

  logic [7:0]              group_d, group_q;  // in the slot
  logic                    used, advance, beat_end;
  logic [ENTRY_BITS*W-1:0] entries;

  assign used        = group_q < stream_beats_i;
  assign advance     = in_valid_i && (!used || out_ready_i);
  assign out_valid_o = in_valid_i && used;
  assign out_last_o  = group_q == stream_beats_i - 8'd1;
  assign in_ready_o  = advance && beat_end;

  if (RATIO == 1) begin : gen_whole_beat
    assign entries  = in_data_i;
    assign beat_end = 1'b1;
  end else begin : gen_part_beat
    logic [$clog2(RATIO)-1:0] part_d, part_q;
    assign beat_end = part_q == ($clog2(RATIO))'(RATIO - 1);
    assign entries  = in_data_i[ENTRY_BITS*W*part_q +: ENTRY_BITS*W];
    always_comb begin
      part_d = part_q;
      if (advance) part_d = part_q + 1'b1;
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) part_q <= '0;
      else part_q <= part_d;
    end
  end

  for (genvar i = 0; i < W; i++) begin : gen_symbol
    assign out_data_o[10*i +: 10] = entries[ENTRY_BITS*i +: 10];
    logic unused;
    assign unused = &entries[ENTRY_BITS*i+10 +: ENTRY_BITS-10];
  end

  always_comb begin
    group_d = group_q;
    if (advance) group_d = (group_q == 8'(SLOT_GROUPS - 1)) ? '0 : group_q + 8'd1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) group_q <= '0;
    else group_q <= group_d;
  end

endmodule
