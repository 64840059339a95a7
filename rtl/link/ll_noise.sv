// SPDX-License-Identifier: Apache-2.0
// The Gaussian noise of the digital link, docs/digital-link.md section 4: twenty generators LFSR113,
// sample j from generator j mod 20, made normal by the inverse of the normal tail function.
//
//   LFSR113 -> u -> leading zeros of m ---------> row -> table -> slope*frac -> base - product -> z
//                   (16, 8)      (4, 2, 1)              (ROM)
//          clock 1   2            3                      4         5             6
//
// Each clock with advance_i takes the next SAMPLES samples, whatever SAMPLES is: at 20*S samples a
// clock every generator makes S steps, combinationally. The samples appear 6 clocks later.
//
// SAMPLES   samples a clock, a multiple of 20
module ll_noise #(
  parameter int unsigned SAMPLES = 80
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,  // pulse: seed all generators
  input  logic [63:0] seed_i,   // constant while busy
  output logic        busy_o,   // being seeded; advance_i must be low
  input  logic        advance_i,
  output logic [16:0] z_o [SAMPLES]  // {sign, magnitude}, 2^-13 standard deviations
);

  localparam int unsigned GENERATORS = 20;
  localparam int unsigned STEPS = SAMPLES / GENERATORS;

  if (SAMPLES % GENERATORS != 0) begin : gen_check
    $error("ll_noise: SAMPLES must be a multiple of 20");
  end

  logic        seed_valid;
  logic [31:0] seed_word;

  ll_noise_seeder #(
    .GENERATORS(GENERATORS)
  ) u_seeder (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(start_i),
    .seed_i (seed_i),
    .busy_o (busy_o),
    .valid_o(seed_valid),
    .word_o (seed_word)
  );

  // The samples are most of the work of simulating the link, so this block is written for simulators
  // to run fast. Each stage is a plain loop over the samples, on 32-bit words, in arrays whose size is
  // a power of two: no masks, no bounds checks, vector instructions where the host has them.
  // Synthesis drops the bits and entries that are not used.
  //
  // The pipeline is written from its end to its beginning, so every stage reads what the one before it
  // held before the clock edge; a register named stage_x_q is written by stage x. These registers
  // are assigned at once: no other block reads them.
  // verilator lint_off BLKSEQ
  // verilator lint_off UNUSEDSIGNAL
  localparam int unsigned ENTRIES = 1 << $clog2(SAMPLES);
  typedef logic [31:0] word_t;

  word_t z1_q[GENERATORS], z2_q[GENERATORS], z3_q[GENERATORS], z4_q[GENERATORS];
  word_t u1_q[ENTRIES];
  word_t sign2_q[ENTRIES], zeros2_q[ENTRIES], shifted2_q[ENTRIES];
  word_t sign3_q[ENTRIES], row3_q[ENTRIES], frac3_q[ENTRIES];
  word_t sign4_q[ENTRIES], entry4_q[ENTRIES], frac4_q[ENTRIES];
  word_t sign5_q[ENTRIES], base5_q[ENTRIES], drop5_q[ENTRIES];
  logic [16:0] z6[SAMPLES];

  always_ff @(posedge clk_i) begin
    // 6: the sample
    for (int unsigned i = 0; i < SAMPLES; i++) begin
      z6[i] = 17'(sign5_q[i] << 16 | (base5_q[i] - drop5_q[i]));
    end
    z_o <= z6;

    // 5: product
    for (int unsigned i = 0; i < SAMPLES; i++) begin
      sign5_q[i] = sign4_q[i];
      base5_q[i] = entry4_q[i] >> 10;
      drop5_q[i] = ((entry4_q[i] & 32'h3FF) * frac4_q[i]) >> 12;
    end

    // 4: table
    for (int unsigned i = 0; i < SAMPLES; i++) begin
      sign4_q[i]  = sign3_q[i];
      frac4_q[i]  = frac3_q[i];
      entry4_q[i] = 32'(ll_gauss_table_pkg::TABLE[row3_q[i][8:0]]);
    end

    // 3: shift by 4, 2, 1. Afterwards bit 31 is the leading one of m, if any, f the bits below.
    for (int unsigned i = 0; i < SAMPLES; i++) begin
      word_t m4, m2, m1;
      m4 = (shifted2_q[i][31:28] == '0) ? shifted2_q[i] << 4 : shifted2_q[i];
      m2 = (m4[31:30] == '0) ? m4 << 2 : m4;
      m1 = m2[31] ? m2 : m2 << 1;
      sign3_q[i] = sign2_q[i];
      row3_q[i]  = zeros2_q[i] << 7 | 32'(shifted2_q[i][31:28] == '0) << 6 |
                   32'(m4[31:30] == '0) << 5 | 32'(!m2[31]) << 4 | 32'(m1[30:27]);
      frac3_q[i] = 32'(m1[26:15]);
    end

    // 2: shift by 16, 8. A zero below m makes 31 leading zeros of m = 0, as the definition asks.
    for (int unsigned i = 0; i < SAMPLES; i++) begin
      word_t m, m16;
      m   = u1_q[i] << 1;
      m16 = (m[31:16] == '0) ? m << 16 : m;
      sign2_q[i]    = u1_q[i] >> 31;
      zeros2_q[i]   = 32'(m[31:16] == '0) << 1 | 32'(m16[31:24] == '0);
      shifted2_q[i] = (m16[31:24] == '0) ? m16 << 8 : m16;
    end

    // 1: uniform numbers. Seeds enter at the last generator's z4 and move through the chain of words,
    // so that the first one ends in z1 of generator 0.
    if (seed_valid) begin
      for (int unsigned g = 0; g < GENERATORS; g++) begin
        z1_q[g] = z2_q[g];
        z2_q[g] = z3_q[g];
        z3_q[g] = z4_q[g];
        z4_q[g] = (g == GENERATORS - 1) ? seed_word : z1_q[(g+1)%GENERATORS];
      end
    end else if (advance_i) begin
      for (int unsigned s = 0; s < STEPS; s++) begin
        for (int unsigned g = 0; g < GENERATORS; g++) begin
          z1_q[g] = ((z1_q[g] & 32'hFFFF_FFFE) << 18) ^ (((z1_q[g] << 6) ^ z1_q[g]) >> 13);
        end
        for (int unsigned g = 0; g < GENERATORS; g++) begin
          z2_q[g] = ((z2_q[g] & 32'hFFFF_FFF8) << 2) ^ (((z2_q[g] << 2) ^ z2_q[g]) >> 27);
        end
        for (int unsigned g = 0; g < GENERATORS; g++) begin
          z3_q[g] = ((z3_q[g] & 32'hFFFF_FFF0) << 7) ^ (((z3_q[g] << 13) ^ z3_q[g]) >> 21);
        end
        for (int unsigned g = 0; g < GENERATORS; g++) begin
          z4_q[g] = ((z4_q[g] & 32'hFFFF_FF80) << 13) ^ (((z4_q[g] << 3) ^ z4_q[g]) >> 12);
        end
        for (int unsigned g = 0; g < GENERATORS; g++) begin
          u1_q[GENERATORS*s+g] = z1_q[g] ^ z2_q[g] ^ z3_q[g] ^ z4_q[g];
        end
      end
    end
  end
  // verilator lint_on UNUSEDSIGNAL
  // verilator lint_on BLKSEQ

endmodule
