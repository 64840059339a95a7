// SPDX-License-Identifier: Apache-2.0
// One normally distributed sample a clock from a uniform one, by the inverse of the normal tail
// function: docs/digital-link.md section 4.
//
//   u -> leading zeros of m ---------> row ---> table -> slope*frac -> base - product -> magnitude
//        (16, 8)      (4, 2, 1)                 (ROM)
//   clock 1            2                          3          4              5
//
// Latency 5 clocks. The table is scripts/gauss_table.py's.
module ll_gauss_sample (
  input  logic        clk_i,
  input  logic [31:0] u_i,
  output logic        sign_o,      // 1: the sample is -magnitude
  output logic [15:0] magnitude_o  // 2^-13 standard deviations, at most 51921
);

  // ------------------------------------------------------------------------------- 1: shift by 16, 8
  // m with a zero below it: after the shift bit 31 is the leading one (if any) and f the 31 bits
  // below. All zeros counts as 31, as the definition asks.
  logic [31:0] shifted16;
  logic [23:0] shifted8;  // at most 7 more places: the bits below cannot reach f[26:15] any more
  logic        zeros16, zeros8;
  assign zeros16   = u_i[30:15] == '0;
  assign shifted16 = zeros16 ? {u_i[14:0], 17'b0} : {u_i[30:0], 1'b0};
  assign zeros8    = shifted16[31:24] == '0;
  assign shifted8  = zeros8 ? shifted16[23:0] : shifted16[31:8];

  logic        sign1_q;
  logic [ 1:0] zeros1_q;
  logic [23:0] shifted1_q;
  always_ff @(posedge clk_i) begin
    sign1_q    <= u_i[31];
    zeros1_q   <= {zeros16, zeros8};
    shifted1_q <= shifted8;
  end

  // ------------------------------------------------------------------------------ 2: shift by 4, 2, 1
  logic [19:0] shifted4;
  logic [17:0] shifted2;
  logic [15:0] f;  // f[30:15]
  logic        zeros4, zeros2, zeros1;
  assign zeros4   = shifted1_q[23:20] == '0;
  assign shifted4 = zeros4 ? shifted1_q[19:0] : shifted1_q[23:4];
  assign zeros2   = shifted4[19:18] == '0;
  assign shifted2 = zeros2 ? shifted4[17:0] : shifted4[19:2];
  assign zeros1   = !shifted2[17];
  assign f        = zeros1 ? shifted2[15:0] : shifted2[16:1];

  logic        sign2_q;
  logic [ 8:0] row2_q;
  logic [11:0] frac2_q;
  always_ff @(posedge clk_i) begin
    sign2_q <= sign1_q;
    row2_q  <= {zeros1_q, zeros4, zeros2, zeros1, f[15:12]};
    frac2_q <= f[11:0];
  end

  // ---------------------------------------------------------------------------------------- 3: table
  logic        sign3_q;
  logic [25:0] entry3_q;  // {base, slope}
  logic [11:0] frac3_q;
  always_ff @(posedge clk_i) begin
    sign3_q  <= sign2_q;
    entry3_q <= ll_gauss_table_pkg::TABLE[row2_q];
    frac3_q  <= frac2_q;
  end

  // ------------------------------------------------------------------------------ 4, 5: interpolation
  logic        sign4_q;
  logic [15:0] base4_q;
  logic [ 9:0] drop4_q;
  always_ff @(posedge clk_i) begin
    sign4_q     <= sign3_q;
    base4_q     <= entry3_q[25:10];
    drop4_q     <= 10'((22'(entry3_q[9:0]) * 22'(frac3_q)) >> 12);
    sign_o      <= sign4_q;
    magnitude_o <= base4_q - 16'(drop4_q);
  end

endmodule
