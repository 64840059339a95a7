// SPDX-License-Identifier: Apache-2.0
// One field element times six constants.
//
// Parameters  CONSTANTS  six elements of GF(2^10), constant i in [10*i +: 10]
// Ports       a_i        the variable factor
//             p_o        product with constant i in [10*i +: 10]
// Latency     none (combinational)
//
// The product is linear in a_i, so it is the XOR of one table entry for each half of a_i. A table of
// 32 linear entries is an XOR of at most five bits an output bit, which synthesis finds; a simulator
// does six products with two loads.

module ll_gf_scale
  import ll_fec_pkg::*;
#(
  parameter group_t CONSTANTS = {GROUP_SYMBOLS{10'd1}}
) (
  input  symbol_t a_i,
  output group_t  p_o
);

  typedef group_t table_t[32];

  // Entry i: the bits of i, times `constants`.
  function automatic table_t make_table(input group_t constants);
    group_t column;
    column = constants;
    make_table[0] = '0;
    for (int bit_index = 0; bit_index < 5; bit_index++) begin
      for (int i = 0; i < (1 << bit_index); i++) begin
        make_table[(1<<bit_index)+i] = make_table[i] ^ column;
      end
      column = group_mul_alpha(column);
    end
  endfunction

  localparam table_t LOW_HALF = make_table(CONSTANTS);
  localparam table_t HIGH_HALF = make_table(group_mul_alpha5(CONSTANTS));

  assign p_o = LOW_HALF[a_i[4:0]] ^ HIGH_HALF[a_i[9:5]];

endmodule
