// SPDX-License-Identifier: Apache-2.0
// The on-card BER engine: a Reed-Solomon protected PAM4 link with a digital channel.
// docs/digital-link.md defines it bit for bit; the result does not depend on W.
//
//   PRBS31 -> encoder -+-> Gray map -> precoder -> channel -> precoder decoder -> Gray demap -+
//                      |                              |                                       |
//                      +-> delay ------------------+  +-> PAM4 errors      +-- injector <-----+
//                                                  v                       |
//                                     pre-FEC errors <---------------------+-> FIFO -> decoder -+
//   PRBS31 -----------------------------------------------> post-FEC errors <-------------------+
//
// Nothing between encoder and FIFO can be held back, so a beat leaves the encoder only when the FIFO
// has room for it and for all that are still under way.
//
// A session begins with the first start_i after reset and with every start_i that has restart_i set:
// the configuration is taken over, all state and counters begin anew (about 1000 clocks). A start_i
// without restart_i continues the session: configuration, state and counters are kept.
//
// Parameters  CODE   ll_fec_pkg::CODE_KP4 or CODE_KR4
//             W      FEC symbols a clock: 4, 8, 16, 32; must divide n
// Throughput  one beat a clock
// Latency     of a run of c > 0 codewords: (c+2)*n/W + 2t + 34 clocks from start_i to done_o, and those
//             of a session that begins
module ll_link_core
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 16
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  // Control
  input  logic                   start_i,      // pulse; ignored while busy_o
  input  logic                   restart_i,    // with start_i: begin a new session
  input  logic [63:0]            codewords_i,  // with start_i: number to send, may be 0
  output logic                   busy_o,       // from the clock after start_i to done_o
  output logic                   done_o,       // pulse: all codewords received, counters final
  output logic [31:0][63:0]      counters_o,   // docs/digital-link.md section 7
  // Configuration, read with start_i when a session begins
  input  logic                   precoding_i,
  input  logic                   noise_enable_i,
  input  logic [63:0]            noise_seed_i,
  input  logic [30:0]            prbs_seed_i,     // not 0
  input  logic [15:0]            sigma_i,         // 1/32768 level unit
  input  logic signed [3:0][9:0] tap_i,           // 256 = 1.0; tap_i[0] > 0
  input  logic [31:0]            inject_period_i, // 0: no injection
  input  logic [15:0]            inject_start_i,
  input  logic [15:0]            inject_length_i,
  input  logic [9:0]             inject_mask_i
);

  localparam int unsigned N = code_n(CODE);
  localparam int unsigned K = code_k(CODE);
  localparam int unsigned BITS = SYMBOL_BITS * W;
  localparam int unsigned SYMBOLS = BITS / 2;
  localparam int unsigned BEATS = N / W;
  localparam int unsigned MIXED_BEAT = K / W;  // the message ends in this beat
  localparam int unsigned MIXED_BITS = SYMBOL_BITS * (K % W);
  localparam int unsigned BEAT_BITS = $clog2(BEATS + 1);
  localparam int unsigned FIFO_DEPTH = 32;
  localparam int unsigned FIFO_COUNT_BITS = $clog2(FIFO_DEPTH + 1);
  // From the encoder's output to the injector's: precoder 2, channel 10, precoder decoder 1,
  // injector 1.
  localparam int unsigned RECEIVED_LATENCY = 14;
  localparam int unsigned COUNTER_LATENCY = 5;

  if (CODE != CODE_KP4 && CODE != CODE_KR4) begin : gen_check_code
    $error("ll_link_core: CODE must be CODE_KP4 (0) or CODE_KR4 (1)");
  end
  if (W != 4 && W != 8 && W != 16 && W != 32) begin : gen_check_width
    $error("ll_link_core: W must be 4, 8, 16 or 32");
  end
  if (N % W != 0) begin : gen_check_beats
    $error("ll_link_core: W must divide the codeword: RS(528,514) takes W = 4, 8, 16");
  end

  // ---------------------------------------------------------------------------------------- control
  typedef struct packed {
    logic             precoding;
    logic             noise_enable;
    logic [63:0]      noise_seed;
    logic [15:0]      sigma;
    logic [3:0][9:0]  tap;
    logic [31:0]      inject_period;
    logic [15:0]      inject_start;
    logic [15:0]      inject_length;
    logic [9:0]       inject_mask;
  } config_t;

  typedef enum logic [2:0] {
    IDLE,
    OPEN,     // one clock: all blocks take the configuration
    PREPARE,  // generators are being seeded, filter tables filled
    RUN,
    SETTLE    // the last codeword is out, the counters follow
  } state_e;

  state_e      state_q;
  config_t     config_q;
  logic        opened_q;     // a session has begun
  logic [63:0] to_send_q;    // codewords
  logic [63:0] to_receive_q;
  logic [ 2:0] settle_q;
  logic        accept, open, session_start, channel_busy;
  logic        sent_codeword, received_codeword;

  assign accept        = start_i && state_q == IDLE;
  assign open          = restart_i || !opened_q;
  assign session_start = state_q == OPEN;
  assign busy_o        = state_q != IDLE;

  always_ff @(posedge clk_i) begin
    done_o <= 1'b0;
    if (!rst_ni) begin
      state_q  <= IDLE;
      opened_q <= 1'b0;
    end else begin
      unique case (state_q)
        IDLE: if (accept) state_q <= open ? OPEN : RUN;
        OPEN: begin
          opened_q <= 1'b1;
          state_q  <= PREPARE;
        end
        PREPARE: if (!channel_busy) state_q <= RUN;
        RUN: begin
          settle_q <= '0;
          if (to_receive_q == '0) state_q <= SETTLE;
        end
        default: begin
          settle_q <= settle_q + 3'd1;
          if (settle_q == 3'(COUNTER_LATENCY - 1)) begin
            state_q <= IDLE;
            done_o  <= 1'b1;
          end
        end
      endcase
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept && open) begin
      config_q.precoding     <= precoding_i;
      config_q.noise_enable  <= noise_enable_i;
      config_q.noise_seed    <= noise_seed_i;
      config_q.sigma         <= sigma_i;
      config_q.tap           <= tap_i;
      config_q.inject_period <= inject_period_i;
      config_q.inject_start  <= inject_start_i;
      config_q.inject_length <= inject_length_i;
      config_q.inject_mask   <= inject_mask_i;
    end
    if (accept) begin
      to_send_q    <= codewords_i;
      to_receive_q <= codewords_i;
    end else begin
      if (sent_codeword) to_send_q <= to_send_q - 64'd1;
      if (received_codeword) to_receive_q <= to_receive_q - 64'd1;
    end
  end

  // ------------------------------------------------------------------------------ payload and encoder
  logic [     BITS-1:0] payload, message_q;
  logic [BEAT_BITS-1:0] send_beat_q;
  logic                 message_valid_q, message_last_q, message_take, message_ready;
  logic                 send_last;

  assign send_last     = send_beat_q == BEAT_BITS'(BEATS - 1);
  assign message_take  = state_q == RUN && to_send_q != '0 && (!message_valid_q || message_ready);
  assign sent_codeword = message_take && send_last;

  ll_prbs_gen #(
    .ORDER  (31),
    .BITS   (BITS),
    .PARTIAL(MIXED_BITS),
    .INVERT (1'b1)
  ) u_payload (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .load_i   (accept && open),
    .seed_i   (prbs_seed_i),
    .advance_i(message_take && send_beat_q <= BEAT_BITS'(MIXED_BEAT)),
    .partial_i(send_beat_q == BEAT_BITS'(MIXED_BEAT)),
    .data_o   (payload)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      message_valid_q <= 1'b0;
      send_beat_q     <= '0;
    end else begin
      if (message_take) message_valid_q <= 1'b1;
      else if (message_ready) message_valid_q <= 1'b0;
      if (message_take) send_beat_q <= send_last ? '0 : send_beat_q + 1'b1;
    end
    if (message_take) begin
      message_q      <= payload;
      message_last_q <= send_last;
    end
  end

  logic            coded_valid, coded_ready, coded_take;
  logic [BITS-1:0] coded;
  logic            coded_last, encoder_error;

  ll_rs_encoder #(
    .CODE (CODE),
    .W    (W),
    .LANES(1)
  ) u_encoder (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .s_axis_tvalid(message_valid_q),
    .s_axis_tready(message_ready),
    .s_axis_tdata (message_q),
    .s_axis_tlast (message_last_q),
    .m_axis_tvalid(coded_valid),
    .m_axis_tready(coded_ready),
    .m_axis_tdata (coded),
    .m_axis_tlast (coded_last),
    .frame_error_o(encoder_error)
  );
  assign coded_take = coded_valid && coded_ready;

  // ------------------------------------------------------------------------------ PAM4 and the channel
  logic [BITS-1:0] gray_sent, level_sent, level_sent_copy, level_decided, gray_decided, demapped;
  logic            level_valid, decided_valid, gray_valid;

  ll_pam4_map #(
    .SYMBOLS(SYMBOLS)
  ) u_map (
    .bits_i (coded),
    .level_o(gray_sent)
  );

  ll_precoder #(
    .SYMBOLS(SYMBOLS)
  ) u_precoder (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .clear_i (session_start),
    .enable_i(config_q.precoding),
    .valid_i (coded_take),
    .level_i (gray_sent),
    .valid_o (level_valid),
    .level_o (level_sent)
  );

  ll_digital_channel #(
    .W(W)
  ) u_channel (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (session_start),
    .busy_o        (channel_busy),
    .noise_seed_i  (config_q.noise_seed),
    .noise_enable_i(config_q.noise_enable),
    .sigma_i       (config_q.sigma),
    .tap_i         (config_q.tap),
    .valid_i       (level_valid),
    .level_i       (level_sent),
    .valid_o       (decided_valid),
    .level_o       (level_decided),
    .sent_o        (level_sent_copy)
  );

  ll_precoder_decoder #(
    .SYMBOLS(SYMBOLS)
  ) u_precoder_decoder (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .clear_i (session_start),
    .enable_i(config_q.precoding),
    .valid_i (decided_valid),
    .level_i (level_decided),
    .valid_o (gray_valid),
    .level_o (gray_decided)
  );

  ll_pam4_demap #(
    .SYMBOLS(SYMBOLS)
  ) u_demap (
    .level_i(gray_decided),
    .bits_o (demapped)
  );

  // ------------------------------------------------------------------------------ injection and FIFO
  logic            received_valid, received_last;
  logic [BITS-1:0] received, coded_copy;

  ll_error_injector #(
    .W    (W),
    .BEATS(BEATS)
  ) u_injector (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (session_start),
    .period_i(config_q.inject_period),
    .first_i (config_q.inject_start),
    .length_i(config_q.inject_length),
    .mask_i  (config_q.inject_mask),
    .valid_i (gray_valid),
    .data_i  (demapped),
    .valid_o (received_valid),
    .last_o  (received_last),
    .data_o  (received)
  );

  ll_delay #(
    .WIDTH(BITS),
    .DEPTH(RECEIVED_LATENCY)
  ) u_coded_copy (
    .clk_i (clk_i),
    .data_i(coded),
    .data_o(coded_copy)
  );

  logic            stored_valid, stored_ready, stored_last;
  logic [BITS-1:0] stored;

  ll_link_fifo #(
    .WIDTH(BITS + 1),
    .DEPTH(FIFO_DEPTH)
  ) u_fifo (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .write_i(received_valid),
    .data_i ({received_last, received}),
    .valid_o(stored_valid),
    .ready_i(stored_ready),
    .data_o ({stored_last, stored})
  );

  // Beats between the encoder's output and the decoder's input.
  logic [FIFO_COUNT_BITS-1:0] under_way_q, under_way;
  always_comb begin
    under_way = under_way_q;
    if (coded_take) under_way = under_way + 1'b1;
    if (stored_valid && stored_ready) under_way = under_way - 1'b1;
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      under_way_q <= '0;
      coded_ready <= 1'b0;
    end else begin
      under_way_q <= under_way;
      coded_ready <= under_way < FIFO_COUNT_BITS'(FIFO_DEPTH);
    end
  end

  // ------------------------------------------------------------------------------ decoder and checker
  logic            decoded_valid, decoded_last, decoder_error;
  logic [BITS-1:0] decoded;
  logic [     5:0] decoded_status;  // {uncorrectable, corrected symbols}

  ll_rs_decoder #(
    .CODE (CODE),
    .W    (W),
    .LANES(1)
  ) u_decoder (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .s_axis_tvalid(stored_valid),
    .s_axis_tready(stored_ready),
    .s_axis_tdata (stored),
    .s_axis_tlast (stored_last),
    .m_axis_tvalid(decoded_valid),
    .m_axis_tready(1'b1),
    .m_axis_tdata (decoded),
    .m_axis_tlast (decoded_last),
    .m_axis_tuser (decoded_status),
    .frame_error_o(decoder_error)
  );

  logic [     BITS-1:0] expected, decoded_difference;
  logic [BEAT_BITS-1:0] receive_beat_q;
  logic                 receive_mixed, receive_message;
  assign receive_mixed   = receive_beat_q == BEAT_BITS'(MIXED_BEAT);
  assign receive_message = receive_beat_q <= BEAT_BITS'(MIXED_BEAT);
  assign received_codeword = decoded_valid && decoded_last;

  ll_prbs_gen #(
    .ORDER  (31),
    .BITS   (BITS),
    .PARTIAL(MIXED_BITS),
    .INVERT (1'b1)
  ) u_expected (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .load_i   (accept && open),
    .seed_i   (prbs_seed_i),
    .advance_i(decoded_valid && receive_message),
    .partial_i(receive_mixed),
    .data_o   (expected)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) receive_beat_q <= '0;
    else if (decoded_valid) receive_beat_q <= decoded_last ? '0 : receive_beat_q + 1'b1;
  end

  always_comb begin
    decoded_difference = '0;
    if (receive_mixed) begin
      decoded_difference[MIXED_BITS-1:0] = decoded[MIXED_BITS-1:0] ^ expected[MIXED_BITS-1:0];
    end else if (receive_message) begin
      decoded_difference = decoded ^ expected;
    end
  end

  // --------------------------------------------------------------------------------------- counters
  ll_link_counters #(
    .W(W)
  ) u_counters (
    .clk_i                  (clk_i),
    .rst_ni                 (rst_ni),
    .clear_i                (session_start),
    .slicer_valid_i         (decided_valid),
    .slicer_difference_i    (level_decided ^ level_sent_copy),
    .received_valid_i       (received_valid),
    .received_difference_i  (received ^ coded_copy),
    .decoded_valid_i        (decoded_valid),
    .decoded_last_i         (decoded_last),
    .decoded_difference_i   (decoded_difference),
    .decoded_uncorrectable_i(decoded_status[5]),
    .decoded_corrected_i    (decoded_status[4:0]),
    .counters_o             (counters_o)
  );

  // tlast is made here, so the frame checks of encoder and decoder have nothing to find; the
  // injector counts the beats of the codewords anew.
  logic unused;
  assign unused = ^{coded_last, encoder_error, decoder_error};

endmodule
