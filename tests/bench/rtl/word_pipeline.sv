// SPDX-License-Identifier: Apache-2.0
// A datapath of realistic size for measuring what benches cost: 512 bits a clock through a FIFO, a
// PRBS31 scrambler, a filter of 8 taps on each of 64 samples, and the descrambler.
//
// With taps_i = {0, .., 0, 128}, which is 1.0, what goes in comes out: a bench can check each word.
//
//   data_i -> FIFO -> scrambler -> 64 lanes x FFE -> descrambler -> data_o
//
// Latency 7 clocks, one word a clock, no back-pressure.
module word_pipeline #(
  parameter int unsigned LANES = 64
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic signed [7:0][15:0] taps_i,   // 128 = 1.0; tap 0 is that of the newest sample
  input  logic                    valid_i,
  input  logic [8*LANES-1:0]      data_i,
  output logic                    valid_o,
  output logic [8*LANES-1:0]      data_o
);

  localparam int unsigned BITS = 8 * LANES;
  localparam int unsigned TAPS = 8;

  logic            stored_valid;
  logic [BITS-1:0] stored, mask, unmask, scrambled_q, filtered;
  logic            scrambled_valid_q;
  logic [     2:0] filter_valid_q;

  ll_link_fifo #(
    .WIDTH(BITS),
    .DEPTH(16)
  ) u_fifo (
    .clk_i,
    .rst_ni,
    .write_i(valid_i),
    .data_i,
    .valid_o(stored_valid),
    .ready_i(1'b1),
    .data_o (stored)
  );

  ll_prbs_gen #(
    .ORDER(31),
    .BITS (BITS)
  ) u_scrambler (
    .clk_i,
    .rst_ni,
    .load_i   (1'b0),
    .seed_i   ('1),
    .advance_i(stored_valid),
    .partial_i(1'b0),
    .data_o   (mask)
  );

  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    logic signed [TAPS-1:0][7:0]  sample_q;
    logic signed [TAPS-1:0][23:0] product_q;
    logic signed [26:0]           sum;
    logic        [7:0]            result_q;

    always_comb begin
      sum = '0;
      for (int i = 0; i < TAPS; i++) sum += 27'($signed(product_q[i]));
    end

    always_ff @(posedge clk_i) begin
      sample_q <= {sample_q[TAPS-2:0], scrambled_q[8*lane+:8]};
      for (int i = 0; i < TAPS; i++) product_q[i] <= $signed(sample_q[i]) * $signed(taps_i[i]);
      result_q <= 8'(sum >>> 7);
    end
    assign filtered[8*lane+:8] = result_q;
  end

  ll_prbs_gen #(
    .ORDER(31),
    .BITS (BITS)
  ) u_descrambler (
    .clk_i,
    .rst_ni,
    .load_i   (1'b0),
    .seed_i   ('1),
    .advance_i(filter_valid_q[2]),
    .partial_i(1'b0),
    .data_o   (unmask)
  );

  always_ff @(posedge clk_i) begin
    scrambled_q <= stored ^ mask;
    data_o      <= filtered ^ unmask;
    if (!rst_ni) begin
      scrambled_valid_q <= 1'b0;
      filter_valid_q    <= '0;
      valid_o           <= 1'b0;
    end else begin
      scrambled_valid_q <= stored_valid;
      filter_valid_q    <= {filter_valid_q[1:0], scrambled_valid_q};
      valid_o           <= filter_valid_q[2];
    end
  end

endmodule
