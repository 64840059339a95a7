// SPDX-License-Identifier: Apache-2.0
// VPI functions: what an object is.
#include <string>

#include "sim/vpi/signal_view.hpp"
#include "sim/vpi/system_verilog_vpi.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"
#include "sim/vpi/vpi_types.hpp"

namespace lightloop::vpi {
namespace {

PLI_INT32 size_of(const SignalObject& signal) {
  const DataType* type = signal.view.type;
  switch (type->kind) {
    case DataKind::kBits:
      return static_cast<PLI_INT32>(type->bits);
    case DataKind::kArray: {
      std::size_t size = 1;
      for (; type->is_array(); type = type->element) size *= type->range->size();
      return static_cast<PLI_INT32>(size);
    }
    case DataKind::kString:
    case DataKind::kChars:
      return static_cast<PLI_INT32>(read_string(signal.view).size());
    case DataKind::kStruct:
      return static_cast<PLI_INT32>(signal.variable.members.size());
    default:
      return 1;
  }
}

}  // namespace
}  // namespace lightloop::vpi

namespace {
using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): the rest are C functions
}

extern "C" {

PLI_INT32 vpi_get(PLI_INT32 property, vpiHandle handle) {
  VpiState& state = begin_call();
  const Object* object = to_object(handle);
  if (property == vpiTimePrecision) return state.context->timeprecision();
  if (property == vpiTimeUnit) {
    const ScopeObject* scope = as_scope(handle);
    return scope == nullptr ? state.context->timeunit() : scope->scope.time_unit();
  }
  if (object == nullptr) return vpiUndefined;
  if (property == vpiType) return type_of(*object);
  const SignalObject* signal = as_signal(handle);
  switch (property) {
    case vpiSize:
      if (const auto* range = as<RangeObject>(handle, ObjectKind::kRange); range != nullptr) {
        return static_cast<PLI_INT32>(range->range.size());
      }
      if (object->kind == ObjectKind::kNumber) return 32;
      return signal == nullptr ? 0 : size_of(*signal);
    case vpiVector:
      return signal != nullptr && signal->view.type->range ? 1 : 0;
    case vpiScalar:
      return signal != nullptr && !signal->view.type->range ? 1 : 0;
    case vpiArray:
      return signal != nullptr && signal->view.type->is_array() ? 1 : 0;
    case kVpiPacked:
      return signal != nullptr && signal->view.type->kind == DataKind::kBits ? 1 : 0;
    case vpiDirection:
      return signal == nullptr ? vpiNoDirection : signal->variable.direction;
    case vpiTopModule:
      return as_scope(handle) != nullptr &&
                     as_scope(handle)->scope.parent() == &state.design->roots()
                 ? 1
                 : 0;
    case vpiConstType:
      if (object->kind == ObjectKind::kNumber) return vpiDecConst;
      if (signal != nullptr && signal->view.type->kind == DataKind::kReal) return vpiRealConst;
      if (signal != nullptr && signal->view.type->kind == DataKind::kChars) return vpiStringConst;
      return vpiUndefined;  // whether it has a sign is not known
    default:
      report(state, "vpi_get: no property " + std::to_string(property), vpiWarning);
      return 0;  // as Verilator's: callers take it for a truth value
  }
}

PLI_BYTE8* vpi_get_str(PLI_INT32 property, vpiHandle handle) {
  VpiState& state = begin_call();
  const Object* object = to_object(handle);
  if (object == nullptr) return nullptr;
  const SignalObject* signal = as_signal(handle);
  const ScopeObject* scope = as_scope(handle);
  const auto* array = as<ScopeObject>(handle, ObjectKind::kScopeArray);
  state.text.clear();
  switch (property) {
    case vpiType:
      state.text = name_of_type(type_of(*object));
      break;
    case vpiName:
      if (signal != nullptr) state.text = signal->name;
      if (scope != nullptr) state.text = scope->name;
      if (array != nullptr) state.text = array->name;
      break;
    case vpiFullName:
      if (signal != nullptr) state.text = signal->full_name();
      if (scope != nullptr) state.text = scope->scope.full_name();
      if (array != nullptr) state.text = array->scope.full_name() + "." + array->name;
      break;
    case vpiDefName:
      if (scope == nullptr) return nullptr;
      state.text = scope->scope.definition();
      break;
    default:
      return nullptr;
  }
  return state.text.data();
}

}  // extern "C"
