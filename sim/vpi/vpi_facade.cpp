// SPDX-License-Identifier: Apache-2.0
// The VPI functions that an application calls, in place of Verilator's own, which have other names
// here (renamed_functions.txt): those of 5.006 know no generate blocks, strings, reals, parts of
// vectors or arrays of several dimensions, and cannot force. The rest are Verilator's: vpi_printf()
// and the like.
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "sim/vpi/python_error.hpp"
#include "sim/vpi/system_verilog_vpi.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {

VpiState& VpiState::instance() {
  static VpiState state;
  return state;
}

void VpiState::use(VerilatedContext& model_context, DesignDescription description) {
  context = &model_context;
  design = std::make_unique<Design>(model_context, std::move(description));
  callbacks.use(model_context);
}

namespace {

/// The state, at the beginning of a function: without an error.
VpiState& begin() {
  VpiState& state = VpiState::instance();
  state.error_level = 0;
  return state;
}

void report(VpiState& state, std::string message, PLI_INT32 level = vpiError) {
  state.error = std::move(message);
  state.error_level = level;
  if (state.callbacks.armed(cbPLIError) != 0) state.callbacks.call(cbPLIError);
}

/// A line for people, each once.
void note(VpiState& state, const std::string& line) {
  if (!state.notes.insert(line).second) return;
  std::fprintf(stderr, "lightloop: %s\n", line.c_str());
}

/// The object behind a handle if it is of this kind, else null.
template <typename T>
T* as(vpiHandle handle, ObjectKind kind) {
  Object* object = to_object(handle);
  return object != nullptr && object->kind == kind ? static_cast<T*>(object) : nullptr;
}

SignalObject* as_signal(vpiHandle handle) { return as<SignalObject>(handle, ObjectKind::kSignal); }

ScopeObject* as_scope(vpiHandle handle) { return as<ScopeObject>(handle, ObjectKind::kScope); }

std::string full_name(const SignalObject& signal) {
  return signal.scope.full_name() + "." + signal.name;
}

PLI_INT32 type_of_scope(const Scope& scope) {
  switch (scope.kind()) {
    case ScopeKind::kModule:
      return vpiModule;
    case ScopeKind::kInterface:
      return kVpiInterface;
    case ScopeKind::kPackage:
      return kVpiPackage;
    case ScopeKind::kGenerate:
    case ScopeKind::kBlock:
      return vpiGenScope;
  }
  return vpiModule;
}

PLI_INT32 type_of_signal(const SignalObject& signal) {
  const DataType& type = *signal.view.type;
  switch (type.kind) {
    case DataKind::kArray:
      return signal.indices.empty() && type.element->kind == DataKind::kBits ? vpiMemory
                                                                             : vpiRegArray;
    case DataKind::kStruct:
      return kVpiStructVar;
    case DataKind::kReal:
      return signal.variable.parameter ? vpiParameter : vpiRealVar;
    case DataKind::kString:
    case DataKind::kChars:
      return signal.variable.parameter ? vpiParameter : kVpiStringVar;
    default:
      break;
  }
  if (signal.variable.parameter) return vpiParameter;
  if (signal.part) return type.bits == 1 ? vpiRegBit : vpiReg;
  return signal.indices.size() == 1 ? vpiMemoryWord : vpiReg;
}

PLI_INT32 type_of(const Object& object) {
  switch (object.kind) {
    case ObjectKind::kScope:
      return type_of_scope(static_cast<const ScopeObject&>(object).scope);
    case ObjectKind::kScopeArray:
      return vpiGenScopeArray;
    case ObjectKind::kSignal:
      return type_of_signal(static_cast<const SignalObject&>(object));
    case ObjectKind::kRange:
      return vpiRange;
    case ObjectKind::kNumber:
      return vpiConstant;
    case ObjectKind::kIterator:
      return vpiIterator;
    case ObjectKind::kCallback:
      return vpiCallback;
  }
  return 0;
}

const char* name_of_type(PLI_INT32 type) {
  switch (type) {
    case vpiModule:
      return "vpiModule";
    case kVpiInterface:
      return "vpiInterface";
    case kVpiPackage:
      return "vpiPackage";
    case vpiGenScope:
      return "vpiGenScope";
    case vpiGenScopeArray:
      return "vpiGenScopeArray";
    case vpiReg:
      return "vpiReg";
    case vpiRegBit:
      return "vpiRegBit";
    case vpiRegArray:
      return "vpiRegArray";
    case vpiMemory:
      return "vpiMemory";
    case vpiMemoryWord:
      return "vpiMemoryWord";
    case vpiRealVar:
      return "vpiRealVar";
    case kVpiStringVar:
      return "vpiStringVar";
    case kVpiStructVar:
      return "vpiStructVar";
    case vpiParameter:
      return "vpiParameter";
    case vpiConstant:
      return "vpiConstant";
    case vpiRange:
      return "vpiRange";
    case vpiIterator:
      return "vpiIterator";
    case vpiCallback:
      return "vpiCallback";
    default:
      return "vpiUndefined";
  }
}

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

/// A name that the sources have and VPI cannot show deserves a word.
void explain_missing(VpiState& state, std::string_view name, const Scope* scope) {
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos) scope = state.design->find(name.substr(0, dot), scope).scope;
  if (scope == nullptr) return;
  const std::string_view last = dot == std::string_view::npos ? name : name.substr(dot + 1);
  const std::string why = state.design->why_hidden(*scope, last);
  if (why.empty()) return;
  const std::string line = std::string(name) + " cannot be shown: " + why;
  note(state, line);
  if (state.requests.first_hidden.empty()) state.requests.first_hidden = line;
}

