// SPDX-License-Identifier: Apache-2.0
// One generator and one checker of every PRBS order, for the tests.
module prbs_bank #(
  parameter  int unsigned BITS    = 160,
  parameter  int unsigned PARTIAL = 20,
  parameter  bit          INVERT  = 1'b0,
  localparam int unsigned ORDERS  = 7
) (
  input  logic                        clk_i,
  input  logic                        rst_ni,
  input  logic                        load_i,
  input  logic [30:0]                 seed_i,
  input  logic                        advance_i,
  input  logic                        partial_i,
  output logic [ORDERS-1:0][BITS-1:0] data_o,
  input  logic                        clear_i,
  input  logic                        valid_i,
  input  logic [ORDERS-1:0][BITS-1:0] data_i,
  output logic [ORDERS-1:0]           locked_o,
  output logic [ORDERS-1:0][63:0]     bits_o,
  output logic [ORDERS-1:0][63:0]     bit_errors_o
);

  localparam int unsigned ORDER[ORDERS] = '{7, 9, 11, 13, 15, 23, 31};

  for (genvar i = 0; i < ORDERS; i++) begin : gen_order
    ll_prbs_gen #(
      .ORDER  (ORDER[i]),
      .BITS   (BITS),
      .PARTIAL(PARTIAL),
      .INVERT (INVERT)
    ) u_gen (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .load_i   (load_i),
      .seed_i   (seed_i[ORDER[i]-1:0]),
      .advance_i(advance_i),
      .partial_i(partial_i),
      .data_o   (data_o[i])
    );

    ll_prbs_check #(
      .ORDER (ORDER[i]),
      .BITS  (BITS),
      .INVERT(INVERT)
    ) u_check (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .clear_i     (clear_i),
      .valid_i     (valid_i),
      .data_i      (data_i[i]),
      .locked_o    (locked_o[i]),
      .bits_o      (bits_o[i]),
      .bit_errors_o(bit_errors_o[i])
    );
  end

endmodule
