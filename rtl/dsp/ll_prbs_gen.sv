// SPDX-License-Identifier: Apache-2.0
// Parallel PRBS generator. The polynomials stand in ll_prbs_lookahead.
//
// data_o shows the next BITS bits of the sequence, in bit 0 the first. Each clock the generator
// advances by a whole beat, by the first PARTIAL bits of it, or holds: a message whose length is not
// a multiple of the beat ends with a partial one.
//
// State: IEEE's shift register s, s[ORDER-1] the oldest bit; one step gives b = s[ORDER-1] ^ ...,
// s = {s, b}. The sequence is b, or its complement with INVERT. Throughput one beat a clock; data_o
// is combinational from the state and changes in the clock after load_i or advance_i.
//
// ORDER     7, 9, 11, 13, 15, 23 or 31
// BITS      bits a beat
// PARTIAL   bits of a partial beat, 1..BITS
// INVERT    1: the output is inverted, as 802.3 has it for PRBS31
module ll_prbs_gen #(
  parameter int unsigned ORDER   = 31,
  parameter int unsigned BITS    = 160,
  parameter int unsigned PARTIAL = BITS,
  parameter bit          INVERT  = 1'b0
) (
  input  logic             clk_i,
  input  logic             rst_ni,     // state all ones
  input  logic             load_i,     // state = seed_i
  input  logic [ORDER-1:0] seed_i,     // not 0
  input  logic             advance_i,
  input  logic             partial_i,  // with advance_i: by PARTIAL bits only
  output logic [BITS-1:0]  data_o
);

  logic [ORDER-1:0] last_q;  // in order of time, oldest in bit 0
  logic [ BITS-1:0] next;

  ll_prbs_lookahead #(
    .ORDER(ORDER),
    .BITS (BITS)
  ) u_lookahead (
    .last_i(last_q),
    .next_o(next)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      last_q <= '1;
    end else if (load_i) begin
      for (int unsigned i = 0; i < ORDER; i++) last_q[i] <= seed_i[ORDER-1-i];
    end else if (advance_i) begin
      last_q <= partial_i ? ORDER'({next, last_q} >> PARTIAL) : ORDER'({next, last_q} >> BITS);
    end
  end

  assign data_o = next ^ {BITS{INVERT}};

endmodule