/// Whether the caller can take a Python error. cocotb 2 makes its inertial writes where no task is
/// running: an error there ends Python below its own feet.
bool is_called_by_task(PLI_INT32 flags) { return flags == vpiForceFlag || flags == vpiNoDelay; }

/// A write that is not done: the run has failed, and the test hears of it.
void refuse(VpiState& state, const std::string& what, bool tell_python) {
  if (state.requests.refusals++ == 0) state.requests.first_refusal = what;
  note(state, "the test " + what);
  // Python's own error says it; an error of VPI too would be logged while that one is pending.
  if (!tell_python || !raise_in_python(what)) report(state, what);
}

void force(VpiState& state, const SignalObject& signal) {
  if (signal.view.type->kind == DataKind::kBits) {
    if (signal.view.forceable()) {
      state.forces.force(signal.view, state.put.words);
      if (state.forces.initialized()) state.design->settle();
      return;
    }
    if (signal.variable.is_input()) {
      state.forces.hold(signal.view, state.put.words);
      return;
    }
  }
  refuse(state,
         "forces " + full_name(signal) +
             ", which was not verilated to be forced (\"Force\" in sim/vpi/README.md)",
         is_called_by_task(vpiForceFlag));
}

void release(VpiState& state, const SignalObject& signal) {
  if (signal.view.type->kind != DataKind::kBits) return;  // never forced
  if (signal.view.forceable()) {
    state.forces.release(signal.view);
    if (state.forces.initialized()) state.design->settle();
  } else if (signal.variable.is_input()) {
    state.forces.let_go(signal.view);
  }
}

void deposit(VpiState& state, const SignalObject& signal) {
  const SignalView& view = signal.view;
  switch (view.type->kind) {
    case DataKind::kBits:
      write_bits(view.data, view.bytes, view.lsb, view.type->bits, state.put.words);
      if (state.forces.holds_any()) state.forces.apply();
      break;
    case DataKind::kReal:
      write_real(view, state.put.real);
      break;
    default:
      write_string(view, state.put.text);
  }
}

/// Why this write cannot be done at all; "" if it can.
std::string objection(const VpiState& state, const SignalObject& signal, const s_vpi_time* time,
                      PLI_INT32 flags) {
  if (signal.variable.parameter) return ", a parameter";
  if (!signal.variable.writable) return ", which is public_flat_rd only";
  const bool delayed = flags != vpiNoDelay && flags != vpiForceFlag && time != nullptr;
  if (delayed &&
      (time->type == vpiScaledRealTime ? time->real != 0 : (time->low | time->high) != 0)) {
    return " with a delay";
  }
  if (!state.put.error.empty()) return ": " + state.put.error;
  if (signal.variable.driven_inout) {
    return ", an inout port that the RTL drives: Verilator 5.006 takes no value for it";
  }
  return {};
}

