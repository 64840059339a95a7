// SPDX-License-Identifier: Apache-2.0
// The encoders and decoders of ll_fec behind one stream; `decode_i` and `kr4_i` choose one of them.
// The clocks of the others stand still.
//
// Parameters  W              symbols per clock
//             KP4, KR4       1: the code is built in
// Ports       enable_i       codewords may be under way; from a register
//             decode_i       0: encode, 1: decode; constant while enable_i, from a register
//             kr4_i          0: KP4, 1: KR4; likewise, and only a code that is built in
//             s_axis_*       n/W beats a codeword, as ll_rs_encoder and ll_rs_decoder take them
//             m_axis_*       the result; tuser = {uncorrectable, corrected_symbols[4:0]}, 0 when
//                            encoding
//             frame_error_o  a codec lost step with the codewords; sticky until reset
// Latency, throughput: those of the codec chosen; the selection is combinational.

module ll_fec_codec #(
  parameter int unsigned W   = 16,
  parameter bit          KP4 = 1'b1,
  parameter bit          KR4 = 1'b1
) (
  input  logic            clk_i,
  input  logic            rst_ni,

  input  logic            enable_i,
  input  logic            decode_i,
  input  logic            kr4_i,

  input  logic            s_axis_tvalid,
  output logic            s_axis_tready,
  input  logic [10*W-1:0] s_axis_tdata,
  input  logic            s_axis_tlast,

  output logic            m_axis_tvalid,
  input  logic            m_axis_tready,
  output logic [10*W-1:0] m_axis_tdata,
  output logic            m_axis_tlast,
  output logic [5:0]      m_axis_tuser,

  output logic            frame_error_o
);

  // Codec i: code i[0] (0 KP4, 1 KR4), i[1] 0 encoder, 1 decoder.
  localparam int unsigned CODECS = 4;

  logic [1:0]                  selected;
  logic [CODECS-1:0]           enable;
  logic [CODECS-1:0]           in_valid, in_ready, out_valid, out_ready, out_last, frame_error;
  logic [CODECS-1:0][10*W-1:0] out_data;
  logic [CODECS-1:0][5:0]      out_user;

  assign selected = {decode_i, kr4_i};

  for (genvar code = 0; code < 2; code++) begin : gen_code
    if (code == 0 ? KP4 : KR4) begin : gen_built
      logic encoder_clk, decoder_clk;

      ll_clock_gate u_encoder_gate (
        .clk_i,
        .rst_ni,
        .enable_i(enable[code]),
        .clk_o   (encoder_clk)
      );

      ll_clock_gate u_decoder_gate (
        .clk_i,
        .rst_ni,
        .enable_i(enable[code+2]),
        .clk_o   (decoder_clk)
      );

      ll_rs_encoder #(
        .CODE(code),
        .W   (W)
      ) u_encoder (
        .clk_i        (encoder_clk),
        .rst_ni,
        .s_axis_tvalid(in_valid[code]),
        .s_axis_tready(in_ready[code]),
        .s_axis_tdata,
        .s_axis_tlast,
        .m_axis_tvalid(out_valid[code]),
        .m_axis_tready(out_ready[code]),
        .m_axis_tdata (out_data[code]),
        .m_axis_tlast (out_last[code]),
        .frame_error_o(frame_error[code])
      );
      assign out_user[code] = '0;

      ll_rs_decoder #(
        .CODE(code),
        .W   (W)
      ) u_decoder (
        .clk_i        (decoder_clk),
        .rst_ni,
        .s_axis_tvalid(in_valid[code+2]),
        .s_axis_tready(in_ready[code+2]),
        .s_axis_tdata,
        .s_axis_tlast,
        .m_axis_tvalid(out_valid[code+2]),
        .m_axis_tready(out_ready[code+2]),
        .m_axis_tdata (out_data[code+2]),
        .m_axis_tlast (out_last[code+2]),
        .m_axis_tuser (out_user[code+2]),
        .frame_error_o(frame_error[code+2])
      );

    end else begin : gen_left_out
      for (genvar i = code; i < CODECS; i += 2) begin : gen_codec
        assign in_ready[i] = 1'b0;
        assign out_valid[i] = 1'b0;
        assign out_last[i] = 1'b0;
        assign out_data[i] = '0;
        assign out_user[i] = '0;
        assign frame_error[i] = 1'b0;
        logic unused;
        assign unused = &{enable[i], in_valid[i], out_ready[i]};
      end
    end
  end

  always_comb begin
    enable              = '0;
    enable[selected]    = enable_i;
    in_valid            = '0;
    in_valid[selected]  = s_axis_tvalid;
    out_ready           = '0;
    out_ready[selected] = m_axis_tready;
  end

  assign s_axis_tready = in_ready[selected];
  assign m_axis_tvalid = out_valid[selected];
  assign m_axis_tlast  = out_last[selected];
  assign m_axis_tdata  = out_data[selected];
  assign m_axis_tuser  = out_user[selected];
  assign frame_error_o = |frame_error;

endmodule
