// SPDX-License-Identifier: Apache-2.0
// What a vpiHandle points to.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <vpi_user.h>

#include "sim/vpi/design.hpp"
#include "sim/vpi/signal_view.hpp"

namespace lightloop::vpi {

enum class ObjectKind : std::uint8_t {
  kScope,
  kScopeArray,  ///< instances or generate blocks "name[index]"
  kSignal,      ///< variable, parameter, element or part of one
  kRange,
  kNumber,  ///< a bound or an index
  kIterator,
  kCallback,
};

struct Object {
  explicit Object(ObjectKind object_kind) : kind(object_kind) {}
  virtual ~Object() = default;
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  const ObjectKind kind;
};

inline vpiHandle to_handle(Object* object) { return reinterpret_cast<vpiHandle>(object); }
/// Gives the object to the application.
inline vpiHandle to_handle(std::unique_ptr<Object> object) { return to_handle(object.release()); }
inline Object* to_object(vpiHandle handle) { return reinterpret_cast<Object*>(handle); }

struct ScopeObject final : Object {
  ScopeObject(const Scope& of, std::string as, bool array = false)
      : Object(array ? ObjectKind::kScopeArray : ObjectKind::kScope),
        scope(of),
        name(std::move(as)) {}
  const Scope& scope;  ///< of a kScopeArray: the scope around it
  std::string name;    ///< as the application asked for it
};

struct SignalObject final : Object {
  SignalObject(const Scope& of, const Variable& whole, std::string as)
      : Object(ObjectKind::kSignal),
        scope(of),
        variable(whole),
        view(view_of(whole)),
        name(std::move(as)) {}
  SignalObject(const SignalObject& other)
      : Object(ObjectKind::kSignal),
        scope(other.scope),
        variable(other.variable),
        view(other.view),
        name(other.name),
        indices(other.indices),
        part(other.part) {}
  SignalObject& operator=(const SignalObject&) = delete;

  const Scope& scope;
  const Variable& variable;  ///< of which it is a part, or which it is
  SignalView view;
  std::string name;          ///< with indices and members
  std::vector<int> indices;  ///< by which it was reached
  bool part = false;         ///< bits of a vector

  std::string full_name() const { return scope.full_name() + "." + name; }
  /// The element or bits at this index; null when there are none.
  std::unique_ptr<SignalObject> at(int index) const;
  /// A member of a struct; null when there is none.
  std::unique_ptr<SignalObject> member(std::string_view member_name) const;
};

/// The object behind a handle if it is of this kind, else null.
template <typename T>
T* as(vpiHandle handle, ObjectKind kind) {
  Object* object = to_object(handle);
  return object != nullptr && object->kind == kind ? static_cast<T*>(object) : nullptr;
}
inline SignalObject* as_signal(vpiHandle handle) {
  return as<SignalObject>(handle, ObjectKind::kSignal);
}
inline ScopeObject* as_scope(vpiHandle handle) {
  return as<ScopeObject>(handle, ObjectKind::kScope);
}

/// What Design::find() has found, with what follows its name, [3] or .member; null when there is no
/// such part.
std::unique_ptr<Object> object_of(Found found);

struct RangeObject final : Object {
  explicit RangeObject(const Range& of) : Object(ObjectKind::kRange), range(of) {}
  Range range;
};

struct NumberObject final : Object {
  explicit NumberObject(int of) : Object(ObjectKind::kNumber), number(of) {}
  int number;
};

struct IteratorObject final : Object {
  explicit IteratorObject(std::vector<std::unique_ptr<Object>> found)
      : Object(ObjectKind::kIterator), objects(std::move(found)) {}
  std::vector<std::unique_ptr<Object>> objects;
  std::size_t next = 0;
};

}  // namespace lightloop::vpi
