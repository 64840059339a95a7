// SPDX-License-Identifier: Apache-2.0
// Reed-Solomon codes of IEEE 802.3 (clauses 91 and 119) and arithmetic in their field.
//
// Field: GF(2^10), polynomial basis of x^10 + x^3 + 1, alpha = x. Generator polynomial of a code:
// the product of (x - alpha^i), i = 0 .. 2t-1.
//
// A `group_t` carries six field elements side by side, element i in [10*i +: 10]: 60 bits, one
// machine word of a simulator. Wide arithmetic is written on groups so that it simulates fast; to
// synthesis it is the same XOR network.

package ll_fec_pkg;

  localparam int unsigned SYMBOL_BITS = 10;
  localparam int unsigned GROUP_SYMBOLS = 6;
  localparam int unsigned GROUP_BITS = GROUP_SYMBOLS * SYMBOL_BITS;

  typedef logic [SYMBOL_BITS-1:0] symbol_t;
  typedef logic [GROUP_BITS-1:0] group_t;

  // Values of the parameter CODE.
  localparam int unsigned CODE_KP4 = 0;  // RS(544,514), t = 15
  localparam int unsigned CODE_KR4 = 1;  // RS(528,514), t = 7

  function automatic int unsigned code_n(input int unsigned code);
    return (code == CODE_KP4) ? 544 : 528;
  endfunction

  function automatic int unsigned code_k(input int unsigned code);
    return (code == CODE_KP4 || code == CODE_KR4) ? 514 : 0;
  endfunction

  function automatic int unsigned code_t(input int unsigned code);
    return (code_n(code) - code_k(code)) / 2;
  endfunction

  // Number of groups that hold `symbols` field elements.
  function automatic int unsigned group_count(input int unsigned symbols);
    return (symbols + GROUP_SYMBOLS - 1) / GROUP_SYMBOLS;
  endfunction

  // ---------------------------------------------------------------------------------------------
  // Field arithmetic
  // ---------------------------------------------------------------------------------------------

  // a * alpha: x^10 = x^3 + 1.
  function automatic symbol_t gf_mul_alpha(input symbol_t a);
    return {a[8:3], a[2] ^ a[9], a[1:0], a[9]};
  endfunction

  // a / alpha.
  function automatic symbol_t gf_div_alpha(input symbol_t a);
    return {a[0], a[9:4], a[3] ^ a[0], a[2:1]};
  endfunction

  function automatic symbol_t gf_mul(input symbol_t a, input symbol_t b);
    symbol_t product;
    product = '0;
    for (int i = SYMBOL_BITS - 1; i >= 0; i--) begin
      product = gf_mul_alpha(product) ^ ({SYMBOL_BITS{b[i]}} & a);
    end
    return product;
  endfunction

  // alpha^exponent, any exponent. For constants: a hardware exponent would make a big circuit.
  function automatic symbol_t gf_alpha_power(input int exponent);
    int unsigned remaining;
    symbol_t power;   // alpha^(2^i)
    symbol_t result;
    remaining = unsigned'(((exponent % 1023) + 1023) % 1023);
    power = 10'd2;
    result = 10'd1;
    for (int i = 0; i < SYMBOL_BITS; i++) begin
      if (remaining[i]) result = gf_mul(result, power);
      power = gf_mul(power, power);
    end
    return result;
  endfunction

  // Each of the six elements times alpha.
  function automatic group_t group_mul_alpha(input group_t a);
    group_t top;  // bit 9 of each element, at bit 0 of its place
    top = (a >> 9) & {GROUP_SYMBOLS{10'h001}};
    return ((a << 1) & {GROUP_SYMBOLS{10'h3FE}}) ^ top ^ (top << 3);
  endfunction

  // Each of the six elements times alpha^5.
  function automatic group_t group_mul_alpha5(input group_t a);
    group_t top;
    top = (a >> 5) & {GROUP_SYMBOLS{10'h01F}};
    return ((a << 5) & {GROUP_SYMBOLS{10'h3E0}}) ^ top ^ (top << 3);
  endfunction

  // a*u + b*v, element by element; a and b are the same for all six. Two chains of five steps each:
  // half the depth of one chain of ten, for the same gates.
  function automatic group_t group_mul_add(input symbol_t a, input group_t u,
                                           input symbol_t b, input group_t v);
    group_t high;
    group_t low;
    high = '0;
    low = '0;
    for (int i = 4; i >= 0; i--) begin
      high = group_mul_alpha(high) ^ ({GROUP_BITS{a[i+5]}} & u) ^ ({GROUP_BITS{b[i+5]}} & v);
      low = group_mul_alpha(low) ^ ({GROUP_BITS{a[i]}} & u) ^ ({GROUP_BITS{b[i]}} & v);
    end
    return group_mul_alpha5(high) ^ low;
  endfunction

  // ---------------------------------------------------------------------------------------------
  // Generator polynomial
  // ---------------------------------------------------------------------------------------------

  // Room for the longest polynomial: 2t = 30 coefficients below the leading one, coefficient i of
  // x^i in [10*i +: 10].
  localparam int unsigned POLYNOMIAL_BITS = 30 * SYMBOL_BITS;
  typedef logic [POLYNOMIAL_BITS-1:0] polynomial_t;

  // The generator polynomial without its leading coefficient, which is 1.
  function automatic polynomial_t generator_polynomial(input int unsigned parity);
    polynomial_t g;
    symbol_t root;
    symbol_t carry;  // coefficient of x^(j-1) before this root was multiplied in
    symbol_t here;
    g = '0;
    root = 10'd1;
    // Before the first root the polynomial is 1; after root i it has degree i+1. The leading 1 is
    // kept implicit: at step i it stands at x^i.
    for (int i = 0; i < int'(parity); i++) begin
      carry = '0;
      for (int j = 0; j <= i; j++) begin
        here = (j == i) ? 10'd1 : g[10*j+:10];
        g[10*j+:10] = carry ^ gf_mul(here, root);
        carry = here;
      end
      root = gf_mul_alpha(root);
    end
    return g;
  endfunction

endpackage
