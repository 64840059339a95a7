// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/data_type.hpp"

#include <algorithm>
#include <utility>

namespace lightloop::vpi {
namespace {

/// Verilator 5.006 has no type for reals: they are what has 64 bits and no range.
template <typename Type>
bool is_real(Type type) {
  if constexpr (requires { Type::VLVT_REAL; }) {
    return type == Type::VLVT_REAL;
  } else {
    return type == Type::VLVT_UINT64;
  }
}

}  // namespace

std::size_t bytes_of_bits(std::size_t bits) {
  if (bits <= 8) return 1;
  if (bits <= 16) return 2;
  if (bits <= 32) return 4;
  if (bits <= 64) return 8;
  return (bits + 31) / 32 * 4;
}

DataType& DataTypes::add(DataType type) { return types_.emplace_back(std::move(type)); }

const DataType* DataTypes::bit() {
  if (bit_ == nullptr) {
    DataType type;
    type.kind = DataKind::kBits;
    type.bits = 1;
    type.bytes = 1;
    bit_ = &add(std::move(type));
  }
  return bit_;
}

const DataType& DataTypes::vector(const Range& range) {
  DataType type;
  type.kind = DataKind::kBits;
  type.range = range;
  type.element = bit();
  type.bits = range.size();
  type.bytes = bytes_of_bits(type.bits);
  return add(std::move(type));
}

/// A packed type, seen as a vector of its bits.
void DataTypes::make_packed(DataType& type) {
  type.kind = type.bits == 0 ? DataKind::kOther : DataKind::kBits;
  type.bytes = bytes_of_bits(type.bits);
}

void DataTypes::make_array(DataType& type, const TypeRow& row) const {
  type.element = &of_row(row.element);
  type.range = {row.left, row.right};
  if (row.kind == TypeKind::kPackedArray) {
    type.bits = type.range->size() * type.element->bits;
    make_packed(type);
    return;
  }
  // Elements of unpacked structs and the like have no known distance.
  type.kind = type.element->bytes != 0 ? DataKind::kArray : DataKind::kOther;
  type.name = "an array of " + type.element->name;
  type.bytes = type.range->size() * type.element->bytes;
}

void DataTypes::make_struct(DataType& type, const TypeRow& row,
                            std::span<const MemberRow> members) {
  for (const MemberRow& member : members) {
    type.members.push_back({member.name, &of_row(member.type), 0});
  }
  if (row.kind == TypeKind::kStruct) {
    type.kind = DataKind::kStruct;
    return;
  }
  for (auto member = type.members.rbegin(); member != type.members.rend(); ++member) {
    if (row.kind == TypeKind::kPackedUnion) {
      type.bits = std::max(type.bits, member->type->bits);
    } else {
      member->lsb = type.bits;
      type.bits += member->type->bits;
    }
  }
  make_packed(type);
  type.range = {static_cast<int>(type.bits) - 1, 0};
  type.element = bit();
}

DataTypes::DataTypes(const DesignDescription& description) {
  chars_.kind = DataKind::kChars;
  chars_.name = "string";
  for (const TypeRow& row : description.types) {
    DataType type;
    type.name = row.name;
    switch (row.kind) {
      case TypeKind::kBit:
        rows_.push_back(bit());
        continue;
      case TypeKind::kVector:
        rows_.push_back(&vector({row.left, row.right}));
        continue;
      case TypeKind::kReal:
        type.kind = DataKind::kReal;
        type.bytes = sizeof(double);
        break;
      case TypeKind::kString:
        type.kind = DataKind::kString;
        type.bytes = sizeof(std::string);
        break;
      case TypeKind::kPackedArray:
      case TypeKind::kArray:
        make_array(type, row);
        break;
      case TypeKind::kPackedStruct:
      case TypeKind::kPackedUnion:
      case TypeKind::kStruct:
        make_struct(type, row,
                    description.members.subspan(static_cast<std::size_t>(row.first_member),
                                                static_cast<std::size_t>(row.members)));
        break;
      case TypeKind::kOther:
        break;
    }
    rows_.push_back(&add(std::move(type)));
  }
}

const DataType& DataTypes::of_variable(const VerilatedVar& variable) {
  const DataType* type = nullptr;
  const bool has_range = variable.dims() > variable.udims();
  if (variable.vltype() == VLVT_STRING && variable.isParam()) return chars_;
  if (variable.vltype() == VLVT_STRING && !has_range) {
    DataType text;
    text.kind = DataKind::kString;
    text.name = "string";
    text.bytes = sizeof(std::string);
    type = &add(std::move(text));
  } else if (is_real(variable.vltype()) && !has_range) {
    DataType real;
    real.kind = DataKind::kReal;
    real.name = "real";
    real.bytes = sizeof(double);
    type = &add(std::move(real));
  } else if (has_range) {
    type = &vector({variable.left(0), variable.right(0)});
  } else {
    type = bit();
  }
  for (int dimension = variable.udims(); dimension > 0; --dimension) {
    DataType array;
    array.kind = DataKind::kArray;
    array.element = type;
    array.range = {variable.left(dimension), variable.right(dimension)};
    array.bytes = array.range->size() * type->bytes;
    type = &add(std::move(array));
  }
  if (matches(*type, variable)) return *type;
  DataType other;
  other.name = "of a type that Verilator's table does not describe";
  return add(std::move(other));
}

bool DataTypes::matches(const DataType& type, const VerilatedVar& variable) {
  switch (type.kind) {
    case DataKind::kArray:
      return matches(*type.element, variable);
    case DataKind::kReal:
      return is_real(variable.vltype());
    case DataKind::kString:
    case DataKind::kChars:
      return variable.vltype() == VLVT_STRING;
    case DataKind::kBits:
      break;
    case DataKind::kStruct:
    case DataKind::kOther:
      return true;
  }
  switch (variable.vltype()) {
    case VLVT_UINT8:
      return type.bits <= 8;
    case VLVT_UINT16:
      return type.bits > 8 && type.bits <= 16;
    case VLVT_UINT32:
      return type.bits > 16 && type.bits <= 32;
    case VLVT_UINT64:
      return type.bits > 32 && type.bits <= 64;
    case VLVT_WDATA:
      return type.bits > 64;
    default:
      return false;
  }
}

}  // namespace lightloop::vpi
