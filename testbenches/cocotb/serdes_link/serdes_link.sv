// SPDX-License-Identifier: Apache-2.0
// A Reed-Solomon protected PAM4 link whose line is outside the RTL: what a SerDes with its channel
// does is modelled in SystemC. Counters as those of ll_link_core.
//
//   PRBS31 -> encoder -+-> Gray map -> tx_*  ....  rx_* -> Gray demap -+-> decoder --+-> counters
//                      +-> FIFO ---------------------------------------+             |
//   PRBS31 --------------------------------------------------------------------------+
//
// The line takes a beat whenever one is there and brings the same number back, in order. It is told
// to begin anew by line_start_o, with its parameters beside.
//
// Parameters  CODE   ll_fec_pkg::CODE_KP4 or CODE_KR4
//             W      FEC symbols a clock, 5 PAM4 symbols each; must divide n
//             DEPTH  beats that may be on their way, a power of two
module serdes_link
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE  = CODE_KP4,
  parameter int unsigned W     = 8,
  parameter int unsigned DEPTH = 512
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  // Registers: serdes_link.rdl
  input  logic [11:0]      s_axil_awaddr,
  input  logic [2:0]       s_axil_awprot,
  input  logic             s_axil_awvalid,
  output logic             s_axil_awready,
  input  logic [31:0]      s_axil_wdata,
  input  logic [3:0]       s_axil_wstrb,
  input  logic             s_axil_wvalid,
  output logic             s_axil_wready,
  output logic [1:0]       s_axil_bresp,
  output logic             s_axil_bvalid,
  input  logic             s_axil_bready,
  input  logic [11:0]      s_axil_araddr,
  input  logic [2:0]       s_axil_arprot,
  input  logic             s_axil_arvalid,
  output logic             s_axil_arready,
  output logic [31:0]      s_axil_rdata,
  output logic [1:0]       s_axil_rresp,
  output logic             s_axil_rvalid,
  input  logic             s_axil_rready,

  // Parameters of the line, valid with the pulse line_start_o
  output logic             line_start_o,
  output logic [63:0]      line_noise_seed_o,
  output logic [15:0]      line_snr_millidb_o,

  // PAM4 levels 0..3, two bits each, the first-sent lowest
  output logic             tx_valid_o,
  output logic             tx_last_o,    // last beat of a codeword
  output logic [10*W-1:0]  tx_levels_o,
  input  logic             rx_valid_i,
  input  logic [10*W-1:0]  rx_levels_i
);

  localparam int unsigned N = code_n(CODE);
  localparam int unsigned K = code_k(CODE);
  localparam int unsigned BITS = SYMBOL_BITS * W;
  localparam int unsigned SYMBOLS = BITS / 2;
  localparam int unsigned BEATS = N / W;
  localparam int unsigned MIXED_BEAT = K / W;  // the message ends in this beat
  localparam int unsigned MIXED_BITS = SYMBOL_BITS * (K % W);
  localparam int unsigned BEAT_BITS = $clog2(BEATS);
  localparam logic [BEAT_BITS-1:0] LAST_BEAT = BEAT_BITS'(BEATS - 1);
  localparam int unsigned COUNTER_LATENCY = 5;

  // ---------------------------------------------------------------------------------------- control
  serdes_link_regs_pkg::serdes_link__in_t  regs_in;
  serdes_link_regs_pkg::serdes_link__out_t regs_out;

  typedef enum logic [1:0] {IDLE, OPEN, RUN, SETTLE} state_e;
  state_e      state_q;
  logic [31:0] to_send_q, to_receive_q;  // codewords
  logic [ 2:0] settle_q;
  logic        open, sent_codeword, received_codeword;
  logic        encoder_error, decoder_error, line_error_q;

  assign open = state_q == OPEN;

  always_ff @(posedge clk_i) begin
    unique case (state_q)
      IDLE: if (regs_out.control.start.value) state_q <= OPEN;
      OPEN: state_q <= RUN;
      RUN: begin
        settle_q <= '0;
        if (to_receive_q == '0) state_q <= SETTLE;
      end
      SETTLE: begin
        settle_q <= settle_q + 1'b1;
        if (settle_q == 3'(COUNTER_LATENCY - 1)) state_q <= IDLE;
      end
    endcase
    if (open) begin
      to_send_q    <= regs_out.codewords.value.value;
      to_receive_q <= regs_out.codewords.value.value;
    end else begin
      if (sent_codeword) to_send_q <= to_send_q - 1'b1;
      if (received_codeword) to_receive_q <= to_receive_q - 1'b1;
    end
    if (!rst_ni) state_q <= IDLE;
  end

  assign line_start_o       = open;
  assign line_noise_seed_o  = {regs_out.noise_seed.high.value.value,
                               regs_out.noise_seed.low.value.value};
  assign line_snr_millidb_o = regs_out.snr_millidb.value.value[15:0];

  assign regs_in.control.start.hwclr = open;
  assign regs_in.status.busy.next    = state_q != IDLE || regs_out.control.start.value;
  assign regs_in.status.framing.next = encoder_error || decoder_error || line_error_q;

  serdes_link_regs u_regs (
    .clk     (clk_i),
    .rst_n   (rst_ni),
    .hwif_in (regs_in),
    .hwif_out(regs_out),
    .*
  );

  // ------------------------------------------------------------------------------------ transmitter
  logic [     BITS-1:0] payload, coded;
  logic [BEAT_BITS-1:0] send_beat_q;
  logic                 send, sending, send_last;

  assign sending       = state_q == RUN && to_send_q != '0;
  assign send_last     = send_beat_q == LAST_BEAT;
  assign sent_codeword = send && send_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || open) send_beat_q <= '0;
    else if (send) send_beat_q <= send_last ? '0 : send_beat_q + 1'b1;
  end

  ll_prbs_gen #(
    .ORDER  (31),
    .BITS   (BITS),
    .PARTIAL(MIXED_BITS),
    .INVERT (1'b1)
  ) u_payload (
    .clk_i,
    .rst_ni,
    .load_i   (open),
    .seed_i   (regs_out.prbs_seed.value.value[30:0]),
    .advance_i(send && send_beat_q <= BEAT_BITS'(MIXED_BEAT)),
    .partial_i(send_beat_q == BEAT_BITS'(MIXED_BEAT)),
    .data_o   (payload)
  );

  logic send_ready;
  assign send = sending && send_ready;

  ll_rs_encoder #(
    .CODE (CODE),
    .W    (W),
    .LANES(1)
  ) u_encoder (
    .clk_i,
    .rst_ni,
    .s_axis_tvalid(sending),
    .s_axis_tready(send_ready),
    .s_axis_tdata (payload),
    .s_axis_tlast (send_last),
    .m_axis_tvalid(tx_valid_o),
    .m_axis_tready(1'b1),
    .m_axis_tdata (coded),
    .m_axis_tlast (tx_last_o),
    .frame_error_o(encoder_error)
  );

  ll_pam4_map #(
    .SYMBOLS(SYMBOLS)
  ) u_map (
    .bits_i (coded),
    .level_o(tx_levels_o)
  );

  // --------------------------------------------------------------------------------------- receiver
  logic [     BITS-1:0] received, decoded, expected, decoded_difference;
  logic [     BITS-1:0] sent, sent_levels;  // beside the beat that the line brings
  logic [BEAT_BITS-1:0] line_beat_q, decoded_beat_q;
  logic                 sent_valid, decoder_ready, decoded_valid, decoded_last;
  logic [          5:0] decoded_status;

  ll_link_fifo #(
    .WIDTH(2 * BITS),
    .DEPTH(DEPTH)
  ) u_sent (
    .clk_i,
    .rst_ni (rst_ni && !open),
    .write_i(tx_valid_o),
    .data_i ({tx_levels_o, coded}),
    .valid_o(sent_valid),
    .ready_i(rx_valid_i),
    .data_o ({sent_levels, sent})
  );

  ll_pam4_demap #(
    .SYMBOLS(SYMBOLS)
  ) u_demap (
    .level_i(rx_levels_i),
    .bits_o (received)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni || open) line_beat_q <= '0;
    else if (rx_valid_i) line_beat_q <= line_beat_q == LAST_BEAT ? '0 : line_beat_q + 1'b1;

    // Nothing holds the line back.
    if (!rst_ni) line_error_q <= 1'b0;
    else if (rx_valid_i && (!sent_valid || !decoder_ready)) line_error_q <= 1'b1;
  end

  ll_rs_decoder #(
    .CODE (CODE),
    .W    (W),
    .LANES(1)
  ) u_decoder (
    .clk_i,
    .rst_ni,
    .s_axis_tvalid(rx_valid_i),
    .s_axis_tready(decoder_ready),
    .s_axis_tdata (received),
    .s_axis_tlast (line_beat_q == LAST_BEAT),
    .m_axis_tvalid(decoded_valid),
    .m_axis_tready(1'b1),
    .m_axis_tdata (decoded),
    .m_axis_tlast (decoded_last),
    .m_axis_tuser (decoded_status),
    .frame_error_o(decoder_error)
  );

  assign received_codeword = decoded_valid && decoded_last;

  ll_prbs_gen #(
    .ORDER  (31),
    .BITS   (BITS),
    .PARTIAL(MIXED_BITS),
    .INVERT (1'b1)
  ) u_expected (
    .clk_i,
    .rst_ni,
    .load_i   (open),
    .seed_i   (regs_out.prbs_seed.value.value[30:0]),
    .advance_i(decoded_valid && decoded_beat_q <= BEAT_BITS'(MIXED_BEAT)),
    .partial_i(decoded_beat_q == BEAT_BITS'(MIXED_BEAT)),
    .data_o   (expected)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni || open) decoded_beat_q <= '0;
    else if (decoded_valid) decoded_beat_q <= decoded_last ? '0 : decoded_beat_q + 1'b1;
  end

  always_comb begin
    decoded_difference = decoded ^ expected;
    if (decoded_beat_q == BEAT_BITS'(MIXED_BEAT)) decoded_difference[BITS-1:MIXED_BITS] = '0;
    if (decoded_beat_q > BEAT_BITS'(MIXED_BEAT)) decoded_difference = '0;
  end

  // --------------------------------------------------------------------------------------- counters
  logic [31:0][63:0] counters;

  ll_link_counters #(
    .W(W)
  ) u_counters (
    .clk_i,
    .rst_ni,
    .clear_i                (open),
    .slicer_valid_i         (rx_valid_i),
    .slicer_difference_i    (rx_levels_i ^ sent_levels),
    .received_valid_i       (rx_valid_i),
    .received_difference_i  (received ^ sent),
    .decoded_valid_i        (decoded_valid),
    .decoded_last_i         (decoded_last),
    .decoded_difference_i   (decoded_difference),
    .decoded_uncorrectable_i(decoded_status[5]),
    .decoded_corrected_i    (decoded_status[4:0]),
    .counters_o             (counters)
  );

  assign {regs_in.received_codewords.high.value.next,
          regs_in.received_codewords.low.value.next}         = counters[0];
  assign {regs_in.pam4_symbol_errors.high.value.next,
          regs_in.pam4_symbol_errors.low.value.next}         = counters[1];
  assign {regs_in.pre_fec_bit_errors.high.value.next,
          regs_in.pre_fec_bit_errors.low.value.next}         = counters[2];
  assign {regs_in.pre_fec_symbol_errors.high.value.next,
          regs_in.pre_fec_symbol_errors.low.value.next}      = counters[3];
  assign {regs_in.corrected_codewords.high.value.next,
          regs_in.corrected_codewords.low.value.next}        = counters[4];
  assign {regs_in.uncorrectable_codewords.high.value.next,
          regs_in.uncorrectable_codewords.low.value.next}    = counters[5];
  assign {regs_in.corrected_symbols.high.value.next,
          regs_in.corrected_symbols.low.value.next}          = counters[6];
  assign {regs_in.post_fec_bit_errors.high.value.next,
          regs_in.post_fec_bit_errors.low.value.next}        = counters[7];
  assign {regs_in.post_fec_errored_codewords.high.value.next,
          regs_in.post_fec_errored_codewords.low.value.next} = counters[8];
  assign {regs_in.histogram.high.value.next,
          regs_in.histogram.low.value.next}                  = counters[5'(5'd15+regs_out.histogram_bin.value.value)];

  logic unused;
  assign unused = &{regs_out.prbs_seed.value.value[31], regs_out.snr_millidb.value.value[31:16],
                    counters[14:9]};

endmodule
