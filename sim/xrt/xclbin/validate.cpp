// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/validate.hpp"

#include <algorithm>
#include <array>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <set>
#include <sstream>

#include "sim/xrt/xclbin/little_endian.hpp"
#include "sim/xrt/xclbin/zip_archive.hpp"

namespace lightloop::xclbin {
namespace {

namespace pt = boost::property_tree;

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kConnectionBytes = 12;
constexpr std::uint64_t kConnectivityHeaderBytes = 4;

// The parser of the XML calls itself once a level; real descriptions have seven.
constexpr int kDeepestXml = 100;

void check_banks(const XclbinFile& file, SectionKind kind) {
  const auto banks = file.memory_banks(kind);
  if (banks.empty()) throw file.error(kind, "found no memory bank, expected at least one");
  for (const MemoryBank& bank : banks)
    if (bank.base_address % kPageBytes != 0)
      throw file.error(kind, "bank '" + bank.tag + "': base address " +
                                 std::to_string(bank.base_address) + " is not a multiple of 4096");
}

void check_connectivity(const XclbinFile& file, SectionKind kind, std::size_t units,
                        std::size_t banks) {
  const auto data = file.require(kind).data;
  const auto count = read_le<std::uint32_t>(data, 0);
  if (!count || !slice(data, kConnectivityHeaderBytes, *count * kConnectionBytes))
    throw file.error(kind, "its count says " + (count ? std::to_string(*count) : "?") +
                               " entries of 12 bytes, found " + std::to_string(data.size()) +
                               " bytes in all");
  for (std::uint64_t i = 0; i < *count; ++i) {
    const std::uint64_t entry = kConnectivityHeaderBytes + i * kConnectionBytes;
    const auto unit = *read_le<std::uint32_t>(data, entry + 4);
    const auto bank = *read_le<std::uint32_t>(data, entry + 8);
    if (unit >= units)
      throw file.error(kind, "entry " + std::to_string(i) + ": compute unit " +
                                 std::to_string(unit) + ", IP_LAYOUT has " + std::to_string(units));
    if (bank >= banks)
      throw file.error(kind, "entry " + std::to_string(i) + ": memory bank " +
                                 std::to_string(bank) + ", the topology has " +
                                 std::to_string(banks));
  }
}

// Entries of IP_LAYOUT of any type: CONNECTIVITY counts them all.
std::size_t ip_count(const XclbinFile& file) {
  return *read_le<std::uint32_t>(file.require(SectionKind::kIpLayout).data, 0);
}

// The end of the tag that begins at `start`: the position of its '>', not one inside quotes.
std::size_t tag_end(std::string_view text, std::size_t start) {
  char quote = 0;
  for (std::size_t i = start; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '>') {
      return i;
    }
  }
  return text.size();
}

int xml_depth(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  for (auto tag = text.find('<'); tag != std::string_view::npos; tag = text.find('<', tag + 1)) {
    const char kind = tag + 1 < text.size() ? text[tag + 1] : '\0';
    if (kind == '!' || kind == '?') continue;
    if (kind == '/') {
      depth = std::max(0, depth - 1);
      continue;
    }
    deepest = std::max(deepest, ++depth);
    tag = tag_end(text, tag);
    if (tag == text.size()) break;
    if (text[tag - 1] == '/') --depth;
  }
  return deepest;
}

// Attributes that XRT reads without a default value.
void check_attributes(const XclbinFile& file, const std::string& element, const pt::ptree& node,
                      std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (!node.get_child_optional(std::string("<xmlattr>.") + name))
      throw file.error(SectionKind::kEmbeddedMetadata,
                       "element <" + element + ">: attribute '" + name + "' is missing");
}

std::set<std::string> check_xml(const XclbinFile& file) {
  constexpr SectionKind kKind = SectionKind::kEmbeddedMetadata;
  const Section& section = file.require(kKind);
  const std::string text(reinterpret_cast<const char*>(section.data.data()), section.data.size());
  if (xml_depth(text) > kDeepestXml) throw file.error(kKind, "elements are nested too deep");
  pt::ptree tree;
  try {
    std::istringstream stream(text);
    pt::read_xml(stream, tree);
  } catch (const pt::xml_parser_error& error) {
    throw file.error(kKind, "not well-formed XML, line " + std::to_string(error.line()) + ": " +
                                error.message());
  }
  const auto project = tree.get_child_optional("project");
  if (!project) throw file.error(kKind, "element <project> is missing");
  check_attributes(file, "project", *project, {"name"});
  const auto core = project->get_child_optional("platform.device.core");
  if (!core) throw file.error(kKind, "element <project><platform><device><core> is missing");
  std::set<std::string> kernels;
  for (const auto& [name, kernel] : *core) {
    if (name != "kernel") continue;
    check_attributes(file, "kernel", kernel, {"name"});
    kernels.insert(kernel.get<std::string>("<xmlattr>.name"));
    for (const auto& [part, node] : kernel) {
      if (part == "arg")
        check_attributes(file, "arg", node,
                         {"name", "id", "addressQualifier", "offset", "size", "hostSize"});
      if (part == "port") check_attributes(file, "port", node, {"name", "mode"});
    }
  }
  if (kernels.empty()) throw file.error(kKind, "describes no kernel");
  return kernels;
}

void check_units(const XclbinFile& file, const std::set<std::string>& kernels) {
  constexpr SectionKind kKind = SectionKind::kIpLayout;
  const auto units = file.compute_units();
  if (units.empty()) throw file.error(kKind, "found no compute unit, expected at least one");
  for (const ComputeUnit& unit : units) {
    const auto colon = unit.name.find(':');
    if (colon == std::string::npos)
      throw file.error(kKind,
                       "compute unit '" + unit.name + "': expected the form kernel:instance");
    if (!kernels.contains(unit.name.substr(0, colon)))
      throw file.error(kKind, "compute unit '" + unit.name +
                                  "': its kernel is not described in EMBEDDED_METADATA");
  }
}

void check_archive(const XclbinFile& file) {
  constexpr SectionKind kKind = SectionKind::kBitstream;
  try {
    const ZipArchive archive(file.require(kKind).data);
    const bool has_script = std::any_of(archive.entries().begin(), archive.entries().end(),
                                        [](const ZipArchive::Entry& entry) {
                                          return entry.name.starts_with("behav_waveform/") &&
                                                 (entry.name.ends_with("/simulate.sh") ||
                                                  entry.name.ends_with("/launch_hw_emu.sh"));
                                        });
    if (!has_script)
      throw file.error(kKind,
                       "its archive holds no behav_waveform/<simulator>/simulate.sh, the script "
                       "that starts the device process");
    archive.verify();
  } catch (const ZipError& error) {
    throw file.error(kKind, error.what());
  }
}

}  // namespace

