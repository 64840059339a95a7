// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/validate.hpp"

#include <algorithm>
#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <tuple>

#include "sim/base/in_quotes.hpp"
#include "sim/xrt/xclbin/device_process.hpp"
#include "sim/xrt/xclbin/kernel_metadata.hpp"
#include "sim/xrt/xclbin/little_endian.hpp"
#include "sim/xrt/xclbin/message_text.hpp"
#include "sim/xrt/xclbin/nesting.hpp"

namespace lightloop::xclbin {
namespace {

namespace pt = boost::property_tree;

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::size_t kMostUnits = 128;         // bits of XRT's masks of compute units
constexpr std::size_t kMostUsedBanks = 64;      // bits of its masks of banks
constexpr std::uint32_t kMostArguments = 1024;  // no kernel has as many
constexpr unsigned kLastControl = 5;
constexpr std::uint64_t kCommandBytes = 4096;  // XRT's commands: a word, masks of units, registers
constexpr std::uint64_t kRegisterSpaceEnd = std::uint64_t{1} << 32;
constexpr std::uint64_t kMemorySpaceEnd = std::uint64_t{1} << 63;
constexpr std::uint64_t kNoAddress = UINT64_MAX;  // of compute units without registers
constexpr std::uint64_t kMostJsonBytes = std::uint64_t{4} << 20;

// A compute unit with what the XML says about its kernel.
struct Unit {
  std::size_t ip = 0;
  std::string name;  // of the instance
  const Ip* entry = nullptr;
  const KernelMetadata* kernel = nullptr;
};

// What the sections say, as far as it fits together.
struct Design {
  DesignMetadata metadata;
  std::vector<Ip> ips;
  std::vector<Unit> units;
};

std::string entry_title(std::size_t index, const std::string& name) {
  return "entry " + std::to_string(index) + " " + in_quotes(name) + ": ";
}

// The compute units among the entries of IP_LAYOUT.
std::vector<Unit> match_units(const XclbinFile& file, const DesignMetadata& metadata,
                              const std::vector<Ip>& ips) {
  constexpr SectionKind kKind = SectionKind::kIpLayout;
  std::map<std::string, const KernelMetadata*> kernels;
  for (const KernelMetadata& kernel : metadata.kernels) kernels[kernel.name] = &kernel;
  std::vector<Unit> units;
  std::set<std::string> names;
  for (std::size_t i = 0; i < ips.size(); ++i) {
    const Ip& ip = ips[i];
    if (ip.type != Ip::kKernel) continue;
    const auto title = "compute unit " + in_quotes(ip.name) + ": ";
    const auto colon = ip.name.find(':');
    if (colon == std::string::npos || colon + 1 == ip.name.size())
      throw file.error(kKind, title + "expected the form kernel:instance");
    const auto kernel = kernels.find(ip.name.substr(0, colon));
    if (kernel == kernels.end())
      throw file.error(kKind, title + "its kernel is not described in EMBEDDED_METADATA");
    if (!names.insert(ip.name).second) throw file.error(kKind, title + "is there twice");
    if (ip.control > kLastControl)
      throw file.error(kKind, title + "control protocol: found " + std::to_string(ip.control) +
                                  ", expected 0 to " + std::to_string(kLastControl));
    units.push_back({i, ip.name.substr(colon + 1), &ip, kernel->second});
  }
  if (units.empty()) throw file.error(kKind, "found no compute unit, expected at least one");
  if (units.size() > kMostUnits)
    throw file.error(kKind, "found " + std::to_string(units.size()) +
                                " compute units, expected at most " + std::to_string(kMostUnits));
  return units;
}

Design read_design(const XclbinFile& file) {
  Design design{.metadata = read_design_metadata(file), .ips = file.ips(), .units = {}};
  design.units = match_units(file, design.metadata, design.ips);
  return design;
}

void check_references(const XclbinFile& file, SectionKind kind, std::size_t ips,
                      std::size_t banks) {
  const auto connections = file.connections(kind);
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const auto check = [&](const char* what, std::uint32_t found, std::size_t limit,
                           const char* where) {
      if (found >= limit)
        throw file.error(kind, "entry " + std::to_string(i) + ": " + what + " " +
                                   std::to_string(found) + ", " + where + " " +
                                   std::to_string(limit));
    };
    check("argument", connections[i].argument, kMostArguments, "expected fewer than");
    check("compute unit", connections[i].ip, ips, "IP_LAYOUT has");
    check("memory bank", connections[i].bank, banks, "the topology has");
  }
}

// The pairs of sections that XRT may take together.
template <typename Check>
void for_each_connectivity(const XclbinFile& file, const Check& check) {
  check(SectionKind::kConnectivity, SectionKind::kMemTopology);
  const bool topology = file.find(SectionKind::kGroupTopology) != nullptr;
  const bool connectivity = file.find(SectionKind::kGroupConnectivity) != nullptr;
  if (topology || connectivity)
    check(connectivity ? SectionKind::kGroupConnectivity : SectionKind::kConnectivity,
          topology ? SectionKind::kGroupTopology : SectionKind::kMemTopology);
}

void check_build_metadata(const XclbinFile& file) {
  constexpr SectionKind kKind = SectionKind::kBuildMetadata;
  const auto bytes = file.read(kKind, kMostJsonBytes);
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (const std::string objection = json_objection(text); !objection.empty())
    throw file.error(kKind, objection);
  pt::ptree tree;
  try {
    std::istringstream stream(text);
    pt::read_json(stream, tree);
  } catch (const pt::json_parser_error& error) {
    throw file.error(kKind,
                     "not JSON, line " + std::to_string(error.line()) + ": " + error.message());
  }
}

void check_soft_kernels(const XclbinFile& file) {
  constexpr SectionKind kKind = SectionKind::kSoftKernel;
  constexpr std::uint64_t kHeaderBytes = 80;
  for (const Section& section : file.sections()) {
    if (section.kind != static_cast<std::uint32_t>(kKind)) continue;
    if (section.data.size() < kHeaderBytes)
      throw file.error(kKind, "found " + std::to_string(section.data.size()) +
                                  " bytes, its header alone has " + std::to_string(kHeaderBytes));
    const auto header = section.data.read(0, kHeaderBytes);
    const auto field = [&](std::uint64_t offset) {
      return *read_le<std::uint32_t>(header, offset);
    };
    if (!section.data.slice(field(4), field(8)))
      throw file.error(kKind, "image: offset " + hex(field(4)) + " and size " + hex(field(8)) +
                                  " lead outside its " + hex(section.data.size()) + " bytes");
    constexpr std::pair<std::uint64_t, const char*> kTexts[] = {
        {0, "name"}, {12, "version"}, {16, "MD5"}, {20, "symbol"}};
    for (const auto& [offset, name] : kTexts) {
      constexpr std::uint64_t kLongest = 4096;
      const std::uint64_t start = field(offset);
      const auto text = section.data.slice(
          start, std::min(kLongest, section.data.size() - std::min(start, section.data.size())));
      if (!text || !read_text(text->read(0, text->size())))
        throw file.error(kKind, std::string(name) + ": found no text at offset " + hex(start));
    }
  }
}

// ---- in emulation ----

void check_kernels(const XclbinFile& file, const Design& design) {
  constexpr SectionKind kKind = SectionKind::kEmbeddedMetadata;
  if (design.metadata.fpga_device.find("versal:") != std::string::npos)
    throw file.error(kKind, "fpgaDevice: found " + in_quotes(design.metadata.fpga_device) +
                                ", which cannot be emulated");
  for (const KernelMetadata& kernel : design.metadata.kernels)
    if (kernel.type != "pl")
      throw file.error(kKind, "kernel " + in_quotes(kernel.name) + ", type: found " +
                                  in_quotes(kernel.type) + ", expected 'pl'");
}

// The registers of an argument.
struct Registers {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  const KernelArgument* argument = nullptr;

