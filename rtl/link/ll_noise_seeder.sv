// SPDX-License-Identifier: Apache-2.0
// Seeds of the noise generators, docs/digital-link.md section 4: one 32-bit word for each of the four
// components of the generators, in the order generator 0 z1..z4, generator 1 z1..z4, ...
//
// word = mix(mix(low + 0x9E3779B9*(index + 1)) ^ high) with bit 31 set; mix is two multiplications,
// made one after the other by one 32-bit multiplier cut into three clocks (operand, partial products,
// sum): 12 clocks a word.
//
// GENERATORS   4*GENERATORS words are produced after start_i
module ll_noise_seeder #(
  parameter int unsigned GENERATORS = 20
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        start_i,  // pulse; begins anew at any time
  input  logic [63:0] seed_i,   // constant while busy
  output logic        busy_o,
  output logic        valid_o,  // one word
  output logic [31:0] word_o
);

  localparam int unsigned WORDS = 4 * GENERATORS;
  localparam int unsigned WORD_BITS = $clog2(WORDS);
  localparam logic [31:0] STRIDE = 32'h9E37_79B9;
  localparam logic [31:0] FACTOR_EVEN = 32'h7FEB_352D;
  localparam logic [31:0] FACTOR_ODD = 32'h846C_A68B;

  typedef enum logic [1:0] {
    OPERAND,
    PARTIAL,
    SUM
  } phase_e;

  logic                 busy_q;
  phase_e               phase_q;
  logic [1:0]           pass_q;   // which of the four multiplications of a word
  logic [WORD_BITS-1:0] index_q;
  logic [31:0]          counter_q;  // low + STRIDE*(index + 1)
  logic [31:0]          operand_q, product_q;
  logic [15:0]          cross_q;
  logic [31:0]          factor;

  // The value before multiplication `pass`, without its xor-shift.
  logic [31:0] mixed;
  assign mixed  = product_q ^ (product_q >> 16);
  assign factor = pass_q[0] ? FACTOR_ODD : FACTOR_EVEN;

  function automatic logic [31:0] fold16(logic [31:0] x);
    return x ^ (x >> 16);
  endfunction

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
    end else if (start_i) begin
      busy_q    <= 1'b1;
      phase_q   <= OPERAND;
      pass_q    <= 2'd0;
      index_q   <= '0;
      counter_q <= seed_i[31:0] + STRIDE;
    end else if (busy_q) begin
      unique case (phase_q)
        OPERAND: begin
          unique case (pass_q)
            2'd0: operand_q <= fold16(counter_q);
            2'd2: operand_q <= fold16(mixed ^ seed_i[63:32]);
            default: operand_q <= product_q ^ (product_q >> 15);
          endcase
          phase_q <= PARTIAL;
        end
        PARTIAL: begin
          product_q <= operand_q[15:0] * factor[15:0];
          cross_q   <= operand_q[31:16] * factor[15:0] + operand_q[15:0] * factor[31:16];
          phase_q   <= SUM;
        end
        default: begin
          product_q <= product_q + {cross_q, 16'b0};
          phase_q   <= OPERAND;
          pass_q    <= pass_q + 2'd1;
          if (pass_q == 2'd3) begin
            index_q   <= index_q + 1'b1;
            counter_q <= counter_q + STRIDE;
            busy_q    <= index_q != WORD_BITS'(WORDS - 1);
          end
        end
      endcase
    end
    valid_o <= rst_ni && !start_i && busy_q && phase_q == SUM && pass_q == 2'd3;
  end

  // product_q keeps the last product of a word while valid_o is high.
  assign word_o = mixed | 32'h8000_0000;
  assign busy_o = busy_q || valid_o;

endmodule
