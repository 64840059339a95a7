// SPDX-License-Identifier: Apache-2.0
// ll_slot_pack: FEC symbol streams -> codeword slots as they lie in memory.
//
// The reverse of ll_slot_unpack: `stream_beats_i` beats of W symbols fill the front of a slot of 17
// beats of 512 bits; the rest of the slot is 0, and so are the upper 6 bits of every entry.
//
// Parameters: W symbols a clock, a divisor of 32 that divides n.
// Latency: one cycle from the last symbols of a memory beat. Throughput: one beat of W symbols a
// cycle, and one cycle for every W entries of padding.
module ll_slot_pack #(
  parameter int unsigned W = 16
) (
  input  logic                                  clk_i,
  input  logic                                  rst_ni,

  input  logic [7:0]                            stream_beats_i,  // n/W; constant during a run

  input  logic                                  in_valid_i,
  output logic                                  in_ready_o,
  input  logic [10*W-1:0]                       in_data_i,

  output logic                                  out_valid_o,
  input  logic                                  out_ready_i,
  output logic [ll_kernel_pkg::MEMORY_BITS-1:0] out_data_o
);

  import ll_kernel_pkg::*;

  localparam int unsigned RATIO = MEMORY_SYMBOLS / W;
  localparam int unsigned SLOT_GROUPS = SLOT_BEATS * RATIO;

  logic [7:0]              group_d, group_q;  // in the slot
  logic                    room, padding, take, beat_end;
  logic [ENTRY_BITS*W-1:0] entries;

  assign room       = !out_valid_o || out_ready_i;
  assign padding    = group_q >= stream_beats_i;
  assign in_ready_o = room && !padding;
  assign take       = room && (padding || in_valid_i);

  for (genvar i = 0; i < W; i++) begin : gen_entry
    assign entries[ENTRY_BITS*i +: ENTRY_BITS] =
        padding ? '0 : {{(ENTRY_BITS - 10){1'b0}}, in_data_i[10*i +: 10]};
  end

  if (RATIO == 1) begin : gen_whole_beat
    assign beat_end = 1'b1;
    always_ff @(posedge clk_i) begin
      if (take) out_data_o <= entries;
    end
  end else begin : gen_part_beat
    logic [$clog2(RATIO)-1:0] part_d, part_q;
    assign beat_end = part_q == ($clog2(RATIO))'(RATIO - 1);
    always_comb begin
      part_d = part_q;
      if (take) part_d = part_q + 1'b1;
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) part_q <= '0;
      else part_q <= part_d;
      // The first symbols are shifted down to the low bits.
      if (take) out_data_o <= {entries, out_data_o[MEMORY_BITS-1:ENTRY_BITS*W]};
    end
  end

  always_comb begin
    group_d = group_q;
    if (take) group_d = (group_q == 8'(SLOT_GROUPS - 1)) ? '0 : group_q + 8'd1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      group_q     <= '0;
      out_valid_o <= 1'b0;
    end else begin
      group_q <= group_d;
      if (room) out_valid_o <= take && beat_end;
    end
  end

endmodule
