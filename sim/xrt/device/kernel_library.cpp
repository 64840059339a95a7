// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/kernel_library.hpp"

#include <algorithm>
#include <cctype>
#include <dlfcn.h>
#include <fmt/format.h>
#include <stdexcept>

namespace lightloop::xrt_device {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

void KernelLibrary::Unload::operator()(void* handle) const { dlclose(handle); }

KernelLibrary::KernelLibrary(const std::filesystem::path& path)
    : handle_(dlopen(std::filesystem::absolute(path).c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (!handle_)
    throw std::runtime_error(fmt::format("cannot load the kernel library: {}", dlerror()));
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
  }
}

bus::Signal KernelModel::port(const std::string& name) const {
  const auto found = ports_.find(lower(name));
  return found == ports_.end() ? bus::Signal() : found->second;
}

}  // namespace lightloop::xrt_device
