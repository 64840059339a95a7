// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/vpi_object.hpp"

#include <algorithm>
#include <charconv>

namespace lightloop::vpi {
namespace {

/// What follows a variable's name: [3], .member and so on. Null when it has no such part.
std::unique_ptr<SignalObject> select(std::unique_ptr<SignalObject> signal,
                                     std::string_view selection) {
  while (signal != nullptr && !selection.empty()) {
    if (selection.front() == '[') {
      int index = 0;
      const char* const last = selection.data() + selection.size();
      const auto [end, error] = std::from_chars(selection.data() + 1, last, index);
      if (error != std::errc() || end == last || *end != ']') return nullptr;
      selection.remove_prefix(static_cast<std::size_t>(end + 1 - selection.data()));
      signal = signal->at(index);
    } else if (selection.front() == '.') {
      selection.remove_prefix(1);
      const std::size_t end = std::min(selection.find_first_of(".["), selection.size());
      signal = signal->member(selection.substr(0, end));
      selection.remove_prefix(end);
    } else {
      return nullptr;
    }
  }
  return signal;
}

}  // namespace

std::unique_ptr<Object> object_of(Found found) {
  if (found.scope == nullptr) return nullptr;
  if (found.variable == nullptr) {
    return std::make_unique<ScopeObject>(*found.scope, std::move(found.name), found.scope_array);
  }
  return select(
      std::make_unique<SignalObject>(*found.scope, *found.variable, std::move(found.name)),
      found.selection);
}

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
