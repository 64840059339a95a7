// SPDX-License-Identifier: Apache-2.0
// Values in the formats of VPI.
#pragma once

#include <string>
#include <vector>
#include <vpi_user.h>

#include "sim/vpi/signal_view.hpp"

namespace lightloop::vpi {

/// Writes values of the model into s_vpi_value, and keeps the memory that its pointers point to
/// until the next call.
class ValueFormatter {
 public:
  /// `value.format` says how (vpiObjTypeVal: is replaced by the one that suits). Every value can be
  /// had in vpiStringVal and the four formats of digits, so that a caller who does not look for
  /// errors finds a string. Returns what is wrong, "" if nothing is.
  std::string get(const SignalView& view, s_vpi_value& value);

 private:
  std::string get_bits(const SignalView& view, s_vpi_value& value);
  void get_digits(std::size_t bits, unsigned bits_a_digit);
  void get_binary(std::size_t bits);
  void get_decimal();
  void get_characters(std::size_t bits);

  Words words_;
  std::string text_;
  std::vector<s_vpi_vecval> vector_;
};

/// A value that an application wants to write, in the type of its target.
struct PutValue {
  Words words;              ///< kBits
  double real = 0;          ///< kReal
  std::string text;         ///< kString
  bool has_x_or_z = false;  ///< taken as 0
  bool is_z = false;        ///< nothing but Z
  std::string error;        ///< what is wrong, "" if nothing is
};

/// Reads a value for a target of this type; `result` is used again to save memory allocations.
void parse_value(const DataType& type, const s_vpi_value& value, PutValue& result);

/// "vpiIntVal" and so on.
const char* name_of_format(PLI_INT32 format);

}  // namespace lightloop::vpi
