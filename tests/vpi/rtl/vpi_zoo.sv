// SPDX-License-Identifier: Apache-2.0
// One object of each kind that a test may want to see: types, dimensions, names, generate blocks.
package vpi_zoo_pkg;
  typedef enum logic [1:0] {
    IDLE,
    BUSY,
    DONE
  } state_t;
  typedef struct packed {
    logic [3:0] high;
    logic [0:2] low;
  } pair_t;
  typedef struct {
    int unsigned count;
    logic        flag;
  } record_t;
  parameter int ANSWER = 42;
endpackage

interface vpi_zoo_if (
    input logic clk_i
);
  logic [7:0] data;
  modport sink(input data);
endinterface

// Counts; what is instantiated in generate blocks and arrays.
module vpi_zoo_counter #(
    parameter int    STEP = 1,
    parameter string NAME = "counter",
    parameter real   GAIN = 2.5
) (
    input  logic       clk_i,
    output logic [7:0] count_o
);
  localparam int TWICE = 2 * STEP;
  logic [7:0] count_q = '0;
  always_ff @(posedge clk_i) count_q <= count_q + 8'(STEP);
  assign count_o = count_q;
endmodule

// Has an interface for a port.
module vpi_zoo_sink (
    vpi_zoo_if.sink bus,
    output logic [7:0] data_o
);
  assign data_o = bus.data;
endmodule

// Hands it on.
module vpi_zoo_middle (
    vpi_zoo_if bus,
    output logic [7:0] data_o
);
  vpi_zoo_sink u_sink (
      .bus,
      .data_o
  );
endmodule

module vpi_zoo
  import vpi_zoo_pkg::*;