  std::uint64_t end() const { return offset + size; }
};

// As XRT puts them together: the parts of an argument follow its first register.
std::vector<Registers> registers_of(const KernelMetadata& kernel) {
  std::vector<Registers> result;
  std::map<std::uint64_t, std::size_t> places;
  for (const KernelArgument& argument : kernel.arguments) {
    if (argument.is_stream) continue;
    const Registers part{argument.offset, argument.size, &argument};
    const auto place = argument.index ? places.emplace(*argument.index, result.size())
                                      : std::pair(places.end(), true);
    if (place.second) {
      result.push_back(part);
      continue;
    }
    Registers& whole = result[place.first->second];
    whole.offset = std::min(whole.offset, part.offset);
    whole.size += part.size;
  }
  std::sort(result.begin(), result.end(),
            [](const Registers& a, const Registers& b) { return a.offset < b.offset; });
  return result;
}

std::string overlap(std::uint64_t offset, std::uint64_t end, const std::string& owner) {
  return ": offset: found " + hex(offset) + ", expected at least " + hex(end) + ", the end of " +
         owner;
}

// XRT writes the registers of all arguments into a command, without looking at its size, and the
// control registers with it.
void check_registers(const XclbinFile& file, const KernelMetadata& kernel, std::size_t units) {
  constexpr std::uint64_t kControlBytes = 16;
  constexpr std::size_t kUnitsPerMask = 32;
  const std::uint64_t masks = (units + kUnitsPerMask - 1) / kUnitsPerMask;
  const std::uint64_t most = kCommandBytes - sizeof(std::uint32_t) * (1 + masks);
  std::uint64_t end = kControlBytes;
  std::string owner = "the control registers";
  for (const Registers& registers : registers_of(kernel)) {
    const std::string name = "argument " + in_quotes(registers.argument->name);
    std::string title = "kernel " + in_quotes(kernel.name);
    title += ", " + name;
    if (registers.offset < end)
      throw file.error(SectionKind::kEmbeddedMetadata,
                       title + overlap(registers.offset, end, owner));
    if (registers.end() > most)
      throw file.error(SectionKind::kEmbeddedMetadata, title + ": ends at " + hex(registers.end()) +
                                                           ", expected at most " + hex(most) +
                                                           ", the end of what XRT can send");
    end = registers.end();
    owner = name;
  }
}

void check_units(const XclbinFile& file, const Design& design) {
  constexpr SectionKind kKind = SectionKind::kIpLayout;
  for (std::size_t i = 0; i < design.ips.size(); ++i)
    if (design.ips[i].type == Ip::kSoftKernel)
      throw file.error(
          kKind, entry_title(i, design.ips[i].name) + "is a soft kernel, which cannot be emulated");
  std::map<std::uint64_t, const Unit*> by_address;
  for (const Unit& unit : design.units) {
    const auto title = "compute unit " + in_quotes(unit.entry->name) + ": ";
    const unsigned control = unit.entry->control;
    if (control > Ip::kNoControl)
      throw file.error(kKind, title + "control protocol: found " + std::to_string(control) +
                                  ", expected 0 (ap_ctrl_hs), 1 (ap_ctrl_chain) or 2 (none)");
    const std::uint64_t base = unit.entry->base_address;
    for (const KernelInstance& instance : unit.kernel->instances)
      if (instance.name == unit.name && instance.base_address && *instance.base_address != base)
        throw file.error(kKind, title + "base address: found " + hex(base) +
                                    ", expected that in EMBEDDED_METADATA, " +
                                    hex(*instance.base_address));
    if (control == Ip::kNoControl && base == kNoAddress) continue;
    if (control != Ip::kNoControl) check_registers(file, *unit.kernel, design.units.size());
    const std::uint64_t range = unit.kernel->range;
    if (range == 0)
      throw file.error(SectionKind::kEmbeddedMetadata,
                       "kernel " + in_quotes(unit.kernel->name) +
                           ": range of its register port: found 0, expected more");
    if (base % kPageBytes != 0)
      throw file.error(kKind, title + "base address: found " + hex(base) +
                                  ", expected a multiple of " + hex(kPageBytes));
    if (base > kRegisterSpaceEnd || range > kRegisterSpaceEnd - base)
      throw file.error(kKind, title + "base address " + hex(base) + " and range " + hex(range) +
                                  " lead beyond 32 bits");
    by_address.emplace(base, &unit);
    const auto place = by_address.find(base);
    if (place->second != &unit)
      throw file.error(kKind, title + "has the base address of " +
                                  in_quotes(place->second->entry->name) + ", " + hex(base));
  }
  for (auto lower = by_address.begin(); lower != by_address.end(); ++lower) {
    const auto upper = std::next(lower);
    if (upper != by_address.end() && upper->first - lower->first < lower->second->kernel->range)
      throw file.error(kKind, "compute units " + in_quotes(lower->second->entry->name) + " and " +
                                  in_quotes(upper->second->entry->name) +
                                  ": their registers overlap, at " + hex(upper->first));
  }
}

void check_overlap(const XclbinFile& file, SectionKind kind, std::vector<const MemoryBank*> banks) {
  std::sort(banks.begin(), banks.end(), [](const MemoryBank* a, const MemoryBank* b) {
    return std::tie(a->base_address, a->bytes) < std::tie(b->base_address, b->bytes);
  });
  for (std::size_t i = 1; i < banks.size(); ++i) {
    const MemoryBank& lower = *banks[i - 1];
    const MemoryBank& upper = *banks[i];
    const bool overlap =
        upper.is_group() ? lower.base_address == upper.base_address && lower.bytes == upper.bytes
                         : upper.base_address - lower.base_address < lower.bytes;
    if (overlap)
      throw file.error(kind, "banks " + in_quotes(lower.tag) + " and " + in_quotes(upper.tag) +
                                 (upper.is_group() ? ": are the same, " : ": overlap, at ") +
                                 hex(upper.base_address));
  }
}

void check_banks(const XclbinFile& file, SectionKind kind) {
  const auto entries = file.memory_banks(kind);
  std::vector<const MemoryBank*> banks;
  std::vector<const MemoryBank*> groups;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const MemoryBank& bank = entries[i];
    if (!bank.is_memory()) continue;
    if (bank.base_address % kPageBytes != 0)
      throw file.error(kind, entry_title(i, bank.tag) + "base address: found " +
                                 hex(bank.base_address) + ", expected a multiple of 4096");
    if (bank.base_address + bank.bytes > kMemorySpaceEnd)
      throw file.error(kind, entry_title(i, bank.tag) + "base address " + hex(bank.base_address) +
                                 " and size " + hex(bank.bytes) + " lead beyond 63 bits");
    if (bank.used && bank.bytes == 0)
      throw file.error(kind, entry_title(i, bank.tag) + "size: found 0, expected more");
    if (bank.bytes != 0) (bank.is_group() ? groups : banks).push_back(&bank);
  }
  const auto used = std::count_if(entries.begin(), entries.end(), [](const MemoryBank& bank) {
    return bank.used && bank.is_memory();
  });
  if (used == 0) throw file.error(kind, "found no memory bank, expected at least one");
  if (static_cast<std::size_t>(used) > kMostUsedBanks)
    throw file.error(kind, "found " + std::to_string(used) + " banks in use, expected at most " +
                               std::to_string(kMostUsedBanks));
  check_overlap(file, kind, banks);
  check_overlap(file, kind, groups);
}

