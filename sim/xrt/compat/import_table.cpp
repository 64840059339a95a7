// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/compat/import_table.hpp"

#include <cstring>
#include <elf.h>
#include <link.h>

#include "sim/xrt/compat/protected_memory.hpp"

namespace lightloop::xrt_compat {
namespace {

#if defined(__x86_64__)
constexpr bool is_import_slot(std::uint32_t type) {
  return type == R_X86_64_GLOB_DAT || type == R_X86_64_JUMP_SLOT || type == R_X86_64_64;
}
#elif defined(__aarch64__)
constexpr bool is_import_slot(std::uint32_t type) {
  return type == R_AARCH64_GLOB_DAT || type == R_AARCH64_JUMP_SLOT || type == R_AARCH64_ABS64;
}
#else
#error "the relocation types of this processor are not known here"
#endif

// What the dynamic section says, as addresses in this process.
struct DynamicTables {
  const char* strings = nullptr;
  const ElfW(Sym) * symbols = nullptr;
  const ElfW(Rela) * relocations = nullptr;
  std::size_t relocation_bytes = 0;
  const ElfW(Rela) * call_relocations = nullptr;
  std::size_t call_relocation_bytes = 0;
  std::optional<std::size_t> soname_offset;
};

// The loader adds the base to these pointers on most processors, but not on all.
std::uintptr_t as_address(std::uintptr_t base, std::uintptr_t value) {
  return value < base ? base + value : value;
}

template <typename Pointer>
Pointer pointer_to(std::uintptr_t address) {
  return reinterpret_cast<Pointer>(address);  // NOLINT(performance-no-int-to-ptr): an ELF address
}

std::optional<DynamicTables> read_tables(const dl_phdr_info& info) {
  const ElfW(Dyn)* entry = nullptr;
  for (std::size_t i = 0; i < info.dlpi_phnum; ++i)
    if (info.dlpi_phdr[i].p_type == PT_DYNAMIC)
      entry = pointer_to<const ElfW(Dyn)*>(info.dlpi_addr + info.dlpi_phdr[i].p_vaddr);
  if (!entry) return std::nullopt;

  DynamicTables tables;
  for (; entry->d_tag != DT_NULL; ++entry) {
    const std::uintptr_t address = as_address(info.dlpi_addr, entry->d_un.d_ptr);
    switch (entry->d_tag) {
      case DT_STRTAB:
        tables.strings = pointer_to<const char*>(address);
        break;
      case DT_SYMTAB:
        tables.symbols = pointer_to<const ElfW(Sym)*>(address);
        break;
      case DT_RELA:
        tables.relocations = pointer_to<const ElfW(Rela)*>(address);
        break;
      case DT_RELASZ:
        tables.relocation_bytes = entry->d_un.d_val;
        break;
      case DT_JMPREL:
        tables.call_relocations = pointer_to<const ElfW(Rela)*>(address);
        break;
      case DT_PLTRELSZ:
        tables.call_relocation_bytes = entry->d_un.d_val;
        break;
      case DT_SONAME:
        tables.soname_offset = entry->d_un.d_val;
        break;
      default:
        break;
    }
  }
  if (!tables.strings || !tables.symbols) return std::nullopt;
  return tables;
}

// The visitor must not throw: it is called through the C library.
template <typename Visitor>
void for_each_library(Visitor visit) {
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* visitor) {
        (*static_cast<Visitor*>(visitor))(*info);
        return 0;
      },
      &visit);
}

class ImportRewriter {
 public:
  ImportRewriter(const dl_phdr_info& info, const DynamicTables& tables,
                 std::span<const Redirect> redirects)
      : info_(info), tables_(tables), redirects_(redirects) {}

  void rewrite(const ElfW(Rela) * relocations, std::size_t bytes) {
    if (!relocations) return;
    for (const auto& relocation : std::span(relocations, bytes / sizeof(*relocations)))
      rewrite(relocation);
  }

  std::optional<std::size_t> rewritten() const {
    return ok_ ? std::optional(rewritten_) : std::nullopt;
  }

 private:
  void rewrite(const ElfW(Rela) & relocation) {
    if (!is_import_slot(static_cast<std::uint32_t>(ELF64_R_TYPE(relocation.r_info)))) return;
    const ElfW(Sym)& symbol = tables_.symbols[ELF64_R_SYM(relocation.r_info)];
    if (symbol.st_shndx != SHN_UNDEF || relocation.r_addend != 0) return;
    const std::string_view name = tables_.strings + symbol.st_name;
    for (const Redirect& redirect : redirects_) {
      if (redirect.symbol != name) continue;
      const std::uintptr_t slot = info_.dlpi_addr + relocation.r_offset;
      if (write_protected(pointer_to<void**>(slot), redirect.replacement))
        ++rewritten_;
      else
        ok_ = false;
      return;
    }
  }

  const dl_phdr_info& info_;
  const DynamicTables& tables_;
  std::span<const Redirect> redirects_;
  std::size_t rewritten_ = 0;
  bool ok_ = true;
};

}  // namespace

std::vector<LoadedLibrary> find_loaded(std::string_view soname_prefix) {
  std::vector<LoadedLibrary> found;
  for_each_library([&](const dl_phdr_info& info) {
    const auto tables = read_tables(info);
    if (!tables || !tables->soname_offset) return;
    const char* soname = tables->strings + *tables->soname_offset;
    if (std::string_view(soname).starts_with(soname_prefix))
      found.push_back({soname, info.dlpi_name, info.dlpi_addr});
  });
  return found;
}

std::optional<std::size_t> redirect_imports(const LoadedLibrary& library,
                                            std::span<const Redirect> redirects) {
  std::optional<std::size_t> rewritten;
  for_each_library([&](const dl_phdr_info& info) {
    if (info.dlpi_addr != library.base) return;
    const auto tables = read_tables(info);
    if (!tables) return;
    ImportRewriter rewriter(info, *tables, redirects);
    rewriter.rewrite(tables->relocations, tables->relocation_bytes);
    rewriter.rewrite(tables->call_relocations, tables->call_relocation_bytes);
    rewritten = rewriter.rewritten();
  });
  return rewritten;
}

}  // namespace lightloop::xrt_compat
