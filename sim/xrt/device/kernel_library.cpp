// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/kernel_library.hpp"

#include <algorithm>
#include <cctype>
#include <dlfcn.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>
#include <zlib.h>

namespace lightloop::xrt_device {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

constexpr std::size_t kMostLibraryBytes = std::size_t{256} << 20;

/// Calls `take` with the bytes of a file compressed by gzip, block by block.
template <class Take>
void uncompress(const std::filesystem::path& path, const Take& take) {
  struct Close {
    void operator()(gzFile_s* stream) const { gzclose(stream); }
  };
  const std::unique_ptr<gzFile_s, Close> stream(gzopen(path.c_str(), "rb"));
  if (!stream) throw std::runtime_error(fmt::format("{}: cannot be read", path.string()));
  // zlib passes on what is not compressed.
  if (gzdirect(stream.get()) != 0)
    throw std::runtime_error(fmt::format("{}: is not compressed by gzip", path.string()));
  std::vector<char> block(std::size_t{1} << 18);
  for (std::size_t total = 0;;) {
    const int count = gzread(stream.get(), block.data(), static_cast<unsigned>(block.size()));
    int error = Z_OK;
    const char* const what = gzerror(stream.get(), &error);
    if (error != Z_OK) throw std::runtime_error(fmt::format("{}: {}", path.string(), what));
    if (count <= 0) return;
    total += static_cast<std::size_t>(count);
    if (total > kMostLibraryBytes)
      throw std::runtime_error(fmt::format("{}: found a longer library, expected at most {} bytes",
                                           path.string(), kMostLibraryBytes));
    take(std::string_view(block.data(), static_cast<std::size_t>(count)));
  }
}

}  // namespace

class KernelLibrary::UnpackedFile {
 public:
  explicit UnpackedFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);  // never written over: it may be loaded elsewhere
    stream_.open(path_, std::ios::binary);
    check();
  }
  ~UnpackedFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  UnpackedFile(const UnpackedFile&) = delete;
  UnpackedFile& operator=(const UnpackedFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void append(std::string_view bytes) {
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    check();
  }
  void complete() {
    stream_.close();
    check();
  }

 private:
  void check() const {
    if (!stream_) throw std::runtime_error(fmt::format("{}: cannot be written", path_.string()));
  }

  std::filesystem::path path_;
  std::ofstream stream_;
};

void KernelLibrary::Unload::operator()(void* handle) const { dlclose(handle); }

KernelLibrary::KernelLibrary() = default;
KernelLibrary::~KernelLibrary() = default;
KernelLibrary::KernelLibrary(KernelLibrary&&) noexcept = default;
KernelLibrary& KernelLibrary::operator=(KernelLibrary&&) noexcept = default;

KernelLibrary::KernelLibrary(const std::filesystem::path& path) { load(path, path); }

KernelLibrary KernelLibrary::compressed(const std::filesystem::path& path) {
  KernelLibrary library;
  auto unpacked = path;
  library.file_ = std::make_unique<UnpackedFile>(unpacked.replace_extension());
  uncompress(path, [&](std::string_view bytes) { library.file_->append(bytes); });
  library.file_->complete();
  library.load(library.file_->path(), path);
  return library;
}

void KernelLibrary::load(const std::filesystem::path& file, const std::filesystem::path& path) {
  handle_.reset(dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL));
  if (!handle_) {
    throw std::runtime_error(
        fmt::format("cannot load the kernel library {}: {}", path.string(), dlerror()));
  }
  using Entry = const LightloopKernelApi* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle_.get(), "lightloop_kernel"));
  if (entry == nullptr) {
    throw std::runtime_error(fmt::format(
        "{}: not a kernel library: it does not export lightloop_kernel", path.string()));
  }
  api_ = entry();
  if (api_ == nullptr) {
    throw std::runtime_error(
        fmt::format("{}: not a kernel library: it has no table of functions", path.string()));
  }
  if (api_->version != LIGHTLOOP_KERNEL_ABI_VERSION) {
    throw std::runtime_error(
        fmt::format("{}: kernel ABI version {}, expected {}: pack the xclbin again", path.string(),
                    api_->version, LIGHTLOOP_KERNEL_ABI_VERSION));
  }
}

KernelModel::KernelModel(const KernelLibrary& library, const std::string& instance)
    : api_(library.api()), model_(api_.create(instance.c_str()), Destroy{&api_}) {
  if (!model_) throw std::runtime_error(fmt::format("cannot make the model of {}", instance));
  const LightloopPort* table = nullptr;
  const std::uint32_t count = api_.ports(model_.get(), &table);
  for (const LightloopPort* port = table; port != table + count; ++port) {
    ports_.emplace(lower(port->name), bus::Signal(port->data, port->storage_bytes, port->width));
    if (port->is_input != 0) inputs_.insert(lower(port->name));
  }
}

bus::Signal KernelModel::port(const std::string& name) const {
  const auto found = ports_.find(lower(name));
  return found == ports_.end() ? bus::Signal() : found->second;
}

bool KernelModel::is_input(const std::string& name) const { return inputs_.contains(lower(name)); }

}  // namespace lightloop::xrt_device
