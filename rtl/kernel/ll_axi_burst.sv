// SPDX-License-Identifier: Apache-2.0
// ll_axi_burst: cuts a transfer into AXI4 bursts and asks for them on an address channel, AR or AW.
//
// After start_i, the bursts of `beats_i` beats from `address_i` follow one after the other; none
// crosses a 4 KiB boundary (AXI4 A3.4.1), none is longer than MAX_BURST.
//
// Parameters: DATA_WIDTH bits of a beat; MAX_BURST beats, at most 256; BEATS_WIDTH bits of the
// transfer's length. Latency: two cycles from start_i to axvalid, one from permit_i. Throughput: one
// burst a cycle.
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
  output logic [8:0]             beats_o,    // its length, 1..MAX_BURST
  input  logic                   permit_i,   // it may be asked for
  output logic                   take_o,     // it goes to the address channel

  output logic                   axvalid_o,
  input  logic                   axready_i,
  output logic [63:0]            axaddr_o,
  output logic [7:0]             axlen_o
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

  assign valid_o = left_q != '0;
  assign beats_o = beats[8:0];
  assign take_o  = valid_o && permit_i && (!axvalid_o || axready_i);

  always_comb begin
    address_d = address_q;
    left_d    = left_q;
    if (start_i) begin
      address_d = address_i;
      left_d    = beats_i;
    end else if (take_o) begin
      address_d = address_q + (64'(beats) << BEAT_BYTES_LOG2);
      left_d    = left_q - beats;
    end
  end

  always_ff @(posedge clk_i) begin
    address_q <= address_d;
    if (!rst_ni) left_q <= '0;
    else left_q <= left_d;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      axvalid_o <= 1'b0;
    end else if (take_o) begin
      axvalid_o <= 1'b1;
    end else if (axready_i) begin
      axvalid_o <= 1'b0;
    end
    if (take_o) begin
      axaddr_o <= address_q;
      axlen_o  <= 8'(beats_o - 9'd1);
    end
  end

endmodule
