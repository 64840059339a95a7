// SPDX-License-Identifier: Apache-2.0
// VPI functions: from one object to others.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/vpi/design.hpp"
#include "sim/vpi/system_verilog_vpi.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"
#include "sim/vpi/vpi_types.hpp"

namespace lightloop::vpi {
namespace {

using Objects = std::vector<std::unique_ptr<Object>>;

vpiHandle iterator_of(Objects objects) {
  if (objects.empty()) return nullptr;
  return to_handle(std::make_unique<IteratorObject>(std::move(objects)));
}

void add_scopes(const Scope& scope, Objects& objects, bool (*wanted)(ScopeKind)) {
  for (const auto& [name, child] : scope.children()) {
    if (wanted(child->kind())) objects.push_back(std::make_unique<ScopeObject>(*child, name));
  }
}

/// Variables of the scope that have this VPI type.
void add_variables(VpiState& state, const Scope& scope, PLI_INT32 type, Objects& objects) {
  for (const auto& [name, variable] : state.design->variables(scope)) {
    auto signal = std::make_unique<SignalObject>(scope, variable, name);
    if (type_of_signal(*signal) == type) objects.push_back(std::move(signal));
  }
}

Objects objects_of_scope(VpiState& state, PLI_INT32 type, const Scope& scope) {
  Objects objects;
  switch (type) {
    case vpiModule:
      add_scopes(scope, objects, [](ScopeKind kind) { return kind == ScopeKind::kModule; });
      break;
    case kVpiInterface:
      add_scopes(scope, objects, [](ScopeKind kind) { return kind == ScopeKind::kInterface; });
      break;
    case vpiInternalScope:
      add_scopes(scope, objects, [](ScopeKind /*kind*/) { return true; });
      break;
    case vpiVariables:  // those that no relation of their own gives
      add_variables(state, scope, kVpiStringVar, objects);
      break;
    case vpiReg:
    case vpiRegArray:
    case vpiMemory:
    case vpiRealVar:
    case vpiParameter:
    case kVpiStructVar:
      add_variables(state, scope, type, objects);
      break;
    default:
      report(state, "vpi_iterate: no relation " + std::to_string(type) + " from a scope",
             vpiWarning);
  }
  return objects;
}

Objects objects_of_signal(VpiState& state, PLI_INT32 type, const SignalObject& signal) {
  Objects objects;
  const DataType& data = *signal.view.type;
  switch (type) {
    case vpiRange:
      for (const DataType* dimension = &data;
           dimension != nullptr && dimension->range && dimension->kind == data.kind;
           dimension = dimension->element) {
        objects.push_back(std::make_unique<RangeObject>(*dimension->range));
      }
      break;
    case vpiMemoryWord:
    case vpiReg:
    case vpiBit:
      if (data.element == nullptr || data.is_array() == (type == vpiBit)) break;
      for (std::size_t place = 0; place < data.range->size(); ++place) {
        objects.push_back(signal.at(data.range->index_at(place)));
      }
      break;
    case kVpiMember:
      for (const DataType::Member& member : data.members) {
        if (auto found = signal.member(member.name); found != nullptr) {
          objects.push_back(std::move(found));
        }
      }
      break;
    default:
      report(state, "vpi_iterate: no relation " + std::to_string(type) + " from a variable",
             vpiWarning);
  }
  return objects;
}

vpiHandle bound(VpiState& state, PLI_INT32 side, vpiHandle object) {
  const Range* range = nullptr;
  if (const auto* of = as<RangeObject>(object, ObjectKind::kRange); of != nullptr) {
    range = &of->range;
  } else if (const SignalObject* signal = as_signal(object);
             signal != nullptr && signal->view.type->range) {
    range = &*signal->view.type->range;
  }
  if (range == nullptr) {
    report(state, "vpi_handle: an object without a range", vpiWarning);
    return nullptr;
  }
  return to_handle(
      std::make_unique<NumberObject>(side == vpiLeftRange ? range->left : range->right));
}

vpiHandle parent_of(const SignalObject& signal) {
  // Its name without the last index or member.
  const std::size_t end = signal.name.find_last_of(".[");
  if (signal.indices.empty() && !signal.part) return nullptr;
  VpiState& state = VpiState::instance();
  return to_handle(object_of(state.design->find(signal.name.substr(0, end), &signal.scope)));
}

}  // namespace
}  // namespace lightloop::vpi

namespace {
using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): the rest are C functions
}

extern "C" {

vpiHandle vpi_handle(PLI_INT32 type, vpiHandle object) {
  VpiState& state = begin_call();
  const SignalObject* signal = as_signal(object);
  switch (type) {
    case vpiLeftRange:
    case vpiRightRange:
      return bound(state, type, object);
    case vpiIndex:
      if (signal == nullptr || signal->indices.empty()) return nullptr;
      return to_handle(std::make_unique<NumberObject>(signal->indices.back()));
    case vpiParent:
      return signal == nullptr ? nullptr : parent_of(*signal);
    case vpiScope:
    case vpiModule: {
      const ScopeObject* of = as_scope(object);
      const Scope* scope = signal != nullptr ? &signal->scope
                           : of != nullptr   ? of->scope.parent()
                                             : nullptr;
      while (type == vpiModule && scope != nullptr && scope->kind() >= ScopeKind::kGenerate) {
        scope = scope->parent();
      }
      if (scope == nullptr || scope->parent() == nullptr) return nullptr;
      return to_handle(std::make_unique<ScopeObject>(*scope, scope->name()));
    }
    default:
      report(state, "vpi_handle: no relation " + std::to_string(type), vpiWarning);
      return nullptr;
  }
}

vpiHandle vpi_iterate(PLI_INT32 type, vpiHandle object) {
  VpiState& state = begin_call();
  if (object == nullptr) {
    Objects objects;
    const Scope& roots = state.design->roots();
    if (type == vpiModule || type == kVpiInstance) {
      add_scopes(roots, objects, [](ScopeKind kind) { return kind == ScopeKind::kModule; });
    }
    if (type == kVpiPackage || type == kVpiInstance) {
      add_scopes(roots, objects, [](ScopeKind kind) { return kind == ScopeKind::kPackage; });
    }
    return iterator_of(std::move(objects));
  }
  if (const ScopeObject* scope = as_scope(object); scope != nullptr) {
    return iterator_of(objects_of_scope(state, type, scope->scope));
  }
  if (const SignalObject* signal = as_signal(object); signal != nullptr) {
    return iterator_of(objects_of_signal(state, type, *signal));
  }
  return nullptr;
}

vpiHandle vpi_scan(vpiHandle object) {
  begin_call();
  auto* iterator = as<IteratorObject>(object, ObjectKind::kIterator);
  if (iterator == nullptr) return nullptr;
  if (iterator->next < iterator->objects.size()) {
    return to_handle(std::move(iterator->objects[iterator->next++]));
  }
  delete iterator;  // NOLINT(cppcoreguidelines-owning-memory): the end of it, says the standard
  return nullptr;
}

}  // extern "C"
