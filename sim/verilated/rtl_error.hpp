// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace lightloop::verilated {

/// The RTL called $stop or $fatal, or Verilator's run time found something impossible: thrown from
/// the model's eval(), where Verilator would abort the process. The model cannot go on. The message
/// has file, line and text.
class RtlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace lightloop::verilated
