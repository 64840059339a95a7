// SPDX-License-Identifier: Apache-2.0
// The Gaussian noise of the digital link, docs/digital-link.md section 4: twenty generators, sample j
// from generator j mod 20.
//
// Each clock with advance_i takes the next SAMPLES samples, whatever SAMPLES is: at 20*S samples a
// clock every generator makes S steps. They appear 6 clocks later.
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
  output logic        sign_o     [SAMPLES],
  output logic [15:0] magnitude_o[SAMPLES]  // 2^-13 standard deviations
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

  for (genvar g = 0; g < GENERATORS; g++) begin : gen_generator
    logic [        31:0] seed_in, seed_out;
    logic [32*STEPS-1:0] u, u_q;

    // Words enter at the last generator, so the first one ends in z1 of generator 0.
    if (g == GENERATORS - 1) begin : gen_last
      assign seed_in = seed_word;
    end else begin : gen_chain
      assign seed_in = gen_generator[g+1].seed_out;
    end

    ll_lfsr113 #(
      .STEPS(STEPS)
    ) u_lfsr (
      .clk_i       (clk_i),
      .seed_shift_i(seed_valid),
      .seed_i      (seed_in),
      .seed_o      (seed_out),
      .advance_i   (advance_i),
      .u_o         (u)
    );
    always_ff @(posedge clk_i) u_q <= u;

    if (g == 0) begin : gen_end
      logic unused_seed;
      assign unused_seed = ^seed_out;  // the chain ends here
    end

    for (genvar s = 0; s < STEPS; s++) begin : gen_sample
      ll_gauss_sample u_gauss (
        .clk_i      (clk_i),
        .u_i        (u_q[32*s+:32]),
        .sign_o     (sign_o[GENERATORS*s+g]),
        .magnitude_o(magnitude_o[GENERATORS*s+g])
      );
    end
  end

endmodule
