// SPDX-License-Identifier: Apache-2.0
// A kernel library in memory, and instances of its model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "sim/bus/signal.hpp"
#include "sim/xrt/device/kernel_abi.h"

namespace lightloop::xrt_device {

class KernelLibrary {
 public:
  /// Throws std::runtime_error if the file does not load or was made for another ABI version.
  explicit KernelLibrary(const std::filesystem::path& path);
  /// From a file compressed by gzip, NAME.so.gz, unpacked beside it as long as the library lives: a
  /// library looks for its data files where it lies. Throws also if that is not what it is.
  static KernelLibrary compressed(const std::filesystem::path& path);
  ~KernelLibrary();
  KernelLibrary(KernelLibrary&&) noexcept;
  KernelLibrary& operator=(KernelLibrary&&) noexcept;

  const LightloopKernelApi& api() const { return *api_; }

 private:
  class UnpackedFile;
  struct Unload {
    void operator()(void* handle) const;
  };
  // Loads `file`; `path` is its name in messages.
  void load(const std::filesystem::path& file, const std::filesystem::path& path);
  KernelLibrary();

  std::unique_ptr<UnpackedFile> file_;
  std::unique_ptr<void, Unload> handle_;
  const LightloopKernelApi* api_ = nullptr;
};

/// One instance of a kernel's model. The library must outlive it.
class KernelModel {
 public:
  /// Throws std::runtime_error if the model cannot be made.
  KernelModel(const KernelLibrary& library, const std::string& instance);

  /// A port by its RTL name, in lower case: `name` matches whatever the case in the RTL. Not
  /// connected if there is none.
  bus::Signal port(const std::string& name) const;
  /// Whether it is an input of the RTL; false if there is none.
  bool is_input(const std::string& name) const;

  /// Throws std::runtime_error with file, line and text if the RTL ended itself ($fatal, $stop, a
  /// failed assertion).
  void eval() {
    if (const char* error = api_.eval(model_.get())) throw std::runtime_error(error);
  }
  /// Runs up to `clocks` clocks while no watched port is 1; returns how many. Throws as eval().
  std::uint64_t run_quiet(const LightloopQuietRun& run, std::uint64_t clocks) {
    const char* error = nullptr;
    const std::uint64_t done = api_.run_quiet(model_.get(), &run, clocks, &error);
    if (error != nullptr) throw std::runtime_error(error);
    return done;
  }
  void set_time(std::uint64_t picoseconds) { api_.set_time(model_.get(), picoseconds); }
  bool finished() const { return api_.finished(model_.get()) != 0; }
  bool open_trace(const std::string& path) {
    return api_.open_trace(model_.get(), path.c_str()) == 0;
  }
  void dump_trace() { api_.dump_trace(model_.get()); }
  void close_trace() { api_.close_trace(model_.get()); }

 private:
  struct Destroy {
    const LightloopKernelApi* api;
    void operator()(void* model) const { api->destroy(model); }
  };
  const LightloopKernelApi& api_;
  std::unique_ptr<void, Destroy> model_;
  std::map<std::string, bus::Signal> ports_;
  std::set<std::string> inputs_;
};

}  // namespace lightloop::xrt_device
