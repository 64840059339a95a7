// SPDX-License-Identifier: Apache-2.0
// VPI functions: objects by name and by index, and the end of them.
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "sim/vpi/design.hpp"
#include "sim/vpi/vpi_object.hpp"
#include "sim/vpi/vpi_state.hpp"

namespace lightloop::vpi {
namespace {

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

}  // namespace
}  // namespace lightloop::vpi

namespace {
using namespace lightloop::vpi;  // NOLINT(google-build-using-namespace): the rest are C functions
}

extern "C" {

vpiHandle vpi_handle_by_name(PLI_BYTE8* name, vpiHandle scope) {
  VpiState& state = begin_call();
  if (name == nullptr) return nullptr;
  const ScopeObject* around = as_scope(scope);
  const Scope* in = around == nullptr ? nullptr : &around->scope;
  std::unique_ptr<Object> object = object_of(state.design->find(name, in));
  if (object == nullptr) explain_missing(state, name, in);
  return to_handle(std::move(object));
}

vpiHandle vpi_handle_by_index(vpiHandle object, PLI_INT32 index) {
  begin_call();
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
  begin_call();
  const SignalObject* signal = as_signal(object);
  std::unique_ptr<SignalObject> found;
  for (PLI_INT32 i = 0; i < count && signal != nullptr; ++i) {
    found = signal->at(indices[i]);
    signal = found.get();
  }
  return to_handle(std::move(found));
}

PLI_INT32 vpi_release_handle(vpiHandle handle) {
  VpiState& state = begin_call();
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

PLI_INT32 vpi_compare_objects(vpiHandle first, vpiHandle second) {
  begin_call();
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

}  // extern "C"
