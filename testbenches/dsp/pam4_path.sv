// SPDX-License-Identifier: Apache-2.0
// Transmit side (Gray map, precoder) and receive side (precoder decoder, demap) of a PAM4 lane, for
// the tests; what lies between is up to them.
module pam4_path #(
  parameter int unsigned SYMBOLS = 80
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,
  input  logic                 enable_i,
  input  logic                 tx_valid_i,
  input  logic [2*SYMBOLS-1:0] tx_bits_i,
  output logic [2*SYMBOLS-1:0] tx_gray_o,
  output logic                 tx_valid_o,
  output logic [2*SYMBOLS-1:0] tx_level_o,
  input  logic                 rx_valid_i,
  input  logic [2*SYMBOLS-1:0] rx_level_i,
  output logic                 rx_valid_o,
  output logic [2*SYMBOLS-1:0] rx_gray_o,
  output logic [2*SYMBOLS-1:0] rx_bits_o
);

  ll_pam4_map #(
    .SYMBOLS(SYMBOLS)
  ) u_map (
    .bits_i (tx_bits_i),
    .level_o(tx_gray_o)
  );

  ll_precoder #(
    .SYMBOLS(SYMBOLS)
  ) u_precoder (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .clear_i (clear_i),
    .enable_i(enable_i),
    .valid_i (tx_valid_i),
    .level_i (tx_gray_o),
    .valid_o (tx_valid_o),
    .level_o (tx_level_o)
  );

  ll_precoder_decoder #(
    .SYMBOLS(SYMBOLS)
  ) u_precoder_decoder (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .clear_i (clear_i),
    .enable_i(enable_i),
    .valid_i (rx_valid_i),
    .level_i (rx_level_i),
    .valid_o (rx_valid_o),
    .level_o (rx_gray_o)
  );

  ll_pam4_demap #(
    .SYMBOLS(SYMBOLS)
  ) u_demap (
    .level_i(rx_gray_o),
    .bits_o (rx_bits_o)
  );

endmodule
