// SPDX-License-Identifier: Apache-2.0
// One field element times six constants.
//
// Parameters  CONSTANTS  six elements of GF(2^10), constant i in [10*i +: 10]
//             TABLES     1: two table look-ups, for a simulator; 0: the XOR network, for synthesis.
//                        The default takes the one that fits the tool; both give the same.
// Ports       a_i        the variable factor
//             p_o        product with constant i in [10*i +: 10]
// Latency     none (combinational)
//
// The product is linear in a_i: the XOR of CONSTANTS * alpha^i over the bits i that are set. With
// one table for each half of a_i a simulator does six products with two loads.

`ifdef VERILATOR
`define LL_GF_SCALE_TABLES 1'b1
`else
`define LL_GF_SCALE_TABLES 1'b0
`endif

// The products, some hundreds, would be half of a waveform's code and build time.
/* verilator tracing_off */
module ll_gf_scale
  import ll_fec_pkg::*;
#(
  parameter group_t CONSTANTS = {GROUP_SYMBOLS{10'd1}},
  parameter bit     TABLES    = `LL_GF_SCALE_TABLES
) (
  input  symbol_t a_i,
  output group_t  p_o
);

  typedef group_t table_t[32];

  // Entry i: the polynomial whose bits are those of i, times `constants`.
  function automatic table_t make_table(input group_t constants);
    // Not in the unpacked array: some Verilators cannot read its elements in a constant function.
    group_t [31:0] entries;
    group_t column;
    column = constants;
    entries[0] = '0;
    for (int bit_index = 0; bit_index < 5; bit_index++) begin
      for (int i = 0; i < (1 << bit_index); i++) begin
        entries[(1<<bit_index)+i] = entries[i] ^ column;
      end
      column = group_mul_alpha(column);
    end
    for (int i = 0; i < 32; i++) make_table[i] = entries[i];
  endfunction

  if (TABLES) begin : gen_tables
    localparam table_t LOW_HALF = make_table(CONSTANTS);
    localparam table_t HIGH_HALF = make_table(group_mul_alpha5(CONSTANTS));

    assign p_o = LOW_HALF[a_i[4:0]] ^ HIGH_HALF[a_i[9:5]];
  end else begin : gen_network
    always_comb begin
      group_t column;
      column = CONSTANTS;
      p_o = '0;
      for (int i = 0; i < int'(SYMBOL_BITS); i++) begin
        p_o = p_o ^ ({GROUP_BITS{a_i[i]}} & column);
        column = group_mul_alpha(column);
      end
    end
  end

endmodule
/* verilator tracing_on */

`undef LL_GF_SCALE_TABLES
