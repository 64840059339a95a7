// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/device_memory.hpp"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/bus/sparse_memory.hpp"

namespace lightloop::xrt_device {

using bus::AxiResponse;

struct DeviceMemory::Bank {
  std::uint64_t base;
  std::uint64_t size;
  std::unique_ptr<bus::SparseMemory> own;  // banks of kind device
  bus::Memory* memory;
};

// A buffer mapped from a file that the host maps too.
struct DeviceMemory::SharedFile final : bus::Memory {
  SharedFile(std::uint64_t address, std::uint64_t bytes, void* mapping, std::filesystem::path file)
      : base(address),
        size(bytes),
        data(static_cast<std::uint8_t*>(mapping)),
        path(std::move(file)) {}
  ~SharedFile() override {
    munmap(data, size);
    unlink(path.c_str());
  }
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  AxiResponse read(std::uint64_t address, std::span<std::uint8_t> bytes) override {
    std::memcpy(bytes.data(), data + (address - base), bytes.size());
    return AxiResponse::kOkay;
  }
  AxiResponse write(std::uint64_t address, std::span<const std::uint8_t> bytes) override {
    std::memcpy(data + (address - base), bytes.data(), bytes.size());
    return AxiResponse::kOkay;
  }

  std::uint64_t base;
  std::uint64_t size;
  std::uint8_t* data;
  std::filesystem::path path;
};

DeviceMemory::DeviceMemory(const std::vector<MemoryDescription>& banks, bus::Memory& host) {
  for (const MemoryDescription& bank : banks) {
    if (bank.kind == MemoryDescription::Kind::kHost) {
      banks_.push_back({bank.base, bank.size, nullptr, &host});
    } else {
      auto memory = std::make_unique<bus::SparseMemory>(bank.base, bank.size);
      bus::Memory* const pointer = memory.get();
      banks_.push_back({bank.base, bank.size, std::move(memory), pointer});
    }
  }
}

DeviceMemory::~DeviceMemory() = default;

DeviceMemory::Place DeviceMemory::find(std::uint64_t address) const {
  std::uint64_t limit = UINT64_MAX;  // bytes to the next shared buffer
  for (const auto& file : shared_) {
    if (address >= file->base && address - file->base < file->size) {
      return {file.get(), file->size - (address - file->base)};
    }
    if (file->base > address) limit = std::min(limit, file->base - address);
  }
  for (const Bank& bank : banks_) {
    if (address >= bank.base && address - bank.base < bank.size) {
      return {bank.memory, std::min(limit, bank.size - (address - bank.base))};
    }
  }
  return {};
}

bool DeviceMemory::contains(std::uint64_t address, std::uint64_t size) const {
  while (size != 0) {
    const Place place = find(address);
    if (place.memory == nullptr) return false;
    const std::uint64_t n = std::min(size, place.bytes);
    size -= n;
    address += n;
  }
  return true;
}

AxiResponse DeviceMemory::read(std::uint64_t address, std::span<std::uint8_t> data) {
  while (!data.empty()) {
    const Place place = find(address);
    if (place.memory == nullptr) return AxiResponse::kDecErr;
    const std::uint64_t n = std::min<std::uint64_t>(data.size(), place.bytes);
    if (const auto response = place.memory->read(address, data.first(n));
        response != AxiResponse::kOkay) {
      return response;
    }
    data = data.subspan(n);
    address += n;
  }
  return AxiResponse::kOkay;
}

AxiResponse DeviceMemory::write(std::uint64_t address, std::span<const std::uint8_t> data) {
  if (!contains(address, data.size())) return AxiResponse::kDecErr;
  while (!data.empty()) {
    const Place place = find(address);
    const std::uint64_t n = std::min<std::uint64_t>(data.size(), place.bytes);
    if (const auto response = place.memory->write(address, data.first(n));
        response != AxiResponse::kOkay) {
      return response;
    }
    data = data.subspan(n);
    address += n;
  }
  return AxiResponse::kOkay;
}

bool DeviceMemory::share(std::uint64_t address, std::uint64_t size,
                         const std::filesystem::path& file) {
  if (size == 0 || !contains(address, size)) return false;
  unshare(address);
  for (const auto& other : shared_) {
    if (address < other->base + other->size && other->base < address + size) return false;
  }
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
  if (fd < 0) return false;
  void* mapping = MAP_FAILED;
  if (ftruncate(fd, static_cast<off_t>(size)) == 0) {
    mapping = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  close(fd);
  if (mapping == MAP_FAILED) {
    unlink(file.c_str());
    return false;
  }
  shared_.push_back(std::make_unique<SharedFile>(address, size, mapping, file));
  return true;
}

void DeviceMemory::unshare(std::uint64_t address) {
  std::erase_if(shared_, [&](const auto& file) { return file->base == address; });
}

}  // namespace lightloop::xrt_device