void put(VpiState& state, const SignalObject& signal, const s_vpi_value& value,
         const s_vpi_time* time, PLI_INT32 flags) {
  if (signal.view.data == state.requests.owned_clock) {
    refuse(state,
           "writes " + signal.name +
               ", the clock that SystemC drives: take the Clock out of the test, or run the host "
               "with --no-clock",
           false);
    return;
  }
  parse_value(*signal.view.type, value, state.put);
  if (signal.variable.driven_inout && state.put.is_z) return;  // the test does not drive it
  const std::string problem = objection(state, signal, time, flags);
  if (!problem.empty()) {
    refuse(state, "writes " + full_name(signal) + problem, is_called_by_task(flags));
    return;
  }
  if (state.put.has_x_or_z) {
    note(state, "the test writes X or Z to " + full_name(signal) +
                    ": Verilator has two states, they are 0");
  }
  if (flags == vpiForceFlag) {
    force(state, signal);
    return;
  }
  if (signal.variable.pin && signal.variable.direction == vpiOutput) {
    note(state, "the test writes " + full_name(signal) +
                    ", an output: what it writes is lost as soon as the RTL drives it");
  }
  deposit(state, signal);
}

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

vpiHandle vpi_register_cb(p_cb_data data) {
  VpiState& state = begin();
  if (data == nullptr) {
    report(state, "vpi_register_cb: no data");
    return nullptr;
  }
  const SignalObject* signal = nullptr;
  if (data->reason == cbValueChange) {
    signal = as_signal(data->obj);
    if (signal == nullptr) {
      report(state, "vpi_register_cb: cbValueChange of something that has no value");
      return nullptr;
    }
  }
  CallbackTable::Purpose purpose;
  if (data->reason == cbAfterDelay) purpose = std::exchange(state.announced, {});
  const vpiHandle handle = state.callbacks.add(*data, signal, std::move(purpose));
  if (handle == nullptr) {
    report(state, "vpi_register_cb: no reason " + std::to_string(data->reason), vpiWarning);
  }
  return handle;
}

PLI_INT32 vpi_remove_cb(vpiHandle callback) {
  VpiState& state = begin();
  if (as<Object>(callback, ObjectKind::kCallback) == nullptr) return 0;
  state.callbacks.remove(callback);
  return 1;
}

PLI_INT32 vpi_release_handle(vpiHandle handle) {
  VpiState& state = begin();
  Object* object = to_object(handle);
  if (object == nullptr) return 0;
  if (object->kind == ObjectKind::kCallback) {
    state.callbacks.release(handle);
  } else {
    delete object;  // NOLINT(cppcoreguidelines-owning-memory): the application owned it
  }
  return 1;
}

PLI_INT32 vpi_free_object(vpiHandle object) { return vpi_release_handle(object); }

vpiHandle vpi_handle_by_name(PLI_BYTE8* name, vpiHandle scope) {
  VpiState& state = begin();
  if (name == nullptr) return nullptr;
  const ScopeObject* around = as_scope(scope);
  const Scope* in = around == nullptr ? nullptr : &around->scope;
  std::unique_ptr<Object> object = object_of(state.design->find(name, in));
  if (object == nullptr) explain_missing(state, name, in);
  return to_handle(std::move(object));
}

vpiHandle vpi_handle_by_index(vpiHandle object, PLI_INT32 index) {
  begin();
  if (const SignalObject* signal = as_signal(object); signal != nullptr) {
    return to_handle(signal->at(index));
  }
  if (const auto* array = as<ScopeObject>(object, ObjectKind::kScopeArray); array != nullptr) {
    const std::string name = array->name + "[" + std::to_string(index) + "]";
    if (const Scope* child = array->scope.child(name); child != nullptr) {
      return to_handle(std::make_unique<ScopeObject>(*child, name));
    }
  }
  return nullptr;
}

vpiHandle vpi_handle_by_multi_index(vpiHandle object, PLI_INT32 count, PLI_INT32* indices) {
  begin();
  const SignalObject* signal = as_signal(object);
  std::unique_ptr<SignalObject> found;
  for (PLI_INT32 i = 0; i < count && signal != nullptr; ++i) {
    found = signal->at(indices[i]);
    signal = found.get();
  }
  return to_handle(std::move(found));
}

vpiHandle vpi_handle(PLI_INT32 type, vpiHandle object) {
  VpiState& state = begin();
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
  VpiState& state = begin();
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
  begin();
  auto* iterator = as<IteratorObject>(object, ObjectKind::kIterator);
  if (iterator == nullptr) return nullptr;
  if (iterator->next < iterator->objects.size()) {
    return to_handle(std::move(iterator->objects[iterator->next++]));
  }
  delete iterator;  // NOLINT(cppcoreguidelines-owning-memory): the end of it, says the standard
  return nullptr;
}

