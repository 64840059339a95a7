// SPDX-License-Identifier: Apache-2.0
// What the kernels share: the memory format of codewords and constants of the interfaces.

package ll_kernel_pkg;

  // No design uses every constant of the package.
  /* verilator lint_off UNUSEDPARAM */

  // A codeword slot in memory: 544 entries of 16 bits for every code, in beats of 512 bits.
  localparam int unsigned ENTRY_BITS = 16;
  localparam int unsigned MEMORY_BITS = 512;
  localparam int unsigned MEMORY_SYMBOLS = MEMORY_BITS / ENTRY_BITS;  // 32 a beat
  localparam int unsigned SLOT_BEATS = 17;

  // Addresses are multiples of 64 bytes.
  localparam int unsigned ALIGNMENT_BITS = 6;

  localparam logic [1:0] AXI_BURST_INCR = 2'b01;

  /* verilator lint_on UNUSEDPARAM */

endpackage
