// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/device_process.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "sim/base/in_quotes.hpp"
#include "sim/xrt/device/device_description.hpp"
#include "sim/xrt/xclbin/message_text.hpp"
#include "sim/xrt/xclbin/zip_archive.hpp"

namespace lightloop::xclbin {
namespace {

using xrt_device::DeviceDescription;
using xrt_device::MemoryDescription;

constexpr SectionKind kBitstream = SectionKind::kBitstream;
constexpr std::uint64_t kMostDescriptionBytes = std::uint64_t{1} << 20;

// The directory in which XRT starts the process: that of the first simulator that is there.
std::string process_directory(const XclbinFile& file, const ZipArchive& archive) {
  for (const char* simulator : {"xsim", "questa", "xcelium", "vcs"}) {
    std::string directory = std::string("behav_waveform/") + simulator + "/";
    const bool there = std::any_of(
        archive.entries().begin(), archive.entries().end(),
        [&](const ZipArchive::Entry& entry) { return entry.name.starts_with(directory); });
    if (there) return directory;
  }
  throw file.error(kBitstream,
                   "its archive holds no directory behav_waveform/xsim (or questa, xcelium, "
                   "vcs), where the device process is expected");
}

// The unit of device.json that is entry `unit` of IP_LAYOUT.
void check_unit(const XclbinFile& file, const std::string& title, const DeviceDescription& device,
                const ComputeUnit& unit) {
  const auto colon = unit.name.find(':');
  const std::string kernel = unit.name.substr(0, colon);
  const std::string instance = unit.name.substr(colon + 1);
  const auto found =
      std::find_if(device.compute_units.begin(), device.compute_units.end(),
                   [&](const auto& candidate) { return candidate.instance == instance; });
  if (found == device.compute_units.end() || found->kernel != kernel)
    throw file.error(kBitstream, title + "has no compute unit " + in_quotes(unit.name) +
                                     ", which IP_LAYOUT has");
  if (found->base != unit.base_address)
    throw file.error(kBitstream, title + "compute unit " + in_quotes(instance) + ", base: found " +
                                     hex(found->base) + ", expected that in IP_LAYOUT, " +
                                     hex(unit.base_address));
}

void check_bank(const XclbinFile& file, const std::string& title, const DeviceDescription& device,
                const MemoryBank& bank) {
  const bool is_host = bank.tag.find("HOST") != std::string::npos;
  const auto found = std::find_if(
      device.memories.begin(), device.memories.end(), [&](const MemoryDescription& memory) {
        return memory.base == bank.base_address && memory.size == bank.bytes &&
               (memory.kind == MemoryDescription::Kind::kHost) == is_host;
      });
  if (found == device.memories.end())
    throw file.error(kBitstream, title + "has no memory of " +
                                     (is_host ? "the host" : "the device") + " at " +
                                     hex(bank.base_address) + " of " + hex(bank.bytes) +
                                     " bytes, as MEM_TOPOLOGY has with " + in_quotes(bank.tag));
}

void check_description(const XclbinFile& file, const ZipArchive& archive,
                       const std::string& directory, const ZipArchive::Entry& entry) {
  if (entry.bytes > kMostDescriptionBytes)
    throw file.error(kBitstream, "device.json: found " + std::to_string(entry.bytes) +
                                     " bytes, expected at most " +
                                     std::to_string(kMostDescriptionBytes));
  const auto bytes = archive.read(entry);
  const auto device = xrt_device::parse_device_description(
      std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()), "device.json");
  const std::string title = "device.json: ";
  for (const auto& kernel : device.kernels) {
    const auto check = [&](const char* field, const std::string& library) {
      if (archive.find(directory + library) == nullptr)
        throw file.error(kBitstream, title + "kernel " + in_quotes(kernel.name) + ", " + field +
                                         ": found " + in_quotes(library) +
                                         ", which the archive does not hold");
    };
    check("library", kernel.library);
    if (!kernel.waveform_library.empty()) check("waveform_library", kernel.waveform_library);
  }
  for (const ComputeUnit& unit : file.compute_units()) check_unit(file, title, device, unit);
  for (const MemoryBank& bank : file.memory_banks(SectionKind::kMemTopology))
    if (bank.used && bank.is_memory() && !bank.is_group()) check_bank(file, title, device, bank);
}

void check_archive(const XclbinFile& file) {
  const ZipArchive archive(file.require(kBitstream).data);
  const std::string directory = process_directory(file, archive);
  if (archive.find(directory + "launch_hw_emu.sh") == nullptr &&
      archive.find(directory + "simulate.sh") == nullptr)
    throw file.error(kBitstream, "its archive holds no " + directory +
                                     "simulate.sh, the script that starts the device process");
  if (const auto* description = archive.find(directory + "device.json"))
    check_description(file, archive, directory, *description);
  archive.verify();
}

}  // namespace

void check_device_process(const XclbinFile& file) {
  try {
    check_archive(file);
  } catch (const XclbinError&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw file.error(kBitstream, error.what());
  }
}

}  // namespace lightloop::xclbin
