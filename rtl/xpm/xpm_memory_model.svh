// SPDX-License-Identifier: Apache-2.0
// What the models of XPM memories have in common: the words, what is in them at the start, and what is
// refused. Needs MEMORY_SIZE, UNIT_WIDTH, MEMORY_INIT_FILE, MEMORY_INIT_PARAM and RESET_VALUES, texts
// in hexadecimal side by side.
localparam int UNITS = MEMORY_SIZE / UNIT_WIDTH;
logic [UNIT_WIDTH-1:0] memory[UNITS];

function automatic bit is_zero(logic [$bits(RESET_VALUES)-1:0] text);
  for (int i = 0; i < $bits(text) / 8; ++i)
    if (text[8*i+:8] != "0" && text[8*i+:8] != 0) return 1'b0;
  return 1'b1;
endfunction

if (ECC_MODE != "no_ecc") begin : gen_no_ecc
  $fatal(1, "XPM model: ECC_MODE is not \"no_ecc\"; ECC is not modelled");
end
if (!is_zero(RESET_VALUES)) begin : gen_no_reset_value
  $fatal(1, "XPM model: READ_RESET_VALUE of a port is not \"0\", which is not modelled");
end
if (RST_MODE_A != "SYNC" || RST_MODE_B != "SYNC") begin : gen_no_reset_mode
  $fatal(1, "XPM model: RST_MODE of a port is not \"SYNC\"; resets without a clock are not modelled");
end
if (WAKEUP_TIME != "disable_sleep" || AUTO_SLEEP_TIME != 0) begin : gen_no_sleep
  $fatal(1, "XPM model: WAKEUP_TIME or AUTO_SLEEP_TIME asks for sleep, which is not modelled");
end
localparam bit COMMON = CLOCKING_MODE == "common_clock";  // clka is the clock of both ports

// MEMORY_INIT_PARAM: words in hexadecimal, with commas between them.
localparam int INIT_CHARACTERS = $bits(MEMORY_INIT_PARAM) / 8;
initial begin
  logic [8*INIT_CHARACTERS-1:0] text;
  logic [UNIT_WIDTH-1:0] word;
  logic [7:0] c;
  int at;
  bit any;
  if (MEMORY_INIT_FILE != "none" && MEMORY_INIT_FILE != "") begin
    $readmemh(MEMORY_INIT_FILE, memory);
  end else if (MEMORY_INIT_PARAM != "0" && MEMORY_INIT_PARAM != "") begin
    text = (8*INIT_CHARACTERS)'(MEMORY_INIT_PARAM);
    word = '0;
    at = 0;
    any = 1'b0;
    for (int i = 0; i <= INIT_CHARACTERS; ++i) begin
      c = i == INIT_CHARACTERS ? "," : text[8*(INIT_CHARACTERS-1-i)+:8];
      if (c == "," || c == ";") begin
        if (any && at < UNITS) memory[at] = word;
        if (any) at = at + 1;
        word = '0;
        any = 1'b0;
      end else if (c >= "0" && c <= "9" || c >= "a" && c <= "f" || c >= "A" && c <= "F") begin
        word = UNIT_WIDTH'({word, c <= "9" ? 4'(c - "0") : 4'((c | 8'h20) - "a" + 10)});
        any = 1'b1;
      end
    end
  end
end
