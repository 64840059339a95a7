// SPDX-License-Identifier: Apache-2.0
// Streaming Reed-Solomon decoder, hard decision, bounded distance: IEEE 802.3 91.5.3.3 and 119.2.5.3.
//
// Parameters  CODE   0: RS(544,514) "KP4", t = 15; 1: RS(528,514) "KR4", t = 7
//             W      symbols per clock of one codeword; divides n
//             LANES  codewords side by side in a beat
// Ports       clk_i, rst_ni    clock; synchronous reset, active low
//             s_axis_*         received words, n/W beats each, tlast on the last; lane l in
//                              tdata[10*W*l +: 10*W], the first-sent symbol lowest
//             m_axis_*         corrected codewords, same layout; tuser, constant over a codeword:
//                              lane l in tuser[6*l +: 6] = {uncorrectable, corrected_symbols[4:0]}
//             frame_error_o    sticky until reset: a tlast was missing or stood at the wrong beat.
//                              Beats are counted on from reset whatever tlast says.
// Function    A word within t symbols of a codeword becomes that codeword; any other passes
//             unchanged with `uncorrectable` set and corrected_symbols 0.
// Latency     2*n/W + 2t + 8 clocks from the acceptance of a codeword's first beat to its first beat
//             at m_axis, when neither stream pauses
// Throughput  one beat per clock
//
//   s_axis -+-> syndrome -> key equation (one or more units) -> Chien, Forney -+-> correct -> m_axis
//           +------------------- codeword memory (in correct) -----------------+

module ll_rs_decoder
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
  output logic [6*LANES-1:0]    m_axis_tuser,

  output logic                  frame_error_o
);

  // The control of a lane does not depend on its data, so the lanes move in step.
  logic [LANES-1:0] lane_s_ready;
  logic [LANES-1:0] lane_m_valid;
  logic [LANES-1:0] lane_m_last;
  logic [LANES-1:0] lane_frame_error;

  if (code_n(CODE) % W != 0) begin : gen_unsupported
    $error("ll_rs_decoder: W must divide n");
  end

  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    ll_rs_decoder_lane #(
      .CODE(CODE),
      .W   (W)
    ) u_lane (
      .clk_i,
      .rst_ni,
      .s_axis_tvalid,
      .s_axis_tready(lane_s_ready[lane]),
      .s_axis_tdata (s_axis_tdata[10*W*lane+:10*W]),
      .s_axis_tlast,
      .m_axis_tvalid(lane_m_valid[lane]),
      .m_axis_tready,
      .m_axis_tdata (m_axis_tdata[10*W*lane+:10*W]),
      .m_axis_tlast (lane_m_last[lane]),
      .m_axis_tuser (m_axis_tuser[6*lane+:6]),
      .frame_error_o(lane_frame_error[lane])
    );
  end

  assign s_axis_tready = &lane_s_ready;
  assign m_axis_tvalid = &lane_m_valid;
  assign m_axis_tlast = &lane_m_last;
  assign frame_error_o = |lane_frame_error;

endmodule
