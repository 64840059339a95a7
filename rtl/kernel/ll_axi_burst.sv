// SPDX-License-Identifier: Apache-2.0
// ll_axi_burst: cuts a transfer into AXI4 bursts.
//
// After start_i, offers the bursts of `beats_i` beats from `address_i` one after the other; none
// crosses a 4 KiB boundary (AXI4 A3.4.1), none is longer than MAX_BURST.
//
// Parameters: DATA_WIDTH bits of a beat; MAX_BURST beats, at most 256; BEATS_WIDTH bits of the
// transfer's length. Latency: the first burst is offered in the cycle after start_i, the next one in
// the cycle after a burst is taken.
module ll_axi_burst #(
  parameter int unsigned DATA_WIDTH  = 512,
  parameter int unsigned MAX_BURST   = 64,
  parameter int unsigned BEATS_WIDTH = 40
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   start_i,
  input  logic [63:0]            address_i,  // multiple of a beat
  input  logic [BEATS_WIDTH-1:0] beats_i,

  output logic                   valid_o,    // a burst is left
  input  logic                   take_i,     // the burst has been used; only when valid_o
  output logic [63:0]            address_o,
  output logic [8:0]             beats_o     // 1..MAX_BURST
);

  localparam int unsigned BEAT_BYTES_LOG2 = $clog2(DATA_WIDTH / 8);
  localparam int unsigned PAGE_BEATS_LOG2 = 12 - BEAT_BYTES_LOG2;

  logic [63:0]              address_d, address_q;
  logic [BEATS_WIDTH-1:0]   left_d, left_q;
  logic [PAGE_BEATS_LOG2:0]   to_page_end;
  logic [BEATS_WIDTH-1:0]   beats;

  assign to_page_end = {1'b1, {PAGE_BEATS_LOG2{1'b0}}} - {1'b0, address_q[11:BEAT_BYTES_LOG2]};

  always_comb begin
    beats = left_q;
    if (beats > BEATS_WIDTH'(MAX_BURST)) beats = BEATS_WIDTH'(MAX_BURST);
    if (beats > BEATS_WIDTH'(to_page_end)) beats = BEATS_WIDTH'(to_page_end);
  end

  assign valid_o   = left_q != '0;
  assign address_o = address_q;
  assign beats_o   = beats[8:0];

  always_comb begin
    address_d = address_q;
    left_d    = left_q;
    if (start_i) begin
      address_d = address_i;
      left_d    = beats_i;
    end else if (take_i) begin
      address_d = address_q + (64'(beats) << BEAT_BYTES_LOG2);
      left_d    = left_q - beats;
    end
  end

  always_ff @(posedge clk_i) begin
    address_q <= address_d;
    if (!rst_ni) left_q <= '0;
    else left_q <= left_d;
  end

endmodule
