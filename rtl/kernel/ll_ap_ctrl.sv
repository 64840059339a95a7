// SPDX-License-Identifier: Apache-2.0
// ll_ap_ctrl: the ap_ctrl_hs protocol between the control registers and a kernel.
//
//   ap_start ____/##\_____________________/##\___   register, set by the host
//   run_o    _______/#\______________________/#\_   one pulse a run
//   finish_i _________________/#\________________   one pulse from the kernel, at least one cycle
//                                                   after run_o
//   idle_o   ####\_______________/########\______   never 1 between a start and its done
//
// ap_start is cleared when it is taken. A start written while a run goes on waits for its end.
// The interrupt follows the enabled status bits. Latency: run_o comes in the cycle after ap_start.
module ll_ap_ctrl (
  input  logic clk_i,
  input  logic rst_ni,

  // kernel
  output logic run_o,
  input  logic finish_i,

  // registers
  input  logic ap_start_i,
  output logic ap_start_clear_o,
  output logic ap_done_set_o,
  output logic ap_ready_set_o,
  output logic idle_o,

  input  logic interrupt_enable_i,
  input  logic done_enable_i,
  input  logic ready_enable_i,
  input  logic done_status_i,
  input  logic ready_status_i,
  output logic done_status_set_o,
  output logic ready_status_set_o,
  output logic interrupt_o
);

  logic running_d, running_q;

  assign run_o            = ap_start_i && !running_q;
  assign ap_start_clear_o = run_o;
  assign idle_o           = !ap_start_i && !running_q;

  // The arguments may be written again only after the run, so ready comes with done.
  assign ap_done_set_o  = finish_i;
  assign ap_ready_set_o = finish_i;

  assign done_status_set_o  = finish_i && done_enable_i;
  assign ready_status_set_o = finish_i && ready_enable_i;

  always_comb begin
    running_d = running_q;
    if (run_o) running_d = 1'b1;
    if (finish_i) running_d = 1'b0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      running_q   <= 1'b0;
      interrupt_o <= 1'b0;
    end else begin
      running_q   <= running_d;
      interrupt_o <= interrupt_enable_i && (done_status_i || ready_status_i);
    end
  end

endmodule
