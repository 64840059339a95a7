// SPDX-License-Identifier: Apache-2.0
// Running sum of a stream of WIDTH-bit words: one register stage, full throughput, latency 1.
// s_ready_o hangs on m_ready_i without a register between, so that only a bench which looks at the
// settled ports before the clock edge counts the transfers right. FINISH_WORD and STOP_WORD end the
// simulation; LAST_WORD makes it complain at its end.
module stream_sum #(
    parameter int unsigned WIDTH = 128,
    parameter logic [WIDTH-1:0] FINISH_WORD = '1,
    parameter logic [WIDTH-1:0] STOP_WORD = {WIDTH / 32{32'hFFFF_FFFE}},
    parameter logic [WIDTH-1:0] LAST_WORD = {WIDTH / 32{32'hFFFF_FFFD}}
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             s_valid_i,
    output logic             s_ready_o,
    input  logic [WIDTH-1:0] s_data_i,
    output logic             m_valid_o,
    input  logic             m_ready_i,
    output logic [WIDTH-1:0] m_sum_o,
    output logic [31:0]      cycles_o
);
  logic             valid_q;
  logic [WIDTH-1:0] sum_q;
  logic [31:0]      cycles_q;
  logic             last_q;

  assign s_ready_o = !valid_q || m_ready_i;
  assign m_valid_o = valid_q;
  assign m_sum_o   = sum_q;
  assign cycles_o  = cycles_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q  <= 1'b0;
      sum_q    <= '0;
      cycles_q <= '0;
      last_q   <= 1'b0;
    end else begin
      cycles_q <= cycles_q + 1;
      if (s_valid_i && s_ready_o) begin
        valid_q <= 1'b1;
        sum_q   <= sum_q + s_data_i;
        if (s_data_i == FINISH_WORD) $finish;
        if (s_data_i == STOP_WORD) $stop;
        if (s_data_i == LAST_WORD) last_q <= 1'b1;
      end else if (m_ready_i) begin
        valid_q <= 1'b0;
      end
    end
  end

  final if (last_q) $error("the last word has come");
endmodule
