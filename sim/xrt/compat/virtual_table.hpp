// SPDX-License-Identifier: Apache-2.0
// Redirecting virtual functions of classes in loaded libraries. Calls inside a library go through
// no slot that import_table.hpp could rewrite, but XRT's core library calls its driver through
// virtual functions, and both export their tables and functions by name.
#pragma once

#include <cstddef>
#include <string_view>

#include "sim/xrt/compat/import_table.hpp"

namespace lightloop::xrt_compat {

/// The address of a symbol (the linker's name) that `library` or one that it needs defines; null if
/// there is none.
void* find_symbol(const LoadedLibrary& library, const char* symbol);

/// The symbol as a function.
template <typename Function>
Function* find_function(const LoadedLibrary& library, const char* symbol) {
  return reinterpret_cast<Function*>(find_symbol(library, symbol));
}

/// Puts `replacement` in place of `function` wherever the virtual table `table` (the linker's name,
/// "_ZTV...") of `library` holds it. Returns how often.
std::size_t replace_virtual(const LoadedLibrary& library, const char* table, void* function,
                            void* replacement);

/// A virtual function: where it is (`original`), and `replacement` in its place wherever the table
/// has it. False if there is none.
template <typename Function>
bool redirect_virtual(const LoadedLibrary& library, const char* table, const char* symbol,
                      Function*& original, Function* replacement) {
  original = find_function<Function>(library, symbol);
  return replace_virtual(library, table, reinterpret_cast<void*>(original),
                         reinterpret_cast<void*>(replacement)) > 0;
}

}  // namespace lightloop::xrt_compat
