// SPDX-License-Identifier: Apache-2.0
// What scripts/vpi_description.py says about a design: its types and hierarchy as the sources have
// them, and places in the model that Verilator's table of public variables leaves out.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lightloop::vpi {

enum class TypeKind : std::uint8_t {
  kBit,
  kVector,  ///< one packed dimension of bits
  kReal,
  kString,
  kPackedArray,  ///< a packed dimension around another packed type
  kPackedStruct,
  kPackedUnion,
  kArray,   ///< an unpacked dimension
  kStruct,  ///< unpacked
  kOther,   ///< what no VPI object stands for; `name` says what it is
};

struct TypeRow {
  const char* name;
  TypeKind kind;
  int left;  ///< bounds of kVector, kPackedArray and kArray
  int right;
  int element;  ///< row of the element's type (kPackedArray, kArray)
  int first_member;
  int members;
};

/// Members of structs and unions, in the order of the declaration.
struct MemberRow {
  const char* name;
  int type;
};

struct VariableRow {
  const char* name;
  int type;
};

enum class ScopeKind : std::uint8_t {
  kModule,
  kInterface,
  kPackage,
  kGenerate,  ///< generate block
  kBlock,     ///< named block, function or task
};

/// A port of an instance that is an interface, and the name which that has around the instance.
struct InterfaceRow {
  const char* port;
  const char* name;
};

/// An instance or block in a scope.
struct ChildRow {
  const char* name;
  int scope;
  int first_interface;
  int interfaces;
};

/// A module, interface or package definition, elaborated, or a block in one.
struct ScopeRow {
  const char* name;
  ScopeKind kind;
  int first_variable;
  int variables;
  int first_child;
  int children;
};

/// Where a variable is that the table does not have, or a member of one that is an unpacked struct
/// (`member` is its path, "" for the variable itself). `scope` is written as in the table.
struct PlaceRow {
  const char* scope;
  const char* variable;
  const char* member;
  void* data;
};

/// The two variables by which a forceable variable is forced, of its own type: bits of `value`
/// stand in the variable's place where `enable` is set.
struct ForceRow {
  const char* scope;
  const char* variable;
  void* enable;
  void* value;
};

struct DesignDescription {
  std::span<const TypeRow> types;
  std::span<const MemberRow> members;
  std::span<const VariableRow> variables;
  std::span<const InterfaceRow> interfaces;
  std::span<const ChildRow> children;
  std::span<const ScopeRow> scopes;
  int top = -1;  ///< row of the top module; -1: there is no description
  /// Inout ports of the top module that the sources drive: Verilator gives the tests no side
  /// of them.
  std::vector<std::string> driven_inouts;
  /// Evaluates all logic that is not clocked, which eval() leaves out where no port has changed.
  std::function<void()> settle;
  std::vector<PlaceRow> places;
  std::vector<ForceRow> forces;
};

}  // namespace lightloop::vpi
