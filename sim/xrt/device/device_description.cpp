// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/device/device_description.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace lightloop::xrt_device {
namespace {

using nlohmann::json;

constexpr std::uint64_t kFormat = 2;
constexpr std::uintmax_t kMostFileBytes = std::uintmax_t{1} << 20;
constexpr std::size_t kMostKernels = 128;
constexpr std::size_t kMostUnits = 128;
constexpr std::size_t kMostMemories = 256;
constexpr std::size_t kMostPorts = 64;
constexpr std::size_t kMostStreams = 1024;
constexpr std::uint64_t kDeepestStream = 65536;
constexpr std::size_t kLongestName = 200;  // a file name with what is added to it
constexpr std::uint64_t kLongestPeriodPs = 1'000'000'000;
constexpr std::uint64_t kAddressEnd = std::uint64_t{1} << 63;

std::string shown(const json& value) {
  constexpr std::size_t kMost = 80;
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  std::string text = value.dump();
  return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
}

bool is_identifier(const std::string& text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
         std::all_of(text.begin(), text.end(), is_word);
}

bool is_file_name(const std::string& text) {
  const auto is_plain = [](char c) {
    return static_cast<unsigned char>(c) >= ' ' && c != '/' && c != '\x7f';
  };
  return !text.empty() && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), is_plain);
}

// A value with its place in the file, e.g. kernels[0].name.
class Value {
 public:
  Value(const json& value, std::string place) : value_(value), place_(std::move(place)) {}

  Value operator[](const char* field) const {
    if (!value_.is_object()) throw wrong("an object");
    const auto found = value_.find(field);
    const std::string place = place_.empty() ? field : place_ + "." + field;
    if (found == value_.end()) throw std::runtime_error(place + ": is missing");
    return {*found, place};
  }

  bool has(const char* field) const { return value_.is_object() && value_.contains(field); }

  std::vector<Value> list(std::size_t most) const {
    if (!value_.is_array() || value_.size() > most)
      throw value_.is_array() ? wrong(fmt::format("at most {} entries", most), value_.size())
                              : wrong("a list");
    std::vector<Value> values;
    for (std::size_t i = 0; i < value_.size(); ++i)
      values.emplace_back(value_[i], fmt::format("{}[{}]", place_, i));
    return values;
  }

  std::uint64_t number(std::uint64_t least, std::uint64_t most) const {
    if (!value_.is_number_unsigned() || value_.get<std::uint64_t>() < least ||
        value_.get<std::uint64_t>() > most)
      throw wrong(fmt::format("a whole number from {} to {}", least, most));
    return value_.get<std::uint64_t>();
  }

  /// A number below `end`, of something that is there.
  std::size_t index(std::size_t end) const {
    if (!value_.is_number_unsigned() || value_.get<std::uint64_t>() >= end)
      throw wrong(fmt::format("a whole number below {}", end));
    return value_.get<std::size_t>();
  }

  bool flag() const {
    if (!value_.is_boolean()) throw wrong("true or false");
    return value_.get<bool>();
  }

  std::string text() const {
    if (!value_.is_string()) throw wrong("a text");
    auto text = value_.get<std::string>();
    if (text.size() > kLongestName)
      throw wrong(fmt::format("at most {} bytes", kLongestName), text.size());
    return text;
  }

  std::string path() const {
    return checked(
        [](const std::string& path) {
          return !path.empty() && path.find('\0') == std::string::npos;
        },
        "the name of a file");
  }
  std::string identifier() const { return checked(is_identifier, "an identifier"); }
  std::string file_name() const { return checked(is_file_name, "the name of a file"); }

  std::runtime_error wrong(const std::string& expected) const {
    return std::runtime_error(
        fmt::format("{}: found {}, expected {}", place_, shown(value_), expected));
  }

 private:
  std::runtime_error wrong(const std::string& expected, std::size_t found) const {
    return std::runtime_error(fmt::format("{}: found {}, expected {}", place_, found, expected));
  }

  template <typename Predicate>
  std::string checked(Predicate predicate, const char* expected) const {
    std::string result = text();
    if (!predicate(result)) throw wrong(expected);
    return result;
  }

  const json& value_;
  std::string place_;
};

ControlProtocol parse_control(const Value& value) {
  const std::string text = value.text();
  if (text == "ap_ctrl_hs") return ControlProtocol::kHandshake;
  if (text == "ap_ctrl_chain") return ControlProtocol::kChain;
  if (text == "ap_ctrl_none" || text == "user_managed") return ControlProtocol::kNone;
  throw value.wrong("ap_ctrl_hs, ap_ctrl_chain, ap_ctrl_none or user_managed");
}

MemoryDescription::Kind parse_kind(const Value& value) {
  const std::string text = value.text();
  if (text == "device") return MemoryDescription::Kind::kDevice;
  if (text == "host") return MemoryDescription::Kind::kHost;
  throw value.wrong("device or host");
}

KernelDescription parse_kernel(const Value& kernel) {
  KernelDescription result{.name = kernel["name"].identifier(),
                           .library = kernel["library"].file_name(),
                           .control = parse_control(kernel["control"])};
  if (kernel.has("waveform_library"))
    result.waveform_library = kernel["waveform_library"].file_name();
  if (kernel.has("interrupt")) result.interrupt = kernel["interrupt"].flag();
  const Value port = kernel["control_port"];
  if (!port.text().empty()) result.control_port = port.identifier();
  for (const Value& name : kernel["memory_ports"].list(kMostPorts))
    result.memory_ports.push_back(name.identifier());
  for (const Value& name : kernel["stream_ports"].list(kMostPorts))
    result.stream_ports.push_back(name.identifier());
  return result;
}

