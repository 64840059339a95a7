// SPDX-License-Identifier: Apache-2.0
// The next BITS bits of a PRBS from its last ORDER bits. Combinational, depth logarithmic in BITS.
//
//   7: x^7+x^6+1   9: x^9+x^5+1   11: x^11+x^9+1   13: x^13+x^12+x^2+x+1   15: x^15+x^14+1
//   23: x^23+x^18+1   31: x^31+x^28+1         (IEEE 802.3 49.5.2.8, 68.6.1, 94.3.10.8; ITU-T O.150)
//
// b[n] is the sum of b[n-e] over the exponents e of the polynomial. Squaring a polynomial over GF(2)
// doubles its exponents, so b[n] is also the sum of b[n-2e], b[n-4e] and so on: each level below
// uses the largest doubling that the bits known so far allow, and nearly doubles their number.
//
// ORDER   7, 9, 11, 13, 15, 23 or 31
// BITS    bits to compute, at least 1
module ll_prbs_lookahead #(
  parameter int unsigned ORDER = 31,
  parameter int unsigned BITS  = 160
) (
  input  logic [ORDER-1:0] last_i,  // the last ORDER bits, oldest in bit 0
  output logic [ BITS-1:0] next_o   // the bits that follow, first one in bit 0
);

  // The exponents beside ORDER itself; a two-term polynomial has only the first, the others are 0.
  localparam int unsigned SECOND = (ORDER == 7) ? 6 : (ORDER == 9) ? 5 : (ORDER == 11) ? 9 :
                                   (ORDER == 13) ? 12 : (ORDER == 15) ? 14 : (ORDER == 23) ? 18 : 28;
  localparam bit FOUR_TERMS = (ORDER == 13);
  localparam int unsigned SMALLEST = FOUR_TERMS ? 1 : SECOND;
  localparam int unsigned TOTAL = ORDER + BITS;

  if (!(ORDER inside {7, 9, 11, 13, 15, 23, 31})) begin : gen_check
    $error("ll_prbs: ORDER must be 7, 9, 11, 13, 15, 23 or 31");
  end

  // The doubling usable when `known` bits are known.
  function automatic int unsigned scale_at(int unsigned known);
    int unsigned scale = 1;
    while (2 * scale * ORDER <= known) scale = 2 * scale;
    return scale;
  endfunction

  // Bits known after `level` levels.
  function automatic int unsigned known_after(int unsigned level);
    int unsigned known = ORDER;
    for (int unsigned i = 0; i < level; i++) known = known + scale_at(known) * SMALLEST;
    return (known > TOTAL) ? TOTAL : known;
  endfunction

  function automatic int unsigned levels_needed();
    int unsigned level = 0;
    while (known_after(level) < TOTAL) level = level + 1;
    return level;
  endfunction

  localparam int unsigned LEVELS = levels_needed();

  for (genvar i = 0; i < LEVELS; i++) begin : gen_level
    localparam int unsigned KNOWN = known_after(i);
    localparam int unsigned NEW = known_after(i + 1) - KNOWN;
    localparam int unsigned SCALE = scale_at(KNOWN);
    logic [KNOWN-1:0] known;
    logic [  NEW-1:0] next;
    if (i == 0) begin : gen_first
      assign known = last_i;
    end else begin : gen_later
      assign known = {gen_level[i-1].next, gen_level[i-1].known};
    end
    if (FOUR_TERMS) begin : gen_four
      assign next = known[KNOWN-SCALE*ORDER+:NEW] ^ known[KNOWN-SCALE*SECOND+:NEW] ^
                    known[KNOWN-SCALE*2+:NEW] ^ known[KNOWN-SCALE+:NEW];
    end else begin : gen_two
      assign next = known[KNOWN-SCALE*ORDER+:NEW] ^ known[KNOWN-SCALE*SECOND+:NEW];
    end
  end
  assign next_o = BITS'({gen_level[LEVELS-1].next, gen_level[LEVELS-1].known} >> ORDER);

endmodule
