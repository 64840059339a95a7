// SPDX-License-Identifier: Apache-2.0
#include "tests/verilated/fst_file.hpp"

// The reader of the format belongs to Verilator's run time, beside the writer.
#include <gtkwave/fstapi.h>
#include <stdexcept>
#include <vector>

namespace lightloop::verilated {

FstFile::FstFile(const std::filesystem::path& file)
    : reader_(fstReaderOpen(file.c_str()), [](void* reader) {
        if (reader != nullptr) fstReaderClose(reader);
      }) {
  if (reader_ == nullptr) throw std::runtime_error("not an FST file: " + file.string());
  std::vector<std::string> scopes{""};
  while (const fstHier* item = fstReaderIterateHier(reader_.get())) {
    if (item->htyp == FST_HT_SCOPE) {
      scopes.push_back(scopes.back() + item->u.scope.name + ".");
    } else if (item->htyp == FST_HT_UPSCOPE) {
      scopes.pop_back();
    } else if (item->htyp == FST_HT_VAR) {
      std::string name = item->u.var.name;
      name.resize(std::min(name.size(), name.find(' ')));  // the range follows
      handles_[scopes.back() + name] = item->u.var.handle;
    }
  }
}

std::uint64_t FstFile::start() const { return fstReaderGetStartTime(reader_.get()); }
std::uint64_t FstFile::end() const { return fstReaderGetEndTime(reader_.get()); }

std::uint64_t FstFile::value(const std::string& signal, std::uint64_t time) const {
  const auto handle = handles_.find(signal);
  if (handle == handles_.end()) {
    std::string names;
    for (const auto& [name, unused] : handles_) names += " " + name;
    throw std::runtime_error("no signal " + signal + " in the waveform, it has" + names);
  }
  std::vector<char> buffer(4096);
  const char* bits =
      fstReaderGetValueFromHandleAtTime(reader_.get(), time, handle->second, buffer.data());
  if (bits == nullptr) throw std::runtime_error("no value of " + signal);
  std::uint64_t value = 0;
  for (; *bits != '\0'; ++bits) value = value << 1 | (*bits == '1' ? 1U : 0U);
  return value;
}

}  // namespace lightloop::verilated
