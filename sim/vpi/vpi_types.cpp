// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/vpi_types.hpp"

namespace lightloop::vpi {
namespace {

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

}  // namespace

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

}  // namespace lightloop::vpi
