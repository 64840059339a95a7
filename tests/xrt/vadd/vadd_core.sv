// SPDX-License-Identifier: Apache-2.0
// Adds two vectors of 32-bit words in memory: c[i] = a[i] + b[i]. One burst of a, one of b, one of c
// at a time; bursts of up to 16 beats that stay inside 4 KiB. Addresses are multiples of the bus
// width; the last beat writes only the words asked for.
//
//   DATA_WIDTH  bits of the memory bus, 32 to 1024
//
// Latency: start_i to done_o about 2 * (beats + read latency) + beats + write latency a burst.
module vadd_core #(
  parameter int DATA_WIDTH = 512
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    start_i,
  output logic                    ready_o,
  output logic                    done_o,
  output logic                    idle_o,
  input  logic [63:0]             a_i,
  input  logic [63:0]             b_i,
  input  logic [63:0]             c_i,
  input  logic [31:0]             length_i,
  // read port
  output logic [63:0]             araddr_o,
  output logic [7:0]              arlen_o,
  output logic                    arvalid_o,
  input  logic                    arready_i,
  input  logic [DATA_WIDTH-1:0]   rdata_i,
  input  logic                    rlast_i,
  input  logic                    rvalid_i,
  output logic                    rready_o,
  // write port
  output logic [63:0]             awaddr_o,
  output logic [7:0]              awlen_o,
  output logic                    awvalid_o,
  input  logic                    awready_i,
  output logic [DATA_WIDTH-1:0]   wdata_o,
  output logic [DATA_WIDTH/8-1:0] wstrb_o,
  output logic                    wlast_o,
  output logic                    wvalid_o,
  input  logic                    wready_i,
  input  logic                    bvalid_i,
  output logic                    bready_o
);
  localparam int WORDS = DATA_WIDTH / 32;
  localparam int BEAT_BITS = $clog2(DATA_WIDTH / 8);
  localparam int WORD_BITS = $clog2(WORDS);
  localparam int MAX_BEATS = 16;
  // Beats from an address to the next 4 KiB boundary.
  localparam int PAGE_BITS = 12 - BEAT_BITS;

  typedef enum logic [2:0] {IDLE, BURST, READ_A, READ_B, WRITE, ANSWER, DONE} state_e;
  state_e state_q;

  logic [63:0] a_q, b_q, c_q;
  logic [31:0] words_q;                // words left
  logic [4:0] beats_q, beat_q;         // of this burst
  logic [DATA_WIDTH-1:0] a_mem [MAX_BEATS];
  logic [DATA_WIDTH-1:0] sum_mem [MAX_BEATS];
  logic arvalid_q, awvalid_q;

  // Beats of the next burst: what is left, at most 16, and no further than the first page end.
  function automatic logic [4:0] limit(logic [4:0] beats, logic [PAGE_BITS-1:0] beat_in_page);
    return 32'(beats) > (1 << PAGE_BITS) - 32'(beat_in_page)
           ? 5'((1 << PAGE_BITS) - 32'(beat_in_page)) : beats;
  endfunction

  logic [31:0] beats_left;
  logic [4:0] burst_beats;
  assign beats_left = 32'((33'(words_q) + 33'(WORDS - 1)) >> WORD_BITS);
  assign burst_beats = limit(limit(limit(beats_left > MAX_BEATS ? 5'(MAX_BEATS) : 5'(beats_left),
                                         a_q[11:BEAT_BITS]),
                                   b_q[11:BEAT_BITS]),
                             c_q[11:BEAT_BITS]);

  logic [DATA_WIDTH-1:0] sum;
  for (genvar word = 0; word < WORDS; word++) begin : g_sum
    assign sum[32*word +: 32] = a_mem[beat_q[3:0]][32*word +: 32] + rdata_i[32*word +: 32];
    assign wstrb_o[4*word +: 4] = {4{words_q > word}};
  end

  always_ff @(posedge clk_i) begin
    if (arvalid_q && arready_i) arvalid_q <= 1'b0;
    if (awvalid_q && awready_i) awvalid_q <= 1'b0;
    unique case (state_q)
      IDLE: begin
        if (start_i) begin
          a_q <= a_i;
          b_q <= b_i;
          c_q <= c_i;
          words_q <= length_i;
          state_q <= BURST;
        end
      end
      BURST: begin
        beat_q <= '0;
        beats_q <= burst_beats;
        if (words_q == 0) begin
          state_q <= DONE;
        end else begin
          arvalid_q <= 1'b1;
          state_q <= READ_A;
        end
      end
      READ_A: begin
        if (rvalid_i) begin
          a_mem[beat_q[3:0]] <= rdata_i;
          beat_q <= beat_q + 1;
          if (rlast_i) begin
            beat_q <= '0;
            arvalid_q <= 1'b1;
            state_q <= READ_B;
          end
        end
      end
      READ_B: begin
        if (rvalid_i) begin
          sum_mem[beat_q[3:0]] <= sum;
          beat_q <= beat_q + 1;
          if (rlast_i) begin
            beat_q <= '0;
            awvalid_q <= 1'b1;
            state_q <= WRITE;
          end
        end
      end
      WRITE: begin
        if (wready_i) begin
          beat_q <= beat_q + 1;
          words_q <= words_q > WORDS ? words_q - WORDS : '0;
          if (wlast_o) state_q <= ANSWER;
        end
      end
      ANSWER: begin
        if (bvalid_i && !awvalid_q) begin
          a_q <= a_q + (64'(beats_q) << BEAT_BITS);
          b_q <= b_q + (64'(beats_q) << BEAT_BITS);
          c_q <= c_q + (64'(beats_q) << BEAT_BITS);
          state_q <= BURST;
        end
      end
      DONE: state_q <= IDLE;
      default: state_q <= IDLE;
    endcase
    if (!rst_ni) begin
      state_q <= IDLE;
      arvalid_q <= 1'b0;
      awvalid_q <= 1'b0;
    end
  end

  assign ready_o = state_q == DONE;
  assign done_o = state_q == DONE;
  assign idle_o = state_q == IDLE;
  assign araddr_o = state_q == READ_A ? a_q : b_q;
  assign arlen_o = 8'(beats_q) - 1;
  assign arvalid_o = arvalid_q;
  assign rready_o = state_q == READ_A || state_q == READ_B;
  assign awaddr_o = c_q;
  assign awlen_o = 8'(beats_q) - 1;
  assign awvalid_o = awvalid_q;
  assign wdata_o = sum_mem[beat_q[3:0]];
  assign wvalid_o = state_q == WRITE;
  assign wlast_o = beat_q + 1 == beats_q;
  assign bready_o = state_q == ANSWER && !awvalid_q;
endmodule
