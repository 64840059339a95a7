// SPDX-License-Identifier: Apache-2.0
// Waveform files of Verilated models, the same with each version of Verilator.
#pragma once

#include <filesystem>
#include <fstream>
#include <memory>

namespace lightloop::verilated {

/// Whether a model was verilated to write waveforms of class File (VerilatedFstC, VerilatedVcdC).
/// Newer Verilators give every model a trace(), and traceCapable says whether it does anything; it
/// does not say for which kind of file.
template <typename Model, typename File>
constexpr bool has_trace() {
  if constexpr (requires { Model::traceCapable; }) {
    return Model::traceCapable;
  } else {
    return requires(Model & model, File * file) { model.trace(file, 99); };
  }
}

/// Begins a waveform of everything in the model. Null when the file cannot be written: newer
/// writers do not tell.
template <typename File, typename Model>
std::unique_ptr<File> open_trace_file(Model& model, const std::filesystem::path& path) {
  if (!std::ofstream(path)) return nullptr;
  auto file = std::make_unique<File>();
  model.trace(file.get(), 99);
  file->open(path.c_str());
  if (!file->isOpen()) return nullptr;
  return file;
}

}  // namespace lightloop::verilated
