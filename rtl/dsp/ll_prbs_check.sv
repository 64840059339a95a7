// SPDX-License-Identifier: Apache-2.0
// Self-synchronising PRBS checker. The polynomials stand in ll_prbs_lookahead.
//
// HUNT: the register is filled from the received bits and predicts the next beat. LOCK_BEATS beats
// in a row without an error: LOCKED. There the register runs freely, so each wrong bit counts once;
// bits are counted from the beat after lock. When more than a quarter of the bits of a window (at
// least 1024 bits) are wrong, the sequence was lost: HUNT again, the counters keep their values.
// The all-zero register, which any polynomial predicts, never counts as in step.
//
// Counters and locked_o follow valid_i by 2 clocks. One beat a clock, gaps allowed.
//
// ORDER        7, 9, 11, 13, 15, 23 or 31
// BITS         bits a beat, the first-received in bit 0
// INVERT       1: the sequence is the inverted one
// LOCK_BEATS   error-free beats before lock; LOCK_BEATS*BITS should be well above ORDER
module ll_prbs_check #(
  parameter int unsigned ORDER      = 31,
  parameter int unsigned BITS       = 160,
  parameter bit          INVERT     = 1'b0,
  parameter int unsigned LOCK_BEATS = (4 * ORDER + BITS - 1) / BITS + 1
) (
  input  logic            clk_i,
  input  logic            rst_ni,
  input  logic            clear_i,      // counters to 0; lock is kept
  input  logic            valid_i,
  input  logic [BITS-1:0] data_i,
  output logic            locked_o,
  output logic [63:0]     bits_o,       // compared while locked
  output logic [63:0]     bit_errors_o  // of these, wrong
);

  localparam int unsigned COUNT_BITS = $clog2(BITS + 1);
  localparam int unsigned WINDOW_BEATS = (1024 + BITS - 1) / BITS;
  localparam int unsigned WINDOW_BITS = WINDOW_BEATS * BITS;
  localparam int unsigned WINDOW_COUNT_BITS = $clog2(WINDOW_BITS + 1);
  localparam int unsigned BEAT_BITS = $clog2(WINDOW_BEATS + 1);
  localparam int unsigned LOCK_BITS = $clog2(LOCK_BEATS + 1);

  // ------------------------------------------------------------------------------------- comparison
  logic [ORDER-1:0] last_q;  // in order of time, oldest in bit 0
  logic [ BITS-1:0] predicted, received, difference;
  logic             locked_q, locks;  // locks: locked_q from the next clock on

  ll_prbs_lookahead #(
    .ORDER(ORDER),
    .BITS (BITS)
  ) u_lookahead (
    .last_i(last_q),
    .next_o(predicted)
  );

  assign received   = data_i ^ {BITS{INVERT}};
  assign difference = received ^ predicted;

  logic                  compared_q, in_step_q;
  logic [COUNT_BITS-1:0] errors_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      last_q     <= '0;
      compared_q <= 1'b0;
    end else begin
      compared_q <= valid_i;
      if (valid_i) last_q <= ORDER'({(locked_q || locks) ? predicted : received, last_q} >> BITS);
    end
    in_step_q <= difference == '0 && last_q != '0;
    errors_q  <= COUNT_BITS'($countones(difference));
  end

  // ------------------------------------------------------------------------------------------- lock
  logic [        LOCK_BITS-1:0] good_q;
  logic [        BEAT_BITS-1:0] beats_q;
  logic [WINDOW_COUNT_BITS-1:0] window_errors_q, window_errors;
  assign window_errors = window_errors_q + WINDOW_COUNT_BITS'(errors_q);
  assign locked_o      = locked_q;
  assign locks         = compared_q && !locked_q && in_step_q && good_q == LOCK_BITS'(LOCK_BEATS - 1);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      locked_q        <= 1'b0;
      good_q          <= '0;
      beats_q         <= '0;
      window_errors_q <= '0;
    end else if (compared_q && !locked_q) begin
      beats_q         <= '0;
      window_errors_q <= '0;
      good_q          <= in_step_q ? good_q + 1'b1 : '0;
      if (locks) begin
        locked_q <= 1'b1;
        good_q   <= '0;
      end
    end else if (compared_q) begin
      beats_q         <= beats_q + 1'b1;
      window_errors_q <= window_errors;
      if (beats_q == BEAT_BITS'(WINDOW_BEATS - 1)) begin
        beats_q         <= '0;
        window_errors_q <= '0;
        locked_q        <= window_errors <= WINDOW_COUNT_BITS'(WINDOW_BITS / 4);
      end
    end
  end

  // --------------------------------------------------------------------------------------- counters
  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      bits_o       <= '0;
      bit_errors_o <= '0;
    end else if (compared_q && locked_q) begin
      bits_o       <= bits_o + 64'(BITS);
      bit_errors_o <= bit_errors_o + 64'(errors_q);
    end
  end

endmodule
