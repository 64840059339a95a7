// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/design.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>
#include <verilated_syms.h>

namespace lightloop::vpi {
namespace {

constexpr std::string_view kPorts = "TOP";  ///< Verilator's scope of the ports

/// An identifier from the form that it has in Verilator's table: brackets and what only escaped
/// identifiers have are spelled out there; newer Verilators keep escaped identifiers as they are.
std::string decoded(std::string_view text) {
  std::string name;
  if (text.starts_with('\\')) {
    text.remove_prefix(1);
    return std::string(text.substr(0, text.find(' ')));
  }
  while (!text.empty()) {
    if (text.starts_with("__BRA__")) {
      name += '[';
      text.remove_prefix(7);
    } else if (text.starts_with("__KET__")) {
      name += ']';
      text.remove_prefix(7);
    } else if (text.starts_with("__0") && text.size() >= 5 &&
               std::isxdigit(static_cast<unsigned char>(text[3])) != 0 &&
               std::isxdigit(static_cast<unsigned char>(text[4])) != 0) {
      unsigned character = 0;
      std::from_chars(text.data() + 3, text.data() + 5, character, 16);
      name += static_cast<char>(character);
      text.remove_prefix(5);
    } else {
      name += text.front();
      text.remove_prefix(1);
    }
  }
  return name;
}

template <typename Row>
std::span<const Row> rows_of(std::span<const Row> rows, int first, int count) {
  return rows.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
}

}  // namespace

std::string Scope::full_name() const {
  if (parent_ == nullptr || parent_->parent_ == nullptr) return name_;
  return parent_->full_name() + "." + name_;
}

const Scope* Scope::child(std::string_view name) const {
  if (const auto found = children_.find(name); found != children_.end()) {
    return found->second.get();
  }
  const auto found = interfaces_.find(name);
  return found == interfaces_.end() ? nullptr : found->second;
}

bool Scope::has_array(std::string_view name) const {
  const std::string begin = std::string(name) + "[";
  const auto found = children_.lower_bound(begin);
  return found != children_.end() && found->first.starts_with(begin);
}

Design::Design(const VerilatedContext& context, DesignDescription description)
    : description_(std::move(description)), types_(description_) {
  for (const auto& [title, table] : *const_cast<VerilatedContext&>(context).scopeNameMap()) {
    if (title == kPorts) {
      ports_ = table;
      continue;
    }
    Scope& scope = insert(title);
    scope.table_ = table;
    if (scope.row_ >= 0) continue;
    const bool block = table->type() != VerilatedScope::SCOPE_MODULE;
    if (block) scope.kind_ = scope.parent_ == &root_ ? ScopeKind::kPackage : ScopeKind::kBlock;
  }
  if (description_.top < 0) return;
  Scope& top = insert(description_.scopes[static_cast<std::size_t>(description_.top)].name);
  insert_described(top);
  connect_interfaces(top);
}

/// The table has only scopes in which something is public.
void Design::insert_described(Scope& scope) {
  if (scope.row_ < 0) return;
  const ScopeRow& row = description_.scopes[static_cast<std::size_t>(scope.row_)];
  for (const ChildRow& child : rows_of(description_.children, row.first_child, row.children)) {
    const ScopeKind kind = description_.scopes[static_cast<std::size_t>(child.scope)].kind;
    if (kind != ScopeKind::kBlock) insert_described(insert_child(scope, child.name));
  }
}

void Design::connect_interfaces(Scope& scope) {
  for (const auto& [name, child] : scope.children_) {
    if (child->row_as_child_ >= 0) {
      const ChildRow& row = description_.children[static_cast<std::size_t>(child->row_as_child_)];
      for (const InterfaceRow& interface :
           rows_of(description_.interfaces, row.first_interface, row.interfaces)) {
        const Scope* found = nullptr;
        for (const Scope* around = &scope; around != nullptr && found == nullptr;
             around = around->parent_) {
          found = around->child(interface.name);
        }
        if (found != nullptr) child->interfaces_.emplace(interface.port, found);
      }
    }
    connect_interfaces(*child);
  }
}

Scope& Design::insert(const std::string& title) {
  Scope* scope = &root_;
  std::string_view rest = title;
  while (!rest.empty()) {
    const std::size_t begin = rest.starts_with('\\') ? rest.find(' ') : 0;
    const std::size_t dot = std::min(rest.find('.', begin), rest.size());
    scope = &insert_child(*scope, decoded(rest.substr(0, dot)));
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  return *scope;
}

Scope& Design::insert_child(Scope& scope, std::string name) {
  auto& child = scope.children_[name];
  if (child == nullptr) {
    child = std::make_unique<Scope>(std::move(name), &scope);
    describe(*child);
  }
  return *child;
}

void Design::describe(Scope& scope) {
  if (scope.parent_ == &root_) {
    const auto scopes = description_.scopes;
    const auto found = std::find_if(scopes.begin(), scopes.end(), [&](const ScopeRow& row) {
      return row.name == scope.name_ && row.kind < ScopeKind::kGenerate;
    });
    if (found != scopes.end()) scope.row_ = static_cast<int>(found - scopes.begin());
  } else if (scope.parent_->row_ >= 0) {
    const ScopeRow& parent = description_.scopes[static_cast<std::size_t>(scope.parent_->row_)];
    for (int i = 0; i < parent.children; ++i) {
      const int index = parent.first_child + i;
      const ChildRow& child = description_.children[static_cast<std::size_t>(index)];
      if (child.name != scope.name_) continue;
      scope.row_ = child.scope;
      scope.row_as_child_ = index;
      break;
    }
  }
  if (scope.row_ < 0) return;
  const ScopeRow& row = description_.scopes[static_cast<std::size_t>(scope.row_)];
  scope.kind_ = row.kind;
  if (row.kind < ScopeKind::kGenerate) scope.definition_ = row.name;
}

const DataType* Design::declared_type(const Scope& scope, std::string_view name) const {
  if (scope.row_ < 0) return nullptr;
  const ScopeRow& row = description_.scopes[static_cast<std::size_t>(scope.row_)];
  for (const VariableRow& variable :
       rows_of(description_.variables, row.first_variable, row.variables)) {
    if (variable.name == name) return &types_.of_row(variable.type);
  }
  return nullptr;
}

std::string Design::why_hidden(const Scope& scope, std::string_view name) const {
  const DataType* type = declared_type(scope, name);
  if (type == nullptr) return "";
  if (type->kind == DataKind::kOther) return "its type is " + type->name;
  return "Verilator did not make it public: it is a constant, or was not asked for "
         "(ALL_PUBLIC, or --public-flat-rw in EXTRA_ARGS)";
}

const std::map<std::string, Variable, std::less<>>& Design::variables(const Scope& scope) {
  auto& mine = const_cast<Scope&>(scope);  // every scope is in the tree of this object
  if (!std::exchange(mine.has_variables_, true)) make_variables(mine);
  return scope.variables_;
}

void Design::make_variables(Scope& scope) {
  const bool top = scope.parent_ == &root_ && scope.kind_ == ScopeKind::kModule;
  // Ports are also in the table of the module, as copies that eval() overwrites.
  if (top && ports_ != nullptr) add_table(scope, *ports_);
  if (scope.table_ != nullptr) add_table(scope, *scope.table_);
}

void Design::add_table(Scope& scope, const VerilatedScope& table) {
  const bool pins = &table == ports_;
  if (table.varsp() != nullptr) {
    for (const auto& [name, entry] : *table.varsp()) {
      Variable variable;
      variable.name = *name == '\\' ? decoded(name) : name;
      variable.data = static_cast<std::byte*>(entry.datap());
      variable.parameter = entry.isParam();
      variable.writable = entry.isPublicRW() && !entry.isParam();
      variable.pin = pins;
      const auto& driven = description_.driven_inouts;
      variable.driven_inout =
          pins && std::find(driven.begin(), driven.end(), variable.name) != driven.end();
      variable.direction = entry.vldir();
      add(scope, std::move(variable), &entry);
    }
  }
  for (const PlaceRow& place : description_.places) {
    if (table.name() != std::string_view(place.scope)) continue;
    Variable variable;
    variable.data = static_cast<std::byte*>(place.data);
    if (*place.member == '\0') {
      variable.name = place.variable;
      variable.pin = pins;
      add(scope, std::move(variable), nullptr);
      continue;
    }
    const auto outer = scope.variables_.find(std::string_view(place.variable));
    if (outer == scope.variables_.end()) continue;
    Variable* whole = &outer->second;
    std::string_view path = place.member;
    while (whole != nullptr && !path.empty()) {
      const std::size_t dot = std::min(path.find('.'), path.size());
      const std::string_view name = path.substr(0, dot);
      path.remove_prefix(std::min(dot + 1, path.size()));
      const auto& members = whole->type->members;
      const auto declared = std::find_if(members.begin(), members.end(),
                                         [&](const auto& member) { return member.name == name; });
      if (declared == members.end() || declared->type->kind == DataKind::kOther) break;
      Variable& member = whole->members[std::string(name)];
      member.name = name;
      member.type = declared->type;
      if (path.empty()) member.data = static_cast<std::byte*>(place.data);
      whole = &member;
    }
  }
  for (const ForceRow& force : description_.forces) {
    if (table.name() != std::string_view(force.scope)) continue;
    const auto found = scope.variables_.find(std::string_view(force.variable));
    if (found == scope.variables_.end()) continue;
    Variable& variable = found->second;
    ForceControl& control = variable.pin && !pins ? variable.inner_control : variable.control;
    control = {static_cast<std::byte*>(force.enable), static_cast<std::byte*>(force.value)};
  }
}

void Design::add(Scope& scope, Variable variable, const VerilatedVar* entry) {
  if (scope.variables_.contains(variable.name)) return;
  variable.type = declared_type(scope, variable.name);
  if (entry == nullptr) {
    if (variable.type == nullptr) return;
  } else if (variable.type == nullptr || !DataTypes::matches(*variable.type, *entry)) {
    variable.type = &types_.of_variable(*entry);
  } else if (variable.parameter && variable.type->kind == DataKind::kString) {
    variable.type = &types_.chars();
  }
  if (variable.type->kind == DataKind::kOther) return;
  std::string name = variable.name;
  scope.variables_.emplace(std::move(name), std::move(variable));
}

Found Design::find(std::string_view name, const Scope* scope) {
  if (scope != nullptr) return find_in(*scope, name);
  if (const std::size_t colons = name.find("::"); colons != std::string_view::npos) {
    const Scope* package = root_.child(name.substr(0, colons));
    return package == nullptr ? Found{} : find_in(*package, name.substr(colons + 2));
  }
  return name.empty() ? Found{} : find_in(root_, name);
}

Found Design::find_in(const Scope& scope, std::string_view name) {
  if (name.empty()) {
    Found found;
    found.scope = &scope;
    found.name = scope.name();
    return found;
  }
  if (name.front() == '\\') {
    const std::size_t blank = std::min(name.find(' '), name.size());
    const std::size_t end = std::min(blank + 1, name.size());
    return find_identifier(scope, name.substr(1, blank - 1), name.substr(0, end), name.substr(end));
  }
  // Escaped identifiers may have dots and brackets too.
  for (std::size_t end = 0; end < name.size();) {
    end = std::min(name.find_first_of(".[", end + 1), name.size());
    Found found =
        find_identifier(scope, name.substr(0, end), name.substr(0, end), name.substr(end));
    if (found.scope != nullptr) return found;
  }
  return {};
}

Found Design::find_identifier(const Scope& scope, std::string_view identifier,
                              std::string_view asked, std::string_view rest) {
  if (const Scope* child = scope.child(identifier); child != nullptr) {
    if (rest.empty()) {
      Found found;
      found.scope = child;
      found.name = asked;
      return found;
    }
    if (rest.front() == '.') {
      Found found = find_in(*child, rest.substr(1));
      if (found.scope != nullptr) return found;
    }
  }
  if (&scope != &root_) {
    const auto& all = variables(scope);
    const auto variable = all.find(identifier);
    if (variable != all.end()) {
      Found found;
      found.scope = &scope;
      found.variable = &variable->second;
      found.name = asked;
      found.selection = rest;
      return found;
    }
  }
  if (rest.empty() && scope.has_array(identifier)) {
    Found found;
    found.scope = &scope;
    found.scope_array = true;
    found.name = asked;
    return found;
  }
  return {};
}

}  // namespace lightloop::vpi