// Each connection leads from an argument to memory that is there, and each argument that is an
// address has one.
void check_connections(const XclbinFile& file, SectionKind kind, const Design& design,
                       const std::vector<MemoryBank>& banks) {
  const auto connections = file.connections(kind);
  std::set<std::pair<std::size_t, std::uint64_t>> connected;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const Connection& connection = connections[i];
    const auto title = "entry " + std::to_string(i) + ": ";
    const auto unit = std::find_if(design.units.begin(), design.units.end(),
                                   [&](const Unit& u) { return u.ip == connection.ip; });
    if (unit == design.units.end())
      throw file.error(kind, title + "entry " + std::to_string(connection.ip) +
                                 " of IP_LAYOUT is no compute unit");
    if (const auto count = unit->kernel->argument_count(); connection.argument >= count)
      throw file.error(kind, title + "argument " + std::to_string(connection.argument) +
                                 ", kernel " + in_quotes(unit->kernel->name) + " has " +
                                 std::to_string(count));
    const MemoryBank& bank = banks[connection.bank];
    if (!bank.used || !bank.is_memory())
      throw file.error(kind, title + "memory bank " + std::to_string(connection.bank) + " " +
                                 in_quotes(bank.tag) +
                                 (bank.used ? " is a stream" : " is marked as not used"));
    connected.emplace(connection.ip, connection.argument);
  }
  for (const Unit& unit : design.units)
    for (const KernelArgument& argument : unit.kernel->arguments)
      if (argument.is_address && argument.index && !connected.contains({unit.ip, *argument.index}))
        throw file.error(kind, "compute unit " + in_quotes(unit.entry->name) + ", argument " +
                                   in_quotes(argument.name) + ": found no memory bank for it");
}

