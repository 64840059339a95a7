// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/vpi_object.hpp"

namespace lightloop::vpi {

std::unique_ptr<SignalObject> SignalObject::at(int index) const {
  const DataType& type = *view.type;
  if (type.element == nullptr || !type.range->contains(index)) return nullptr;
  auto element = std::make_unique<SignalObject>(*this);
  element->name += "[" + std::to_string(index) + "]";
  element->indices.push_back(index);
  element->view.type = type.element;
  if (type.is_array()) {
    element->view.bytes = type.element->bytes;
    element->view.data += type.range->from_low(index) * type.element->bytes;
  } else {
    element->view.lsb += type.range->from_right(index) * type.element->bits;
    element->part = true;
  }
  return element;
}

std::unique_ptr<SignalObject> SignalObject::member(std::string_view member_name) const {
  const std::string whole_name = name + "." + std::string(member_name);
  if (view.type->kind == DataKind::kStruct) {
    const auto found = variable.members.find(member_name);
    if (found == variable.members.end()) return nullptr;
    return std::make_unique<SignalObject>(scope, found->second, whole_name);
  }
  for (const DataType::Member& declared : view.type->members) {
    if (declared.name != member_name) continue;
    auto bits = std::make_unique<SignalObject>(*this);
    bits->name = whole_name;
    bits->view.type = declared.type;
    bits->view.lsb += declared.lsb;
    bits->part = true;
    return bits;
  }
  return nullptr;
}

}  // namespace lightloop::vpi
