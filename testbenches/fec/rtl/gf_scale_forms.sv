// SPDX-License-Identifier: Apache-2.0
// ll_gf_scale in both its forms, with eight sets of constants.
module gf_scale_forms
  import ll_fec_pkg::*;
(
  input  symbol_t a_i,
  output group_t  table_o [8],
  output group_t  network_o [8]
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

endmodule