template <class Ranges, class Name>
void check_ranges(const Ranges& ranges, const char* what, Name name) {
  for (auto a = ranges.begin(); a != ranges.end(); ++a) {
    if (a->size == 0 || a->size > kAddressEnd - a->base) {
      throw std::runtime_error(fmt::format("{} {}: size {:#x} at {:#x} is not a range", what,
                                           name(*a), a->size, a->base));
    }
    for (auto b = ranges.begin(); b != a; ++b) {
      if (a->base < b->base + b->size && b->base < a->base + a->size) {
        throw std::runtime_error(fmt::format("{} {} and {} overlap", what, name(*a), name(*b)));
      }
    }
  }
}

template <class Items, class Name>
void check_unique(const Items& items, const char* what, Name name) {
  std::set<std::string> names;
  for (const auto& item : items) {
    if (!names.insert(name(item)).second)
      throw std::runtime_error(fmt::format("{} {} is there twice", what, name(item)));
  }
}

ComputeUnitDescription parse_unit(const Value& unit, const DeviceDescription& device) {
  ComputeUnitDescription result{.instance = unit["instance"].identifier(),
                                .kernel = unit["kernel"].identifier(),
                                .base = unit["base"].number(0, kAddressEnd),
                                .size = unit["size"].number(0, kAddressEnd)};
  const std::size_t ports = device.kernel(result.kernel).memory_ports.size();
  for (const Value& port : unit["reach"].list(ports)) {
    auto& reached = result.reach.emplace_back();
    for (const Value& memory : port.list(kMostMemories))
      reached.push_back(memory.index(device.memories.size()));
  }
  if (result.reach.size() != ports)
    throw unit["reach"].wrong(fmt::format("a list of {} entries", ports));
  return result;
}

StreamPortDescription parse_stream_port(const Value& port, const DeviceDescription& device,
                                        std::set<StreamPortDescription>& used) {
  StreamPortDescription result{.unit = port["unit"].index(device.compute_units.size())};
  const KernelDescription& kernel = device.kernel(device.compute_units[result.unit].kernel);
  result.port = port["port"].index(kernel.stream_ports.size());
  if (!used.insert(result).second) throw port.wrong("a port that no other stream has");
  return result;
}

DeviceDescription parse(const json& json_root) {
  const Value root(json_root, "");
  if (const Value format = root["format"]; format.number(0, UINT64_MAX) != kFormat)
    throw format.wrong(fmt::format("{}: pack the xclbin again", kFormat));
  DeviceDescription device{.name = root["name"].file_name(),
                           .clock_period_ps = root["clock_period_ps"].number(1, kLongestPeriodPs)};
  for (const Value& kernel : root["kernels"].list(kMostKernels))
    device.kernels.push_back(parse_kernel(kernel));
  for (const Value& memory : root["memories"].list(kMostMemories)) {
    device.memories.push_back({.tag = memory["tag"].file_name(),
                               .kind = parse_kind(memory["kind"]),
                               .base = memory["base"].number(0, kAddressEnd),
                               .size = memory["size"].number(0, kAddressEnd)});
  }
  for (const Value& unit : root["compute_units"].list(kMostUnits))
    device.compute_units.push_back(parse_unit(unit, device));
  std::set<StreamPortDescription> used;
  for (const Value& stream : root["streams"].list(kMostStreams)) {
    StreamDescription result{.depth = stream["depth"].number(1, kDeepestStream)};
    result.source = parse_stream_port(stream["source"], device, used);
    result.sink = parse_stream_port(stream["sink"], device, used);
    device.streams.push_back(result);
  }
  for (const Value& capture : root["captures"].list(kMostStreams))
    device.captures.push_back({parse_stream_port(capture, device, used), capture["file"].path()});
  const auto instance = [](const auto& unit) { return unit.instance; };
  check_unique(device.kernels, "kernel", [](const auto& kernel) { return kernel.name; });
  check_unique(device.compute_units, "compute unit", instance);
  check_ranges(device.compute_units, "compute units", instance);
  check_ranges(device.memories, "memories", [](const auto& memory) { return memory.tag; });
  return device;
}

}  // namespace

const KernelDescription& DeviceDescription::kernel(const std::string& wanted) const {
  const auto found = std::find_if(kernels.begin(), kernels.end(),
                                  [&](const auto& kernel) { return kernel.name == wanted; });
  if (found == kernels.end()) {
    throw std::runtime_error(fmt::format("kernels: no kernel \"{}\"", wanted));
  }
  return *found;
}

DeviceDescription parse_device_description(std::string_view text, const std::string& origin) {
  try {
    return parse(json::parse(text));
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("{}: {}", origin, error.what()));
  }
}

DeviceDescription read_device_description(const std::filesystem::path& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  std::ifstream stream(path, std::ios::binary);
  if (error || !stream) throw std::runtime_error(fmt::format("{}: cannot be read", path.string()));
  if (bytes > kMostFileBytes) {
    throw std::runtime_error(fmt::format("{}: found {} bytes, expected at most {}", path.string(),
                                         bytes, kMostFileBytes));
  }
  std::string text(bytes, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_device_description(text, path.string());
}

}  // namespace lightloop::xrt_device
