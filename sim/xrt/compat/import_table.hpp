// SPDX-License-Identifier: Apache-2.0
// Redirecting what one loaded shared library imports, and nothing of any other library.
//
// XRT's libraries are linked so that their own symbols cannot be interposed, but each call that
// leaves a library goes through a slot of its global offset table. Writing another address into
// that slot redirects the call for this library alone, in memory, whatever its file says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lightloop::xrt_compat {

/// A shared library that is loaded in this process.
struct LoadedLibrary {
  std::string soname;
  std::string path;
  std::uintptr_t base = 0;
};

/// One import to redirect: every slot of `symbol` gets the address `replacement`. `symbol` is the
/// linker's name of a function or object, without version.
struct Redirect {
  std::string_view symbol;
  void* replacement = nullptr;
};

/// The loaded libraries whose SONAME begins with `soname_prefix`.
std::vector<LoadedLibrary> find_loaded(std::string_view soname_prefix);

/// Redirects the imports of a loaded library. Symbols that the library defines itself, or does not
/// mention, are left alone. Returns how many slots were rewritten, or nothing when the library's
/// tables could not be read or its memory could not be made writable.
std::optional<std::size_t> redirect_imports(const LoadedLibrary& library,
                                            std::span<const Redirect> redirects);

}  // namespace lightloop::xrt_compat
