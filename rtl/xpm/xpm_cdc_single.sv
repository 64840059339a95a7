// SPDX-License-Identifier: Apache-2.0
// xpm_cdc_single: a behavioural model of AMD's macro of this name (UG974). Not for synthesis.
//
// Latency: DEST_SYNC_FF clocks of dest_clk, and one of src_clk before with SRC_INPUT_REG.
/* verilator lint_save */
/* verilator lint_off UNUSEDPARAM */  // those of the macro that make no difference here
module xpm_cdc_single #(
  parameter DEST_SYNC_FF = 4,
  parameter INIT_SYNC_FF = 0,
  parameter SIM_ASSERT_CHK = 0,
  parameter SRC_INPUT_REG = 1
) (
  input  logic src_clk,
  input  logic src_in,
  input  logic dest_clk,
  output logic dest_out
);
  logic source;
  if (SRC_INPUT_REG != 0) begin : g_register
    always_ff @(posedge src_clk) source <= src_in;
  end else begin : g_wire
    assign source = src_in;
    logic unused;
    assign unused = &{1'b0, src_clk};
  end

  logic [DEST_SYNC_FF-1:0] sync_q;
  always_ff @(posedge dest_clk) sync_q <= DEST_SYNC_FF'({sync_q, source});
  assign dest_out = sync_q[DEST_SYNC_FF-1];
endmodule
/* verilator lint_restore */
