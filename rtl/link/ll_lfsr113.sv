// SPDX-License-Identifier: Apache-2.0
// Uniform random numbers: the four-component Tausworthe generator LFSR113 of P. L'Ecuyer (Tables of
// maximally equidistributed combined LFSR generators, 1999), STEPS steps a clock.
// docs/digital-link.md section 4.
//
// The state is loaded as a chain of words: while seed_shift_i is high it moves by one component a
// clock, seed_i -> z4 -> z3 -> z2 -> z1 -> seed_o, so generators can be chained too.
//
// u_o is combinational from the state; the state changes in the clock after advance_i.
//
// STEPS   samples a clock, the first in the low bits
module ll_lfsr113 #(
  parameter int unsigned STEPS = 4
) (
  input  logic                clk_i,
  input  logic                seed_shift_i,
  input  logic [31:0]         seed_i,
  output logic [31:0]         seed_o,
  input  logic                advance_i,
  output logic [32*STEPS-1:0] u_o
);

  function automatic logic [31:0] step1(logic [31:0] z);
    return ((z & 32'hFFFF_FFFE) << 18) ^ (((z << 6) ^ z) >> 13);
  endfunction
  function automatic logic [31:0] step2(logic [31:0] z);
    return ((z & 32'hFFFF_FFF8) << 2) ^ (((z << 2) ^ z) >> 27);
  endfunction
  function automatic logic [31:0] step3(logic [31:0] z);
    return ((z & 32'hFFFF_FFF0) << 7) ^ (((z << 13) ^ z) >> 21);
  endfunction
  function automatic logic [31:0] step4(logic [31:0] z);
    return ((z & 32'hFFFF_FF80) << 13) ^ (((z << 3) ^ z) >> 12);
  endfunction

  logic [31:0] z1_q, z2_q, z3_q, z4_q;

  for (genvar i = 0; i < STEPS; i++) begin : gen_step
    logic [31:0] z1, z2, z3, z4;
    if (i == 0) begin : gen_first
      assign z1 = step1(z1_q);
      assign z2 = step2(z2_q);
      assign z3 = step3(z3_q);
      assign z4 = step4(z4_q);
    end else begin : gen_later
      assign z1 = step1(gen_step[i-1].z1);
      assign z2 = step2(gen_step[i-1].z2);
      assign z3 = step3(gen_step[i-1].z3);
      assign z4 = step4(gen_step[i-1].z4);
    end
    assign u_o[32*i+:32] = z1 ^ z2 ^ z3 ^ z4;
  end

  always_ff @(posedge clk_i) begin
    if (seed_shift_i) begin
      z1_q <= z2_q;
      z2_q <= z3_q;
      z3_q <= z4_q;
      z4_q <= seed_i;
    end else if (advance_i) begin
      z1_q <= gen_step[STEPS-1].z1;
      z2_q <= gen_step[STEPS-1].z2;
      z3_q <= gen_step[STEPS-1].z3;
      z4_q <= gen_step[STEPS-1].z4;
    end
  end
  assign seed_o = z1_q;

endmodule
