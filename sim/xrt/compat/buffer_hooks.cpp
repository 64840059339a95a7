// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>
#include <xrt.h>
#include <xrt/xrt_bo.h>

#include "sim/xrt/compat/card_hooks.hpp"
#include "sim/xrt/compat/card_memory.hpp"
#include "sim/xrt/compat/driver_hooks.hpp"
#include "sim/xrt/compat/virtual_table.hpp"
#include "sim/xrt/compat/xrt_error.hpp"

namespace lightloop::xrt_compat {
namespace {

// Member functions, as functions of their object, and functions of the core library.
using Copy = void(xrt::bo_impl* target, const xrt::bo_impl* source, std::size_t size,
                  std::size_t source_offset, std::size_t target_offset);
using Size = std::size_t(const xrt::bo* buffer);
using Map = void*(xrt::bo* buffer);
using Address = std::uint64_t(const xrt::bo& buffer);
using Flags = xrt::bo::flags(const xrt::bo& buffer);
using IsImported = bool(const xrt::bo& buffer);
using HandleOfBuffer = xclDeviceHandle(const xrt::bo& buffer);

struct CoreFunctions {
  Copy* copy = nullptr;
  Size* size = nullptr;
  Map* map = nullptr;
  Address* address = nullptr;
  Flags* flags = nullptr;
  IsImported* is_imported = nullptr;
  HandleOfBuffer* device_handle = nullptr;

  bool complete() const {
    return copy && size && map && address && flags && is_imported && device_handle;
  }
};

CoreFunctions core_functions;

// Half the driver's largest packet: more at a time would not be faster.
constexpr std::size_t kPieceBytes = std::size_t{1} << 20;

// One end of a copy: a buffer, or a part of one, in the memory of a card or of the host.
class End {
 public:
  End(const xrt::bo_impl* buffer, std::size_t offset)
      // Owns nothing: whoever asked for the copy holds the buffer.
      : buffer_(std::shared_ptr<xrt::bo_impl>(std::shared_ptr<void>(),
                                              const_cast<xrt::bo_impl*>(buffer))),
        offset_(offset) {}

  bool has(std::size_t size) const {
    const std::size_t all = core_functions.size(&buffer_);
    return offset_ <= all && size <= all - offset_;
  }
  xclDeviceHandle device() const { return core_functions.device_handle(buffer_); }
  bool is_foreign() const { return core_functions.is_imported(buffer_); }
  bool is_host_memory() const { return core_functions.flags(buffer_) == xrt::bo::flags::host_only; }

  void read(void* data, std::size_t size, std::size_t at) {
    if (is_host_memory()) {
      std::copy_n(host_memory() + at, size, static_cast<std::byte*>(data));
    } else if (!read_card_memory(device(), data, size, address() + at)) {
      throw xrt_core::system_error(std::errc::io_error, "unable to copy BO");
    }
  }
  void write(const void* data, std::size_t size, std::size_t at) {
    if (is_host_memory()) {
      std::copy_n(static_cast<const std::byte*>(data), size, host_memory() + at);
    } else if (!write_card_memory(device(), data, size, address() + at)) {
      throw xrt_core::system_error(std::errc::io_error, "unable to copy BO");
    }
  }
  std::uint64_t address() const { return core_functions.address(buffer_) + offset_; }

 private:
  std::byte* host_memory() {
    return static_cast<std::byte*>(core_functions.map(&buffer_)) + offset_;
  }

  xrt::bo buffer_;
  std::size_t offset_;
};

// bo.copy: a card copies in its own memory, from any buffer to any other. The driver has nothing
// that does so, and the core library falls back to the host's sides of both buffers, which not all
// of them have, and whose contents a card would leave alone.
void copy_on_card(xrt::bo_impl* target, const xrt::bo_impl* source, std::size_t size,
                  std::size_t source_offset, std::size_t target_offset) {
  End from(source, source_offset);
  End to(target, target_offset);
  if (!to.has(size) && target_offset + size < size)
    throw xrt_core::system_error(std::errc::invalid_argument,
                                 "copying past destination buffer size");
  if (!from.has(size) && source_offset + size < size)
    throw xrt_core::system_error(std::errc::invalid_argument, "copying past source buffer size");
  // Wrong sizes are refused there; buffers of other cards have a way of their own.
  if (size == 0 || !from.has(size) || !to.has(size) || from.device() != to.device() ||
      from.is_foreign() || to.is_foreign() || !is_card_memory_usable()) {
    core_functions.copy(target, source, size, source_offset, target_offset);
    return;
  }
  std::vector<std::byte> piece(std::min(size, kPieceBytes));
  // Parts of one buffer may overlap: from the end that the other is away from.
  const bool backwards = to.address() > from.address();
  for (std::size_t done = 0; done < size;) {
    const std::size_t bytes = std::min(size - done, piece.size());
    const std::size_t at = backwards ? size - done - bytes : done;
    from.read(piece.data(), bytes, at);
    to.write(piece.data(), bytes, at);
    done += bytes;
  }
}

}  // namespace

void redirect_buffers(const LoadedLibrary& core) {
  core_functions = {
      .copy = find_function<Copy>(core, "_ZN3xrt7bo_impl4copyEPKS0_mmm"),
      .size = find_function<Size>(core, "_ZNK3xrt2bo4sizeEv"),
      .map = find_function<Map>(core, "_ZN3xrt2bo3mapEv"),
      .address = find_function<Address>(core, "_ZN8xrt_core2bo7addressERKN3xrt2boE"),
      .flags = find_function<Flags>(core, "_ZN8xrt_core2bo9get_flagsERKN3xrt2boE"),
      .is_imported = find_function<IsImported>(core, "_ZN8xrt_core2bo11is_importedERKN3xrt2boE"),
      .device_handle =
          find_function<HandleOfBuffer>(core, "_ZN8xrt_core2bo13device_handleERKN3xrt2boE"),
  };
  std::size_t replaced = 0;
  if (core_functions.complete())
    for (const char* table :
         {"_ZTVN3xrt7bo_implE", "_ZTVN3xrt11buffer_ubufE", "_ZTVN3xrt11buffer_hbufE",
          "_ZTVN3xrt11buffer_kbufE", "_ZTVN3xrt11buffer_dbufE", "_ZTVN3xrt10buffer_subE",
          "_ZTVN3xrt12buffer_cloneE", "_ZTVN3xrt13buffer_importE"})
      replaced += replace_virtual(core, table, hook_address(core_functions.copy),
                                  hook_address(copy_on_card));
  if (replaced == 0)
    std::fprintf(stderr,
                 "lightloop emu: the buffers of %s are not as expected; copies between them will "
                 "go through the host\n",
                 core.soname.c_str());
}

}  // namespace lightloop::xrt_compat