void check_loading(const XclbinFile& file, const Design& design) {
  for_each_connectivity(file, [&](SectionKind connectivity, SectionKind topology) {
    check_references(file, connectivity, design.ips.size(), file.memory_banks(topology).size());
  });
  if (file.find(SectionKind::kDebugIpLayout)) file.check_debug_ips();
  if (file.find(SectionKind::kClockTopology)) file.check_clocks();
  if (file.find(SectionKind::kBuildMetadata)) check_build_metadata(file);
  check_soft_kernels(file);
}

}  // namespace

void validate_for_loading(const XclbinFile& file) { check_loading(file, read_design(file)); }

void validate_for_emulation(const XclbinFile& file) {
  if (!file.is_for_emulation())
    throw XclbinError(file.origin() + ": header, mode: found " + mode_name(file.mode()) +
                      ", expected hw_emu (this xclbin cannot be emulated)");
  for (const SectionKind kind :
       {SectionKind::kBitstream, SectionKind::kEmbeddedMetadata, SectionKind::kMemTopology,
        SectionKind::kConnectivity, SectionKind::kIpLayout})
    file.require(kind);
  if (file.find(SectionKind::kEmulationData))
    throw file.error(SectionKind::kEmulationData, "found, expected none: it is for Versal devices");
  const Design design = read_design(file);
  check_loading(file, design);
  check_kernels(file, design);
  check_units(file, design);
  check_banks(file, SectionKind::kMemTopology);
  if (file.find(SectionKind::kGroupTopology)) check_banks(file, SectionKind::kGroupTopology);
  for_each_connectivity(file, [&](SectionKind connectivity, SectionKind topology) {
    check_connections(file, connectivity, design, file.memory_banks(topology));
  });
  check_device_process(file);
}

void validate_for_emulation(const std::filesystem::path& path) {
  validate_for_emulation(XclbinFile::load(path));
}

}  // namespace lightloop::xclbin
