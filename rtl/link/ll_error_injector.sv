// SPDX-License-Identifier: Apache-2.0
// Error injection on received codewords, docs/digital-link.md section 6: in every codeword whose index
// is a multiple of `period`, the symbols start .. start+length-1 are XORed with a mask.
//
// Counts beats and codewords itself from start_i on. Latency 1 clock, one beat a clock, gaps allowed.
//
// W       symbols a beat
// BEATS   beats a codeword
module ll_error_injector #(
  parameter int unsigned W     = 16,
  parameter int unsigned BEATS = 34
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            start_i,   // pulse: the next beat is the first one of codeword 0
  input  logic [31:0]     period_i,  // 0: none; these four: constant from start_i on
  input  logic [15:0]     first_i,   // first symbol hit
  input  logic [15:0]     length_i,  // symbols hit; what exceeds the codeword is dropped
  input  logic [ 9:0]     mask_i,
  input  logic            valid_i,
  input  logic [10*W-1:0] data_i,
  output logic            valid_o,
  output logic            last_o,    // last beat of a codeword
  output logic [10*W-1:0] data_o
);

  localparam int unsigned BEAT_BITS = $clog2(BEATS + 1);

  logic [BEAT_BITS-1:0] beat_q;
  logic [         16:0] symbol_q;     // index of the beat's first symbol
  logic [         31:0] countdown_q;  // codewords until the next one to hit
  logic                 last;
  assign last = beat_q == BEAT_BITS'(BEATS - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || start_i) begin
      beat_q      <= '0;
      symbol_q    <= '0;
      countdown_q <= '0;
    end else if (valid_i) begin
      beat_q   <= last ? '0 : beat_q + 1'b1;
      symbol_q <= last ? '0 : symbol_q + 17'(W);
      if (last) countdown_q <= (countdown_q == '0) ? period_i - 32'd1 : countdown_q - 32'd1;
    end
  end

  logic [16:0]     stop;  // first symbol behind the burst
  logic [10*W-1:0] pattern;
  assign stop = {1'b0, first_i} + {1'b0, length_i};
  always_comb begin
    pattern = '0;
    if (period_i != '0 && countdown_q == '0) begin
      for (int unsigned i = 0; i < W; i++) begin
        if (symbol_q + 17'(i) >= {1'b0, first_i} && symbol_q + 17'(i) < stop) begin
          pattern[10*i+:10] = mask_i;
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    valid_o <= valid_i && rst_ni && !start_i;
    last_o  <= last;
    data_o  <= data_i ^ pattern;
  end

endmodule
