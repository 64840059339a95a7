// SPDX-License-Identifier: Apache-2.0
// Inverse in GF(2^10) by table, registered.
//
// Ports       clk_i
//             enable_i   the register takes the inverse of a_i
//             a_i        0 gives 0
//             inverse_o
// Latency     1 clock

module ll_gf_inverse
  import ll_fec_pkg::*;
(
  input  logic    clk_i,
  input  logic    enable_i,
  input  symbol_t a_i,
  output symbol_t inverse_o
);

  typedef symbol_t table_t[1024];

  // The inverse of alpha^i is alpha^(1023-i): walk from both ends.
  function automatic table_t make_table();
    symbol_t power;    // alpha^i
    symbol_t inverse;  // alpha^-i
    power = 10'd1;
    inverse = 10'd1;
    make_table[0] = '0;
    for (int outer = 0; outer < 33; outer++) begin
      for (int i = 0; i < 31; i++) begin
        make_table[power] = inverse;
        power = gf_mul_alpha(power);
        inverse = gf_div_alpha(inverse);
      end
    end
  endfunction

  localparam table_t INVERSE = make_table();

  always_ff @(posedge clk_i) begin
    if (enable_i) inverse_o <= INVERSE[a_i];
  end

endmodule
