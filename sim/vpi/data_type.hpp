// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>
#include <verilated.h>
#include <verilated_sym_props.h>

#include "sim/vpi/design_description.hpp"

namespace lightloop::vpi {

/// Bounds of a dimension, as declared.
struct Range {
  int left = 0;
  int right = 0;

  std::size_t size() const {
    return static_cast<std::size_t>(left < right ? right - left : left - right) + 1;
  }
  bool contains(int index) const {
    return left < right ? left <= index && index <= right : right <= index && index <= left;
  }
  /// Places from the right bound: the significance of a bit of a vector.
  std::size_t from_right(int index) const {
    return static_cast<std::size_t>(left < right ? right - index : index - right);
  }
  /// Places from the lower bound: where Verilator keeps an element of an array.
  std::size_t from_low(int index) const {
    return static_cast<std::size_t>(index - (left < right ? left : right));
  }
  /// The index `place` steps after the left bound.
  int index_at(std::size_t place) const {
    return left < right ? left + static_cast<int>(place) : left - static_cast<int>(place);
  }
};

enum class DataKind : std::uint8_t {
  kBits,  ///< any packed type
  kReal,
  kString,
  kChars,   ///< the string of a parameter, which Verilator gives as characters
  kArray,   ///< unpacked
  kStruct,  ///< unpacked
  kOther,   ///< cannot be shown
};

/// The type of a variable, of an element of an array, or of a part of a vector.
struct DataType {
  struct Member {
    std::string name;
    const DataType* type = nullptr;
    std::size_t lsb = 0;  ///< packed structs
  };

  DataKind kind = DataKind::kOther;
  std::string name;                   ///< kOther: what it is
  std::optional<Range> range;         ///< the outermost dimension of arrays and vectors
  const DataType* element = nullptr;  ///< what indexing gives; null where that is not possible
  std::size_t bits = 0;               ///< kBits
  std::size_t bytes = 0;              ///< in the model's memory, 0 where that is not known
  std::vector<Member> members;

  bool is_array() const { return kind == DataKind::kArray; }
};

/// Bytes that Verilator keeps a packed value of so many bits in.
std::size_t bytes_of_bits(std::size_t bits);

/// The types of a design.
class DataTypes {
 public:
  explicit DataTypes(const DesignDescription& description);

  /// Type of a row of the description.
  const DataType& of_row(int row) const { return *rows_[static_cast<std::size_t>(row)]; }

  /// Type of a variable as far as Verilator's own table says it: dimensions of packed arrays are
  /// one, ascending vectors look descending.
  const DataType& of_variable(const VerilatedVar& variable);

  /// Whether a variable of the table can be of this type.
  static bool matches(const DataType& type, const VerilatedVar& variable);

  const DataType& chars() const { return chars_; }

 private:
  DataType& add(DataType type);
  const DataType* bit();
  const DataType& vector(const Range& range);
  static void make_packed(DataType& type);
  void make_array(DataType& type, const TypeRow& row) const;
  void make_struct(DataType& type, const TypeRow& row, std::span<const MemberRow> members);

  std::deque<DataType> types_;
  std::vector<const DataType*> rows_;
  const DataType* bit_ = nullptr;
  DataType chars_;
};

}  // namespace lightloop::vpi
