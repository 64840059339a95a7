// SPDX-License-Identifier: Apache-2.0
// The digital channel of the on-card link, docs/digital-link.md sections 3 to 5: intersymbol
// interference, Gaussian noise and the slicer, on 5*W PAM4 symbols a clock.
//
//   level_i -+-> delay 6 -> ISI filter (2) --------------------+
//            |                                  y              v
//            +-> noise (6) -----------------> * sigma (2) -> slicer (2) -> level_o
//            +-> delay 10 --------------------------------------------- -> sent_o
//
// Latency 10 clocks, one beat a clock; beats may have gaps and cannot be held back. The decisions do
// not depend on W nor on the gaps.
//
// W   FEC symbols a clock, a multiple of 4
module ll_digital_channel #(
  parameter int unsigned W = 16
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // Session
  input  logic                   start_i,       // pulse: begin at symbol 0 with this configuration
  output logic                   busy_o,        // preparing; valid_i must be low
  input  logic [63:0]            noise_seed_i,  // these five: constant from start_i on
  input  logic                   noise_enable_i,
  input  logic [15:0]            sigma_i,       // 1/32768 level unit
  input  logic signed [3:0][9:0] tap_i,         // 256 = 1.0; tap_i[0] > 0
  // Levels 0..3, the first-sent symbol in the low bits
  input  logic                   valid_i,
  input  logic [10*W-1:0]        level_i,
  output logic                   valid_o,
  output logic [10*W-1:0]        level_o,       // decisions
  output logic [10*W-1:0]        sent_o         // what was sent
);

  localparam int unsigned SYMBOLS = 5 * W;
  localparam int unsigned LATENCY = 10;
  localparam int unsigned NOISE_LATENCY = 6;

  if (W % 4 != 0) begin : gen_check
    $error("ll_digital_channel: W must be a multiple of 4");
  end

  // ------------------------------------------------------------------------------------------ noise
  logic [16:0] noise[SYMBOLS];

  ll_noise #(
    .SAMPLES(SYMBOLS)
  ) u_noise (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (start_i),
    .seed_i   (noise_seed_i),
    .busy_o   (busy_o),
    .advance_i(valid_i),
    .z_o      (noise)
  );

  // ----------------------------------------------------------------------------------------- signal
  logic [LATENCY-1:0] valid_q;  // valid_q[i]: valid_i i + 1 clocks ago
  logic [   10*W-1:0] level_filter;
  logic signed [13:0] y[SYMBOLS];

  always_ff @(posedge clk_i) begin
    valid_q <= (!rst_ni || start_i) ? '0 : {valid_q[LATENCY-2:0], valid_i};
  end
  assign valid_o = valid_q[LATENCY-1];

  ll_delay #(
    .WIDTH(10 * W),
    .DEPTH(NOISE_LATENCY)
  ) u_delay_filter (
    .clk_i (clk_i),
    .data_i(level_i),
    .data_o(level_filter)
  );

  ll_delay #(
    .WIDTH(10 * W),
    .DEPTH(LATENCY - NOISE_LATENCY)
  ) u_delay_sent (
    .clk_i (clk_i),
    .data_i(level_filter),
    .data_o(sent_o)
  );

  ll_isi_filter #(
    .SYMBOLS(SYMBOLS)
  ) u_filter (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(start_i),
    .tap_i  (tap_i),
    .valid_i(valid_q[NOISE_LATENCY-1]),
    .level_i(level_filter),
    .y_o    (y)
  );

  // --------------------------------------------------------------------------------------- decision
  logic [15:0] sigma_q;
  always_ff @(posedge clk_i) sigma_q <= noise_enable_i ? sigma_i : '0;

  ll_slicer #(
    .W(W)
  ) u_slicer (
    .clk_i      (clk_i),
    .sigma_i    (sigma_q),
    .threshold_i({tap_i[0][8:0], 1'b0}),
    .z_i        (noise),
    .y_i        (y),
    .level_o    (level_o)
  );

endmodule
