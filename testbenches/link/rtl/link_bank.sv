// SPDX-License-Identifier: Apache-2.0
// The small blocks of rtl/link side by side in one model, each with ports of its own: what is built
// once serves the bench of every block.
module link_bank (
  input  logic               clk_i,
  input  logic               rst_ni,

  // ll_delay of 1 and of 5 clocks
  input  logic [7:0]         delay_data_i,
  output logic [7:0]         delay1_data_o,
  output logic [7:0]         delay5_data_o,

  // ll_popcount: less than a group of 32, one bit more than a group, five groups
  input  logic [159:0]       popcount_data_i,
  output logic [2:0]         popcount4_o,
  output logic [5:0]         popcount33_o,
  output logic [7:0]         popcount160_o,

  // ll_link_fifo, 4 entries
  input  logic               fifo_write_i,
  input  logic [15:0]        fifo_data_i,
  output logic               fifo_valid_o,
  input  logic               fifo_ready_i,
  output logic [15:0]        fifo_data_o,

  // ll_error_injector, codewords of 6 beats of 4 symbols
  input  logic               injector_start_i,
  input  logic [31:0]        injector_period_i,
  input  logic [15:0]        injector_first_i,
  input  logic [15:0]        injector_length_i,
  input  logic [9:0]         injector_mask_i,
  input  logic               injector_valid_i,
  input  logic [39:0]        injector_data_i,
  output logic               injector_valid_o,
  output logic               injector_last_o,
  output logic [39:0]        injector_data_o,

  // ll_link_counters, 4 symbols a beat
  input  logic               counters_clear_i,
  input  logic               counters_slicer_valid_i,
  input  logic [39:0]        counters_slicer_difference_i,
  input  logic               counters_received_valid_i,
  input  logic [39:0]        counters_received_difference_i,
  input  logic               counters_decoded_valid_i,
  input  logic               counters_decoded_last_i,
  input  logic [39:0]        counters_decoded_difference_i,
  input  logic               counters_decoded_uncorrectable_i,
  input  logic [4:0]         counters_decoded_corrected_i,
  output logic [31:0][63:0]  counters_o,

  // ll_isi_filter, the fewest symbols and a number that is no power of two
  input  logic               isi_start_i,
  input  logic signed [3:0][9:0] isi_tap_i,
  input  logic               isi_valid_i,
  input  logic [9:0]         isi_level_i,
  output logic signed [13:0] isi4_y_o [4],
  output logic signed [13:0] isi5_y_o [5],

  // ll_slicer, 5 PAM4 symbols a beat
  input  logic [15:0]        slicer_sigma_i,
  input  logic [9:0]         slicer_threshold_i,
  input  logic [16:0]        slicer_z_i [5],
  input  logic signed [13:0] slicer_y_i [5],
  output logic [9:0]         slicer_level_o,

  // ll_noise_seeder
  input  logic               seeder_start_i,
  input  logic [63:0]        seeder_seed_i,
  output logic               seeder_busy_o,
  output logic               seeder_valid_o,
  output logic [31:0]        seeder_word_o
);

  ll_delay #(
    .WIDTH(8),
    .DEPTH(1)
  ) u_delay1 (
    .clk_i (clk_i),
    .data_i(delay_data_i),
    .data_o(delay1_data_o)
  );
  ll_delay #(
    .WIDTH(8),
    .DEPTH(5)
  ) u_delay5 (
    .clk_i (clk_i),
    .data_i(delay_data_i),
    .data_o(delay5_data_o)
  );

  ll_popcount #(
    .BITS(4)
  ) u_popcount4 (
    .clk_i  (clk_i),
    .data_i (popcount_data_i[3:0]),
    .count_o(popcount4_o)
  );
  ll_popcount #(
    .BITS(33)
  ) u_popcount33 (
    .clk_i  (clk_i),
    .data_i (popcount_data_i[32:0]),
    .count_o(popcount33_o)
  );
  ll_popcount #(
    .BITS(160)
  ) u_popcount160 (
    .clk_i  (clk_i),
    .data_i (popcount_data_i),
    .count_o(popcount160_o)
  );

  ll_link_fifo #(
    .WIDTH(16),
    .DEPTH(4)
  ) u_fifo (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .write_i(fifo_write_i),
    .data_i (fifo_data_i),
    .valid_o(fifo_valid_o),
    .ready_i(fifo_ready_i),
    .data_o (fifo_data_o)
  );

  ll_error_injector #(
    .W    (4),
    .BEATS(6)
  ) u_injector (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (injector_start_i),
    .period_i(injector_period_i),
    .first_i (injector_first_i),
    .length_i(injector_length_i),
    .mask_i  (injector_mask_i),
    .valid_i (injector_valid_i),
    .data_i  (injector_data_i),
    .valid_o (injector_valid_o),
    .last_o  (injector_last_o),
    .data_o  (injector_data_o)
  );

  ll_link_counters #(
    .W(4)
  ) u_counters (
    .clk_i                  (clk_i),
    .rst_ni                 (rst_ni),
    .clear_i                (counters_clear_i),
    .slicer_valid_i         (counters_slicer_valid_i),
    .slicer_difference_i    (counters_slicer_difference_i),
    .received_valid_i       (counters_received_valid_i),
    .received_difference_i  (counters_received_difference_i),
    .decoded_valid_i        (counters_decoded_valid_i),
    .decoded_last_i         (counters_decoded_last_i),
    .decoded_difference_i   (counters_decoded_difference_i),
    .decoded_uncorrectable_i(counters_decoded_uncorrectable_i),
    .decoded_corrected_i    (counters_decoded_corrected_i),
    .counters_o             (counters_o)
  );

  ll_isi_filter #(
    .SYMBOLS(4)
  ) u_isi4 (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(isi_start_i),
    .tap_i  (isi_tap_i),
    .valid_i(isi_valid_i),
    .level_i(isi_level_i[7:0]),
    .y_o    (isi4_y_o)
  );
  ll_isi_filter #(
    .SYMBOLS(5)
  ) u_isi5 (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(isi_start_i),
    .tap_i  (isi_tap_i),
    .valid_i(isi_valid_i),
    .level_i(isi_level_i),
    .y_o    (isi5_y_o)
  );

  ll_slicer #(
    .W(1)
  ) u_slicer (
    .clk_i      (clk_i),
    .sigma_i    (slicer_sigma_i),
    .threshold_i(slicer_threshold_i),
    .z_i        (slicer_z_i),
    .y_i        (slicer_y_i),
    .level_o    (slicer_level_o)
  );

  ll_noise_seeder #(
    .GENERATORS(20)
  ) u_seeder (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(seeder_start_i),
    .seed_i (seeder_seed_i),
    .busy_o (seeder_busy_o),
    .valid_o(seeder_valid_o),
    .word_o (seeder_word_o)
  );

endmodule