#(
    parameter bit          WITH      = 1'b1,
    parameter string       NAME      = "abc",
    parameter string       EMPTY     = "",
    parameter real         GAIN      = 1.5,
    parameter logic [99:0] WIDE      = 100'h1_2345_6789_abcd_ef01_2345_6789,
    parameter int          MINUS     = -5,
    parameter int          LIST[3]   = '{7, 8, 9},
    parameter real         REALS[2]  = '{0.5, -0.25}
) (
    input  logic       clk_i,
    input  logic [7:0] data_i,
    output logic [7:0] count_o,
    output logic [7:0] counts_o[2],
    input  logic [7:0] table_i[2][3],
    output logic [7:0] table_o[2][3],
    input  logic [0:7] ascending_i,
    output logic       first_o,        // ascending_i[0]
    input  real        real_i,
    output real        real_o,         // 2 real_i
    input  logic       \with.dot ,
    output logic       \odd[0] ,       // not with.dot
    inout  wire  [3:0] pad_io,
    output logic [3:0] pad_o,          // what pad_io is
    input  logic       drive_i         // pad_io is 5
);
  // Generate blocks.
  if (WITH) begin : g_with
    vpi_zoo_counter u_counter (
        .clk_i,
        .count_o
    );
    logic [3:0] inner_q = '0;
    always_ff @(posedge clk_i) inner_q <= inner_q + 4'd1;
  end else begin : g_without
    logic never;
  end
  for (genvar i = 0; i < 2; i++) begin : g_lane
    vpi_zoo_counter #(
        .STEP(i + 1)
    ) u_counter (
        .clk_i,
        .count_o(counts_o[i])
    );
    for (genvar j = 3; j >= 1; j--) begin : g_inner
      logic [j:0] deep_q = '0;
      always_ff @(posedge clk_i) deep_q <= deep_q + 1'b1;
    end
  end
  for (genvar k = -1; k < 1; k++) begin : g_negative
    logic [7:0] number;
    assign number = 8'(k + 10);
  end
  case (MINUS)
    -5: begin : g_case
      logic [7:0] chosen;
      assign chosen = data_i + 8'd1;
    end
    default: begin : g_case
      logic other;
    end
  endcase
  logic [1:0] toggle_q = '0;
  for (genvar m = 0; m < 2; m++) begin : g_empty  // without variables
    always_ff @(posedge clk_i) toggle_q[m] <= ~toggle_q[m];
  end
  for (genvar n = 0; n < 2; n++) begin  // without a name
    logic unnamed;
    assign unnamed = data_i[n];
  end

  // Arrays of instances, interfaces.
  logic [7:0] row[4];
  vpi_zoo_counter u_row[3:0] (
      .clk_i,
      .count_o(row)
  );
  vpi_zoo_if bus (.clk_i);
  vpi_zoo_if buses[2] (.clk_i);
  assign bus.data = data_i;
  assign buses[0].data = data_i + 8'd1;
  assign buses[1].data = data_i + 8'd2;
  logic [7:0] middle_data, sink_data;
  vpi_zoo_middle u_middle (
      .bus,
      .data_o(middle_data)
  );
  vpi_zoo_sink u_sink (
      .bus(buses[1]),
      .data_o(sink_data)
  );
  logic [7:0] escaped_count;
  vpi_zoo_counter \u+odd (
      .clk_i,
      .count_o(escaped_count)
  );

  // Types.
  state_t state_q = IDLE;
  pair_t pair_q = '0;
  pair_t [1:0] pairs_q = '0;
  record_t record_q;
  union packed {
    logic [7:0]      whole;
    logic [1:0][3:0] halves;
  } union_q;
  logic [3:0][7:0] packed_q = '0;
  logic [-4:3] negative_up = '0;
  logic [3:-4] negative_down = '0;
  logic signed [7:0] signed_q = '0;
  integer integer_q = -3;
  int int_q = -4;
  longint longint_q = -9;
  byte byte_q = -1;
  shortint shortint_q = -2;
  time time_q = 5;
  real real_q = 3.25;
  string string_q = "hello";
  event event_q;

  // Memories.
  logic [7:0] memory[0:1023];
  logic [7:0] around[-2:1];
  logic [7:0] grid[0:3][5:2];
  logic [99:0] wide[2];
  logic [1:0][3:0] nibbles[2];
  logic bits[3:0];
  string strings[2] = '{"x", "yy"};
  real reals[2] = '{0.5, 7.5};
  logic [1023:0] w1024 = '0;
  logic [2047:0] w2048 = '0;
  logic \esc[3] = '0;
  wire low = 1'b0;
  supply1 power;

  initial begin
    union_q = 8'hA5;
    record_q.count = 11;
    record_q.flag = 1;
    for (int i = 0; i < 1024; i++) memory[i] = 8'(i);
    for (int i = 0; i < 4; i++) for (int j = 2; j <= 5; j++) grid[i][j] = 8'(10 * i + j);
    for (int i = -2; i <= 1; i++) around[i] = 8'(i + 100);
    wide[0] = 100'd1;
    wide[1] = {4'hF, 96'd0};
    nibbles[0] = 8'h21;
    nibbles[1] = 8'h43;
    bits = '{1'b1, 1'b0, 1'b1, 1'b1};
  end

  always_ff @(posedge clk_i) begin
    state_q <= state_q == IDLE ? BUSY : IDLE;
    pair_q <= pair_q + 7'd1;
    pairs_q <= pairs_q + 14'd1;
    packed_q <= packed_q + 32'h01020304;
    negative_up <= negative_up + 8'd1;
    negative_down <= negative_down + 8'd1;
    signed_q <= signed_q - 8'd1;
    string_q <= "bye";
    w1024 <= w1024 + 1024'd1;
    \esc[3] <= data_i[0];
    begin : named
      int local_q;
      local_q = 17;
    end
  end

  assign table_o  = table_i;
  assign first_o  = ascending_i[0];
  assign real_o   = 2.0 * real_i;
  assign \odd[0]  = ~\with.dot ;
  assign pad_io   = drive_i ? 4'd5 : 4'bz;
  assign pad_o    = pad_io;
endmodule
