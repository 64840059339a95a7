// SPDX-License-Identifier: Apache-2.0
// The design as VPI shows it: scopes and variables, found by name.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <verilated.h>
#include <vpi_user.h>

#include "sim/vpi/data_type.hpp"
#include "sim/vpi/design_description.hpp"

namespace lightloop::vpi {

/// The two variables of the model by which another one is forced.
struct ForceControl {
  std::byte* enable = nullptr;
  std::byte* value = nullptr;
};

struct Variable {
  std::string name;
  const DataType* type = nullptr;
  std::byte* data = nullptr;
  bool parameter = false;
  bool writable = true;
  bool pin = false;           ///< a port of the top module
  bool driven_inout = false;  ///< one that the model writes, whatever tests write
  PLI_INT32 direction = vpiNoDirection;
  ForceControl control;
  ForceControl inner_control;  ///< that of the top module's own copy of a port
  /// Members of unpacked structs.
  std::map<std::string, Variable, std::less<>> members;

  /// Whether nothing in the model writes it: a port of the top module that the outside drives.
  bool is_input() const {
    return pin && (direction == vpiInput || (direction == vpiInout && !driven_inout));
  }
};

/// A module or interface instance, a package, or a named block.
class Scope {
 public:
  Scope(std::string name, Scope* parent) : name_(std::move(name)), parent_(parent) {}

  const std::string& name() const { return name_; }
  const Scope* parent() const { return parent_; }
  /// With the names of the scopes around it, e.g. "top.g_lane[1].u_lane".
  std::string full_name() const;
  ScopeKind kind() const { return kind_; }
  /// Name of the module, interface or package; "" if it is not known.
  const char* definition() const { return definition_; }
  /// Power of ten of the time unit in seconds.
  int time_unit() const { return table_ == nullptr ? 0 : table_->timeunit(); }

  const std::map<std::string, std::unique_ptr<Scope>, std::less<>>& children() const {
    return children_;
  }
  /// Also an interface that is a port here.
  const Scope* child(std::string_view name) const;
  /// Whether there are children "name[index]".
  bool has_array(std::string_view name) const;

 private:
  friend class Design;

  std::string name_;
  Scope* parent_;
  ScopeKind kind_ = ScopeKind::kModule;
  const char* definition_ = "";
  int row_ = -1;           ///< of the description
  int row_as_child_ = -1;  ///< likewise
  const VerilatedScope* table_ = nullptr;
  std::map<std::string, std::unique_ptr<Scope>, std::less<>> children_;
  std::map<std::string, const Scope*, std::less<>> interfaces_;  ///< by the names of ports
  bool has_variables_ = false;  ///< they are made when they are first asked for
  std::map<std::string, Variable, std::less<>> variables_;
};

/// What a name stands for.
struct Found {
  const Scope* scope = nullptr;  ///< the scope itself, or the one with the variable
  const Variable* variable = nullptr;
  bool scope_array = false;  ///< an array of `scope`'s children, without index
  std::string name;          ///< as it was asked for: the last part of it
  /// What follows the variable's name: indices and members of packed structs.
  std::string_view selection;
};

class Design {
 public:
  /// `context` is that of an elaborated model, which lives longer.
  Design(const VerilatedContext& context, DesignDescription description);

  /// Top module and packages.
  const Scope& roots() const { return root_; }

  /// An object by its full name, or by the name that it has in `scope`. Scope is null when there is
  /// none. An escaped identifier may be written with backslash and blank, or without both.
  Found find(std::string_view name, const Scope* scope = nullptr);

  /// Variables that can be shown, sorted by name.
  const std::map<std::string, Variable, std::less<>>& variables(const Scope& scope);

  /// Why there is no variable of this name in the scope, if the sources have one; else "".
  std::string why_hidden(const Scope& scope, std::string_view name) const;

  /// After a force control was written: Verilator does not look for changes of those.
  void settle() const { description_.settle(); }

 private:
  Scope& insert(const std::string& title);
  Scope& insert_child(Scope& scope, std::string name);
  void describe(Scope& scope);
  void insert_described(Scope& scope);
  void connect_interfaces(Scope& scope);
  void make_variables(Scope& scope);
  void add_table(Scope& scope, const VerilatedScope& table);
  void add(Scope& scope, Variable variable, const VerilatedVar* entry);
  const DataType* declared_type(const Scope& scope, std::string_view name) const;
  Found find_in(const Scope& scope, std::string_view name);
  Found find_identifier(const Scope& scope, std::string_view identifier, std::string_view asked,
                        std::string_view rest);

  DesignDescription description_;
  DataTypes types_;
  const VerilatedScope* ports_ = nullptr;
  Scope root_{"", nullptr};
};

}  // namespace lightloop::vpi
