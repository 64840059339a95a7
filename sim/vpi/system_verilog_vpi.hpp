// SPDX-License-Identifier: Apache-2.0
// What Verilator's vpi_user.h, that of Verilog, does not have: the numbers of IEEE 1800, annex M.
#pragma once

#include <vpi_user.h>

namespace lightloop::vpi {

constexpr PLI_INT32 kVpiPackage = 600;
constexpr PLI_INT32 kVpiInterface = 601;
constexpr PLI_INT32 kVpiStringVar = 616;
constexpr PLI_INT32 kVpiStructVar = 618;
constexpr PLI_INT32 kVpiPacked = 630;
constexpr PLI_INT32 kVpiMember = 742;
constexpr PLI_INT32 kVpiInstance = 745;

}  // namespace lightloop::vpi
