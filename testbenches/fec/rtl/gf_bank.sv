// SPDX-License-Identifier: Apache-2.0
// The field arithmetic side by side: ll_gf_scale in both its forms, with eight sets of constants,
// and ll_gf_inverse.
module gf_bank
  import ll_fec_pkg::*;
(
  input  logic    clk_i,
  input  logic    rst_ni,
  input  symbol_t a_i,
  output group_t  table_o [8],
  output group_t  network_o [8],
  input  logic    inverse_enable_i,
  output symbol_t inverse_o
);

  // Five powers of alpha, spread over the field.
  function automatic group_t constants(input int set);
    constants = '0;
    for (int i = 0; i < 5; i++) constants[10*i+:10] = gf_alpha_power(127 * set + 211 * i);
  endfunction

  for (genvar set = 0; set < 8; set++) begin : gen_set
    ll_gf_scale #(.CONSTANTS(constants(set)), .TABLES(1'b1)) u_table (
      .a_i,
      .p_o(table_o[set])
    );
    ll_gf_scale #(.CONSTANTS(constants(set)), .TABLES(1'b0)) u_network (
      .a_i,
      .p_o(network_o[set])
    );
  end

  ll_gf_inverse u_inverse (
    .clk_i,
    .enable_i (inverse_enable_i),
    .a_i,
    .inverse_o
  );

  // Every bench has a reset; nothing here does.
  logic unused_reset;
  assign unused_reset = rst_ni;

endmodule
