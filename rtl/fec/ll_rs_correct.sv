// SPDX-License-Identifier: Apache-2.0
// Codeword memory and correction: received words wait here for their errors, and leave corrected.
//
// Parameters  CODE, W           as ll_rs_decoder
// Ports       beat_valid_i, beat_ready_o, beat_i
//                               the received words
//             start_ready_o, start_i
//                               start_i: the error search of the next word begins, and may send
//                               error_* and done_*; only while start_ready_o
//             error_*_i, done_*_i
//                               as ll_rs_chien_forney gives them
//             m_axis_*          as ll_rs_decoder
// Latency     3 clocks from done_valid_i to the word's first beat
// Throughput  one beat per clock
//
// The errors of a word wait as a list of beats to be changed, at most t long, in one of four slots;
// four words fit between the start of a search and the last beat out.

module ll_rs_correct
  import ll_fec_pkg::*;
#(
  parameter int unsigned CODE = CODE_KP4,
  parameter int unsigned W    = 16,
  localparam int unsigned BEATS = code_n(CODE) / W,
  localparam int unsigned BEAT_INDEX_BITS = $clog2(BEATS)
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  input  logic                       beat_valid_i,
  output logic                       beat_ready_o,
  input  logic [10*W-1:0]            beat_i,

  output logic                       start_ready_o,
  input  logic                       start_i,

  input  logic                       error_valid_i,
  input  logic [BEAT_INDEX_BITS-1:0] error_beat_i,
  input  logic [10*W-1:0]            error_i,

  input  logic                       done_valid_i,
  input  logic                       done_uncorrectable_i,
  input  logic [4:0]                 done_count_i,

  output logic                       m_axis_tvalid,
  input  logic                       m_axis_tready,
  output logic [10*W-1:0]            m_axis_tdata,
  output logic                       m_axis_tlast,
  output logic [5:0]                 m_axis_tuser
);

  // A beat stays 2*n/W + 2t + 5 clocks when nothing pauses.
  localparam int unsigned DEPTH_BITS = $clog2(2 * BEATS + 2 * code_t(CODE) + 8);
  localparam int unsigned DEPTH = 1 << DEPTH_BITS;
  localparam int unsigned SLOT_BITS = 2;
  localparam int unsigned SLOTS = 1 << SLOT_BITS;
  localparam int unsigned LIST_BITS = 4;  // t <= 15
  localparam int unsigned LIST_DEPTH = 1 << (SLOT_BITS + LIST_BITS);

  // ---------------------------------------------------------------------------------------------
  // Codeword memory
  // ---------------------------------------------------------------------------------------------

  logic [10*W-1:0] memory [DEPTH];
  logic [DEPTH_BITS-1:0] write_q;
  logic [DEPTH_BITS-1:0] read_q;
  logic [DEPTH_BITS:0] used_q;
  logic write;
  logic read;

  assign beat_ready_o = !used_q[DEPTH_BITS];
  assign write = beat_valid_i && beat_ready_o;

  always_ff @(posedge clk_i) begin
    if (write) memory[write_q] <= beat_i;
  end

  always_ff @(posedge clk_i) begin
    if (write) write_q <= write_q + 1'b1;
    if (read) read_q <= read_q + 1'b1;
    if (write && !read) used_q <= used_q + 1'b1;
    else if (read && !write) used_q <= used_q - 1'b1;
    if (!rst_ni) begin
      write_q <= '0;
      read_q <= '0;
      used_q <= '0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Error lists and verdicts
  // ---------------------------------------------------------------------------------------------

  logic [SLOT_BITS:0] reserved_q;  // slots between start_i and the last beat out
  logic [SLOT_BITS:0] finished_q;  // of these, the ones whose verdict is there
  logic [SLOT_BITS-1:0] fill_slot_q;
  logic [LIST_BITS-1:0] fill_q;
  logic [SLOT_BITS-1:0] out_slot_q;
  logic [LIST_BITS-1:0] out_q;  // next entry of the list that is being read
  logic release_slot;

  logic [10*W-1:0] list_error [LIST_DEPTH];
  logic [BEAT_INDEX_BITS-1:0] list_beat [LIST_DEPTH];
  logic [LIST_BITS-1:0] list_length [SLOTS];
  logic [5:0] verdict [SLOTS];

  assign start_ready_o = !reserved_q[SLOT_BITS];

  always_ff @(posedge clk_i) begin
    if (error_valid_i) begin
      list_error[{fill_slot_q, fill_q}] <= error_i;
      list_beat[{fill_slot_q, fill_q}] <= error_beat_i;
    end
    if (done_valid_i) begin
      verdict[fill_slot_q] <= {done_uncorrectable_i, done_count_i};
      // The last beat's error may arrive together with the verdict.
      list_length[fill_slot_q] <= done_uncorrectable_i ? '0 : fill_q + LIST_BITS'(error_valid_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (done_valid_i) begin
      fill_q <= '0;
      fill_slot_q <= fill_slot_q + 1'b1;
    end else if (error_valid_i) begin
      fill_q <= fill_q + 1'b1;
    end
    if (start_i && !release_slot) reserved_q <= reserved_q + 1'b1;
    else if (release_slot && !start_i) reserved_q <= reserved_q - 1'b1;
    if (done_valid_i && !release_slot) finished_q <= finished_q + 1'b1;
    else if (release_slot && !done_valid_i) finished_q <= finished_q - 1'b1;
    if (!rst_ni) begin
      fill_q <= '0;
      fill_slot_q <= '0;
      reserved_q <= '0;
      finished_q <= '0;
    end
  end

  // ---------------------------------------------------------------------------------------------
  // Read, then correct
  // ---------------------------------------------------------------------------------------------

  logic [BEAT_INDEX_BITS-1:0] beat_q;
  logic last_beat;
  logic hit;  // the beat that is read is the next one of the list

  logic fetched_valid_q;
  logic fetched_last_q;
  logic fetched_hit_q;
  logic [5:0] fetched_verdict_q;
  logic [10*W-1:0] fetched_q;
  logic [10*W-1:0] fetched_error_q;
  logic forward;

  assign last_beat = beat_q == BEAT_INDEX_BITS'(BEATS - 1);
  assign hit = out_q != list_length[out_slot_q] && list_beat[{out_slot_q, out_q}] == beat_q;
  assign forward = !m_axis_tvalid || m_axis_tready;
  assign read = finished_q != '0 && (!fetched_valid_q || forward);
  assign release_slot = read && last_beat;

  always_ff @(posedge clk_i) begin
    if (read) begin
      fetched_q <= memory[read_q];
      fetched_hit_q <= hit;
      if (hit) fetched_error_q <= list_error[{out_slot_q, out_q}];
      fetched_last_q <= last_beat;
      fetched_verdict_q <= verdict[out_slot_q];
    end
  end

  always_ff @(posedge clk_i) begin
    if (read) begin
      fetched_valid_q <= 1'b1;
      beat_q <= last_beat ? '0 : beat_q + 1'b1;
      if (last_beat) out_q <= '0;
      else if (hit) out_q <= out_q + 1'b1;
      if (last_beat) out_slot_q <= out_slot_q + 1'b1;
    end else if (forward) begin
      fetched_valid_q <= 1'b0;
    end
    if (!rst_ni) begin
      fetched_valid_q <= 1'b0;
      beat_q <= '0;
      out_q <= '0;
      out_slot_q <= '0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (forward && fetched_valid_q) begin
      m_axis_tdata <= fetched_hit_q ? fetched_q ^ fetched_error_q : fetched_q;
      m_axis_tlast <= fetched_last_q;
      m_axis_tuser <= fetched_verdict_q;
    end
    if (forward) m_axis_tvalid <= fetched_valid_q;
    if (!rst_ni) m_axis_tvalid <= 1'b0;
  end

endmodule