void validate_for_emulation(const XclbinFile& file) {
  if (!file.is_for_emulation())
    throw XclbinError(file.origin() + ": header, mode: found " + mode_name(file.mode()) +
                      ", expected hw_emu (this xclbin cannot be emulated)");
  for (const SectionKind kind :
       {SectionKind::kBitstream, SectionKind::kEmbeddedMetadata, SectionKind::kMemTopology,
        SectionKind::kConnectivity, SectionKind::kIpLayout})
    file.require(kind);
  check_units(file, check_xml(file));
  check_banks(file, SectionKind::kMemTopology);
  check_connectivity(file, SectionKind::kConnectivity, ip_count(file),
                     file.memory_banks(SectionKind::kMemTopology).size());
  const SectionKind topology = file.find(SectionKind::kGroupTopology) ? SectionKind::kGroupTopology
                                                                      : SectionKind::kMemTopology;
  check_banks(file, topology);
  if (file.find(SectionKind::kGroupConnectivity))
    check_connectivity(file, SectionKind::kGroupConnectivity, ip_count(file),
                       file.memory_banks(topology).size());
  check_archive(file);
}

void validate_for_emulation(const std::filesystem::path& path) {
  validate_for_emulation(XclbinFile::load(path));
}

}  // namespace lightloop::xclbin
