// SPDX-License-Identifier: Apache-2.0
// Counters of the digital link, docs/digital-link.md section 7.
//
// Takes differences (XOR of what was received and what was sent) at three places of the receiver, one
// beat a clock each. counters_o is up to date 4 clocks after the last beat.
//
// The pipeline of the valid flags has no reset, and what is in it is still counted: a reset lasts 4
// clocks, with no valid beat after the first; a clear of one clock has none in it and in the two
// clocks before.
//
// W   FEC symbols a beat
module ll_link_counters #(
  parameter int unsigned W = 16
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             clear_i,
  // Slicer: decided XOR sent level, two bits a PAM4 symbol
  input  logic             slicer_valid_i,
  input  logic [10*W-1:0]  slicer_difference_i,
  // Decoder input: received XOR sent symbols
  input  logic             received_valid_i,
  input  logic [10*W-1:0]  received_difference_i,
  // Decoder output: decoded XOR sent symbols, 0 in the parity places
  input  logic             decoded_valid_i,
  input  logic             decoded_last_i,           // last beat of a codeword
  input  logic [10*W-1:0]  decoded_difference_i,
  input  logic             decoded_uncorrectable_i,  // these two: valid in the last beat
  input  logic [ 4:0]      decoded_corrected_i,      // symbols corrected
  output logic [31:0][63:0] counters_o
);

  localparam int unsigned BITS = 10 * W;
  localparam int unsigned BIT_COUNT_BITS = $clog2(BITS + 1);
  localparam int unsigned SYMBOL_COUNT_BITS = $clog2(W + 1);
  localparam int unsigned BINS = 17;

  // --------------------------------------------------------------------------------- differences
  logic            slicer_valid_q, received_valid_q, decoded_valid_q;
  logic [BITS-1:0] slicer_q, received_q, decoded_q;  // slicer_q: one bit a PAM4 symbol
  logic [   W-1:0] received_symbols;

  always_ff @(posedge clk_i) begin
    slicer_q <= (slicer_difference_i | {1'b0, slicer_difference_i[BITS-1:1]}) & {(5 * W) {2'b01}};
    received_q <= received_difference_i;
    decoded_q  <= decoded_difference_i;
    slicer_valid_q   <= slicer_valid_i;
    received_valid_q <= received_valid_i;
    decoded_valid_q  <= decoded_valid_i;
  end
  for (genvar i = 0; i < W; i++) begin : gen_symbol
    assign received_symbols[i] = received_q[10*i+:10] != '0;
  end

  // --------------------------------------------------------------------------------------- counts
  logic [   BIT_COUNT_BITS-1:0] slicer_count, received_count, decoded_count;
  logic [SYMBOL_COUNT_BITS-1:0] received_symbol_count;

  ll_popcount #(
    .BITS(BITS)
  ) u_slicer (
    .clk_i  (clk_i),
    .data_i (slicer_q),
    .count_o(slicer_count)
  );
  ll_popcount #(
    .BITS(BITS)
  ) u_received (
    .clk_i  (clk_i),
    .data_i (received_q),
    .count_o(received_count)
  );
  ll_popcount #(
    .BITS(W)
  ) u_received_symbols (
    .clk_i  (clk_i),
    .data_i (received_symbols),
    .count_o(received_symbol_count)
  );
  ll_popcount #(
    .BITS(BITS)
  ) u_decoded (
    .clk_i  (clk_i),
    .data_i (decoded_q),
    .count_o(decoded_count)
  );

  logic [1:0] slicer_valid, received_valid, decoded_valid;  // [1]: beside the count
  always_ff @(posedge clk_i) begin
    slicer_valid   <= {slicer_valid[0], slicer_valid_q};
    received_valid <= {received_valid[0], received_valid_q};
    decoded_valid  <= {decoded_valid[0], decoded_valid_q};
  end

  // ---------------------------------------------------------------------------------- accumulators
  logic [63:0] pam4_symbol_errors_q, pre_fec_bit_errors_q, pre_fec_symbol_errors_q;
  logic [63:0] post_fec_bit_errors_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      pam4_symbol_errors_q    <= '0;
      pre_fec_bit_errors_q    <= '0;
      pre_fec_symbol_errors_q <= '0;
      post_fec_bit_errors_q   <= '0;
    end else begin
      if (slicer_valid[1]) pam4_symbol_errors_q <= pam4_symbol_errors_q + 64'(slicer_count);
      if (received_valid[1]) begin
        pre_fec_bit_errors_q    <= pre_fec_bit_errors_q + 64'(received_count);
        pre_fec_symbol_errors_q <= pre_fec_symbol_errors_q + 64'(received_symbol_count);
      end
      if (decoded_valid[1]) post_fec_bit_errors_q <= post_fec_bit_errors_q + 64'(decoded_count);
    end
  end

  // ------------------------------------------------------------------------------------- codewords
  logic       errored_q;  // a wrong message bit so far in this codeword
  logic       end_q, end_errored_q, end_uncorrectable_q;
  logic [4:0] end_corrected_q;
  logic       errored;
  assign errored = errored_q || decoded_difference_i != '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) errored_q <= 1'b0;
    else if (decoded_valid_i) errored_q <= errored && !decoded_last_i;
    end_q               <= decoded_valid_i && decoded_last_i;
    end_errored_q       <= errored;
    end_uncorrectable_q <= decoded_uncorrectable_i;
    end_corrected_q     <= decoded_corrected_i;
  end

  logic [63:0] codewords_q, corrected_codewords_q, uncorrectable_codewords_q, corrected_symbols_q;
  logic [63:0] post_fec_errored_codewords_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      codewords_q                  <= '0;
      corrected_codewords_q        <= '0;
      uncorrectable_codewords_q    <= '0;
      corrected_symbols_q          <= '0;
      post_fec_errored_codewords_q <= '0;
    end else if (end_q) begin
      codewords_q <= codewords_q + 64'd1;
      if (end_uncorrectable_q) begin
        uncorrectable_codewords_q <= uncorrectable_codewords_q + 64'd1;
      end else begin
        if (end_corrected_q != '0) corrected_codewords_q <= corrected_codewords_q + 64'd1;
        corrected_symbols_q <= corrected_symbols_q + 64'(end_corrected_q);
      end
      if (end_errored_q) post_fec_errored_codewords_q <= post_fec_errored_codewords_q + 64'd1;
    end
  end

  logic [BINS-1:0][63:0] histogram;
  for (genvar i = 0; i < BINS; i++) begin : gen_bin
    logic [63:0] bin_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni || clear_i) bin_q <= '0;
      else if (end_q && (end_uncorrectable_q ? i == BINS - 1 : end_corrected_q == 5'(i))) begin
        bin_q <= bin_q + 64'd1;
      end
    end
    assign histogram[i] = bin_q;
  end

  assign counters_o = {
    histogram,
    {6{64'd0}},
    post_fec_errored_codewords_q,
    post_fec_bit_errors_q,
    corrected_symbols_q,
    uncorrectable_codewords_q,
    corrected_codewords_q,
    pre_fec_symbol_errors_q,
    pre_fec_bit_errors_q,
    pam4_symbol_errors_q,
    codewords_q
  };

endmodule