PLI_INT32 vpi_get(PLI_INT32 property, vpiHandle handle) {
  VpiState& state = begin();
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
  VpiState& state = begin();
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
      if (signal != nullptr) state.text = full_name(*signal);
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

void vpi_get_value(vpiHandle object, p_vpi_value value) {
  VpiState& state = begin();
  if (value == nullptr) return;
  if (const SignalObject* signal = as_signal(object); signal != nullptr) {
    const std::string problem = state.formatter.get(signal->view, *value);
    if (!problem.empty()) report(state, full_name(*signal) + ": " + problem);
    return;
  }
  const auto* number = as<NumberObject>(object, ObjectKind::kNumber);
  if (number == nullptr) report(state, "vpi_get_value: an object without a value");
  // A caller who does not ask for errors finds something to look at.
  state.text = number == nullptr ? "" : std::to_string(number->number);
  if (value->format == vpiIntVal || value->format == vpiObjTypeVal) {
    value->format = vpiIntVal;
    value->value.integer = number == nullptr ? 0 : number->number;
  } else {
    value->value.str = state.text.data();
  }
}

vpiHandle vpi_put_value(vpiHandle object, p_vpi_value value, p_vpi_time time, PLI_INT32 flags) {
  VpiState& state = begin();
  const SignalObject* signal = as_signal(object);
  if (signal == nullptr || (value == nullptr && flags != vpiReleaseFlag)) {
    report(state, "vpi_put_value: no object that can be written, or no value");
    return nullptr;
  }
  flags &= ~vpiReturnEvent;  // it is done at once, there is no event
  if (flags == vpiReleaseFlag) {
    release(state, *signal);
    if (value != nullptr) state.formatter.get(signal->view, *value);
  } else {
    put(state, *signal, *value, time, flags);
  }
  return nullptr;
}

void vpi_get_time(vpiHandle object, p_vpi_time time) {
  VpiState& state = begin();
  if (time == nullptr) return;
  const std::uint64_t now = state.context->time();
  if (time->type == vpiScaledRealTime) {
    int power = state.context->timeprecision();
    const ScopeObject* scope = as_scope(object);
    power -= scope == nullptr ? state.context->timeunit() : scope->scope.time_unit();
    time->real = static_cast<double>(now);
    for (; power < 0; ++power) time->real /= 10;
    for (; power > 0; --power) time->real *= 10;
    return;
  }
  time->high = static_cast<PLI_UINT32>(now >> 32);
  time->low = static_cast<PLI_UINT32>(now);
}

PLI_INT32 vpi_compare_objects(vpiHandle first, vpiHandle second) {
  begin();
  const SignalObject* a = as_signal(first);
  const SignalObject* b = as_signal(second);
  if (a != nullptr && b != nullptr) {
    return a->view.data == b->view.data && a->view.lsb == b->view.lsb &&
                   a->view.type == b->view.type
               ? 1
               : 0;
  }
  const ScopeObject* c = as_scope(first);
  const ScopeObject* d = as_scope(second);
  return first == second || (c != nullptr && d != nullptr && &c->scope == &d->scope) ? 1 : 0;
}

PLI_INT32 vpi_chk_error(p_vpi_error_info info) {
  VpiState& state = VpiState::instance();
  if (state.error_level == 0 || info == nullptr) return state.error_level;
  static char empty[] = "";
  static char product[] = "Lightloop";
  info->state = vpiPLI;
  info->level = state.error_level;
  info->message = state.error.data();
  info->product = product;
  info->code = empty;
  info->file = empty;
  info->line = 0;
  return state.error_level;
}

/// Requests are only noted: the model must not be torn down, nor a C++ exception thrown, below the
/// frames of the application.
PLI_INT32 vpi_control(PLI_INT32 operation, ...) {
  VpiState& state = begin();
  switch (operation) {
    case vpiFinish:
      state.requests.finish = true;
      if (state.requests.at_finish) state.requests.at_finish();
      return 1;
    case vpiStop:
      state.requests.stop = true;
      return 1;
    default:
      report(state, "vpi_control: no operation " + std::to_string(operation), vpiWarning);
      return 0;
  }
}

}  // extern "C"
