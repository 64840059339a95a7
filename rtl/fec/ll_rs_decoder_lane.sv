// SPDX-License-Identifier: Apache-2.0
// One lane of ll_rs_decoder: codewords one after the other. Ports, function, latency and throughput
// are those of ll_rs_decoder with LANES = 1.

module ll_rs_decoder_lane
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 16
) (
  input  logic            clk_i,
  input  logic            rst_ni,

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

  localparam int unsigned T = code_t(CODE);
  localparam int unsigned BEATS = code_n(CODE) / W;
  localparam int unsigned BEAT_INDEX_BITS = $clog2(BEATS);
  localparam int unsigned SYNDROME_GROUPS = group_count(2 * T);
  localparam int unsigned KEY_GROUPS = group_count(2 * T + 1);
  // A key equation takes 2t+1 clocks, a codeword arrives every n/W.
  localparam int unsigned UNITS = (2 * T + 1 + BEATS - 1) / BEATS;
  localparam int unsigned UNIT_BITS = (UNITS > 1) ? $clog2(UNITS) : 1;

  // ---------------------------------------------------------------------------------------------
  // Input register and beat counter
  // ---------------------------------------------------------------------------------------------

  logic in_valid_q;
  logic [10*W-1:0] in_data_q;
  logic in_first_q;
  logic in_last_q;
  logic [BEAT_INDEX_BITS-1:0] beat_q;  // of the next beat at s_axis
  logic last;
  logic take;
  logic syndrome_beat_ready;
  logic memory_beat_ready;

  assign last = beat_q == BEAT_INDEX_BITS'(BEATS - 1);
  assign take = in_valid_q && syndrome_beat_ready && memory_beat_ready;
  assign s_axis_tready = !in_valid_q || take;

  always_ff @(posedge clk_i) begin
    if (s_axis_tvalid && s_axis_tready) begin
      in_data_q <= s_axis_tdata;
      in_first_q <= beat_q == '0;
      in_last_q <= last;
      beat_q <= last ? '0 : beat_q + 1'b1;
      if (s_axis_tlast != last) frame_error_o <= 1'b1;
    end
    if (s_axis_tready) in_valid_q <= s_axis_tvalid;
    if (!rst_ni) begin
      in_valid_q <= 1'b0;
      beat_q <= '0;
      frame_error_o <= 1'b0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Syndromes
  // ---------------------------------------------------------------------------------------------

  logic syndrome_valid;
  logic syndrome_ready;
  group_t syndrome [SYNDROME_GROUPS];

  ll_rs_syndrome #(
    .CODE(CODE),
    .W   (W)
  ) u_syndrome (
    .clk_i,
    .rst_ni,
    .beat_valid_i    (in_valid_q && memory_beat_ready),
    .beat_ready_o    (syndrome_beat_ready),
    .beat_i          (in_data_q),
    .first_i         (in_first_q),
    .last_i          (in_last_q),
    .syndrome_valid_o(syndrome_valid),
    .syndrome_ready_i(syndrome_ready),
    .syndrome_o      (syndrome)
  );

  // ---------------------------------------------------------------------------------------------
  // Key equation: the units take words in turn, and give them back in the same order
  // ---------------------------------------------------------------------------------------------

  logic [UNIT_BITS-1:0] give_unit_q;
  logic [UNIT_BITS-1:0] take_unit_q;
  logic [UNITS-1:0] unit_ready;
  logic [UNITS-1:0] unit_valid;
  group_t unit_key [UNITS][KEY_GROUPS];
  logic [4:0] unit_length [UNITS];

  logic key_valid;
  logic key_take;

  assign syndrome_ready = unit_ready[give_unit_q];
  assign key_valid = unit_valid[take_unit_q];

  for (genvar u = 0; u < UNITS; u++) begin : gen_unit
    ll_rs_key_equation #(.CODE(CODE)) u_key_equation (
      .clk_i,
      .rst_ni,
      .syndrome_valid_i(syndrome_valid && give_unit_q == UNIT_BITS'(u)),
      .syndrome_ready_o(unit_ready[u]),
      .syndrome_i      (syndrome),
      .result_valid_o  (unit_valid[u]),
      .result_ready_i  (key_take && take_unit_q == UNIT_BITS'(u)),
      .result_o        (unit_key[u]),
      .length_o        (unit_length[u])
    );
  end

  if (UNITS > 1) begin : gen_rotation
    always_ff @(posedge clk_i) begin
      if (syndrome_valid && syndrome_ready) begin
        give_unit_q <= (give_unit_q == UNIT_BITS'(UNITS - 1)) ? '0 : give_unit_q + 1'b1;
      end
      if (key_take) begin
        take_unit_q <= (take_unit_q == UNIT_BITS'(UNITS - 1)) ? '0 : take_unit_q + 1'b1;
      end
      if (!rst_ni) begin
        give_unit_q <= '0;
        take_unit_q <= '0;
      end
    end
  end else begin : gen_single
    assign give_unit_q = '0;
    assign take_unit_q = '0;
  end

  // ---------------------------------------------------------------------------------------------
  // Error search and correction
  // ---------------------------------------------------------------------------------------------

  logic search_ready;
  logic start_ready;
  logic error_valid;
  logic [BEAT_INDEX_BITS-1:0] error_beat;
  logic [10*W-1:0] error;
  logic done_valid;
  logic done_uncorrectable;
  logic [4:0] done_count;

  assign key_take = key_valid && search_ready && start_ready;

  ll_rs_chien_forney #(
    .CODE(CODE),
    .W   (W)
  ) u_chien_forney (
    .clk_i,
    .rst_ni,
    .key_valid_i         (key_valid && start_ready),
    .key_ready_o         (search_ready),
    .key_i               (unit_key[take_unit_q]),
    .length_i            (unit_length[take_unit_q]),
    .error_valid_o       (error_valid),
    .error_beat_o        (error_beat),
    .error_o             (error),
    .done_valid_o        (done_valid),
    .done_uncorrectable_o(done_uncorrectable),
    .done_count_o        (done_count)
  );

  ll_rs_correct #(
    .CODE(CODE),
    .W   (W)
  ) u_correct (
    .clk_i,
    .rst_ni,
    .beat_valid_i        (in_valid_q && syndrome_beat_ready),
    .beat_ready_o        (memory_beat_ready),
    .beat_i              (in_data_q),
    .start_ready_o       (start_ready),
    .start_i             (key_take),
    .error_valid_i       (error_valid),
    .error_beat_i        (error_beat),
    .error_i             (error),
    .done_valid_i        (done_valid),
    .done_uncorrectable_i(done_uncorrectable),
    .done_count_i        (done_count),
    .m_axis_tvalid,
    .m_axis_tready,
    .m_axis_tdata,
    .m_axis_tlast,
    .m_axis_tuser
  );

endmodule
