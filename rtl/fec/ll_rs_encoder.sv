// SPDX-License-Identifier: Apache-2.0
// Streaming Reed-Solomon encoder, systematic: IEEE 802.3 91.5.2.7 and 119.2.4.6.
//
// Parameters  CODE   0: RS(544,514) "KP4", 1: RS(528,514) "KR4"
//             W      symbols per clock of one codeword; divides n, does not divide k
//             LANES  codewords side by side in a beat
// Ports       clk_i, rst_ni    clock; synchronous reset, active low
//             s_axis_*         message symbols in their places, n/W beats a codeword, tlast on the
//                              last; lane l in tdata[10*W*l +: 10*W], the first-sent symbol lowest.
//                              What stands in the parity places is ignored.
//             m_axis_*         the codeword, same layout
//             frame_error_o    sticky until reset: a tlast was missing or stood at the wrong beat.
//                              Beats are counted on from reset whatever tlast says.
// Latency     2 clocks from the acceptance of a beat to its own beat at m_axis
// Throughput  one beat per clock

module ll_rs_encoder
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE  = CODE_KP4,
  parameter int unsigned W     = 16,
  parameter int unsigned LANES = 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  input  logic                  s_axis_tvalid,
  output logic                  s_axis_tready,
  input  logic [10*W*LANES-1:0] s_axis_tdata,
  input  logic                  s_axis_tlast,

  output logic                  m_axis_tvalid,
  input  logic                  m_axis_tready,
  output logic [10*W*LANES-1:0] m_axis_tdata,
  output logic                  m_axis_tlast,

  output logic                  frame_error_o
);

  localparam int unsigned N = code_n(CODE);
  localparam int unsigned K = code_k(CODE);
  localparam int unsigned BEATS = N / W;
  // The beat in which the message ends, and how many symbols of it are message.
  localparam int unsigned MIXED_BEAT = K / W;
  localparam int unsigned BEAT_BITS = $clog2(BEATS);

  if (N % W != 0 || K % W == 0) begin : gen_unsupported
    $error("ll_rs_encoder: W must divide n and must not divide k");
  end

  // ---------------------------------------------------------------------------------------------
  // Input register and beat counter
  // ---------------------------------------------------------------------------------------------

  logic in_valid_q;
  logic [10*W*LANES-1:0] in_data_q;
  logic [BEAT_BITS-1:0] beat_q;  // of the beat in in_data_q
  logic [BEAT_BITS-1:0] accept_beat_q;
  logic accept_last;
  logic in_take;

  assign s_axis_tready = !in_valid_q || in_take;
  assign accept_last = accept_beat_q == BEAT_BITS'(BEATS - 1);

  always_ff @(posedge clk_i) begin
    if (s_axis_tvalid && s_axis_tready) begin
      in_data_q <= s_axis_tdata;
      beat_q <= accept_beat_q;
      accept_beat_q <= accept_last ? '0 : accept_beat_q + 1'b1;
      if (s_axis_tlast != accept_last) frame_error_o <= 1'b1;
    end
    if (s_axis_tready) in_valid_q <= s_axis_tvalid;
    if (!rst_ni) begin
      in_valid_q <= 1'b0;
      accept_beat_q <= '0;
      frame_error_o <= 1'b0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Division by the generator polynomial, W symbols at a time, and output register
  // ---------------------------------------------------------------------------------------------

  logic first;
  logic mixed;
  logic parity_only;

  assign first = beat_q == '0;
  assign mixed = beat_q == BEAT_BITS'(MIXED_BEAT);
  assign parity_only = beat_q > BEAT_BITS'(MIXED_BEAT);

  assign in_take = in_valid_q && (!m_axis_tvalid || m_axis_tready);

  always_ff @(posedge clk_i) begin
    if (in_take) begin
      m_axis_tvalid <= 1'b1;
      m_axis_tlast <= beat_q == BEAT_BITS'(BEATS - 1);
    end else if (m_axis_tready) begin
      m_axis_tvalid <= 1'b0;
    end
    if (!rst_ni) m_axis_tvalid <= 1'b0;
  end

  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    logic [10*W-1:0] codeword_beat;

    ll_rs_parity #(
      .CODE(CODE),
      .W   (W)
    ) u_parity (
      .clk_i,
      .enable_i     (in_take),
      .first_i      (first),
      .mixed_i      (mixed),
      .parity_only_i(parity_only),
      .data_i       (in_data_q[10*W*lane+:10*W]),
      .data_o       (codeword_beat)
    );

    always_ff @(posedge clk_i) begin
      if (in_take) m_axis_tdata[10*W*lane+:10*W] <= codeword_beat;
    end
  end

endmodule
