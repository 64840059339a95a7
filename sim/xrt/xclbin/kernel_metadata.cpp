// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/kernel_metadata.hpp"

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <charconv>
#include <set>
#include <sstream>

#include "sim/base/in_quotes.hpp"
#include "sim/xrt/xclbin/message_text.hpp"
#include "sim/xrt/xclbin/nesting.hpp"

namespace lightloop::xclbin {
namespace {

namespace pt = boost::property_tree;

constexpr SectionKind kKind = SectionKind::kEmbeddedMetadata;
constexpr std::uint64_t kMostXmlBytes = std::uint64_t{4} << 20;
// XRT goes through the whole text some six times for each kernel.
constexpr std::uint64_t kMostXmlBytesTimesKernels = std::uint64_t{16} << 20;
constexpr std::size_t kMostKernels = 128;
constexpr std::size_t kLongestName = 1024;

bool is_identifier(std::string_view name) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::all_of(name.begin(), name.end(), is_word);
}

// Decimal, or hexadecimal with 0x; XRT would take a leading 0 for octal, a sign and trailing text.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.front() == '0') {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// An element with what to call it in messages: "kernel 'vadd', argument 'a'".
class Element {
 public:
  Element(const XclbinFile& file, const pt::ptree& node, std::string title)
      : file_(file), node_(node), title_(std::move(title)) {}

  std::optional<std::string> find(const char* attribute) const {
    const auto value = node_.get_child_optional(std::string("<xmlattr>.") + attribute);
    if (!value) return std::nullopt;
    if (value->data().size() > kLongestName)
      throw error(std::string(attribute) + ": found " + std::to_string(value->data().size()) +
                  " characters, expected at most " + std::to_string(kLongestName));
    return value->data();
  }

  std::string text(const char* attribute) const {
    auto value = find(attribute);
    if (!value) throw error(std::string("attribute '") + attribute + "' is missing");
    return *value;
  }

  // An empty attribute is one that is not there.
  std::optional<std::uint64_t> find_number(const char* attribute) const {
    const auto value = find(attribute);
    if (!value || value->empty()) return std::nullopt;
    const auto number = parse_number(*value);
    if (!number)
      throw error(std::string(attribute) + ": found " + in_quotes(*value) +
                  ", expected a number of at most 64 bits, decimal or with 0x");
    return number;
  }

  // An empty attribute is 0.
  std::uint64_t number(const char* attribute) const {
    text(attribute);
    return find_number(attribute).value_or(0);
  }

  XclbinError error(const std::string& what) const {
    return file_.error(kKind, title_ + ": " + what);
  }

  Element child(const pt::ptree& node, const std::string& title) const {
    return {file_, node, title_ + ", " + title};
  }

  const pt::ptree& node() const { return node_; }

 private:
  const XclbinFile& file_;
  const pt::ptree& node_;
  std::string title_;
};

pt::ptree parse_xml(const XclbinFile& file) {
  const auto bytes = file.read(kKind, kMostXmlBytes);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.erase(text.find_last_not_of('\0') + 1);  // padding
  if (const std::string objection = xml_objection(text); !objection.empty())
    throw file.error(kKind, "not usable XML: " + objection);
  pt::ptree tree;
  try {
    std::istringstream stream(text);
    pt::read_xml(stream, tree);
  } catch (const pt::xml_parser_error& error) {
    throw file.error(kKind, "not well-formed XML, line " + std::to_string(error.line()) + ": " +
                                error.message());
  }
  return tree;
}

void read_port(const Element& port, KernelMetadata& kernel, bool& has_registers) {
  port.text("name");
  const std::string mode = port.text("mode");
  port.find_number("dataWidth");
  // XRT looks at the first one only.
  if (mode != "slave" || has_registers) {
    port.find_number("range");
    return;
  }
  kernel.range = port.number("range");
  has_registers = true;
}

KernelArgument read_argument(const Element& argument) {
  KernelArgument result{.name = argument.text("name"),
                        .offset = argument.number("offset"),
                        .size = argument.number("size")};
  argument.text("id");
  result.index = argument.find_number("id");
  argument.number("hostSize");
  // XRT reads this one as decimal.
  const std::string qualifier = argument.text("addressQualifier");
  if (qualifier.size() != 1 || qualifier[0] < '0' || qualifier[0] > '4')
    throw argument.error("addressQualifier: found " + in_quotes(qualifier) + ", expected 0 to 4");
  result.is_address = qualifier == "1";
  result.is_stream = qualifier == "4";
  if (argument.find("type").value_or("") == "float*")
    throw argument.error("type: found 'float*', which XRT does not take");
  return result;
}

// Numbers that XRT reads and nobody here needs.
void check_other_numbers(const Element& kernel) {
  kernel.find_number("workGroupSize");
  kernel.find_number("countedAutoRestart");
  const std::string mailbox = kernel.find("mailbox").value_or("none");
  static const std::set<std::string> kMailboxes = {"none", "in",   "out",  "inout",
                                                   "both", "true", "false"};
  if (!kMailboxes.contains(mailbox))
    throw kernel.error("mailbox: found " + in_quotes(mailbox) +
                       ", expected none, in, out or inout");
  for (const auto& [name, node] : kernel.node()) {
    if (name == "compileWorkGroupSize" || name == "maxWorkGroupSize") {
      const Element size = kernel.child(node, "element <" + name + ">");
      for (const char* axis : {"x", "y", "z"}) size.number(axis);
    } else if (name == "string_table") {
      for (const auto& [part, format] : node) {
        if (part != "format_string") continue;
        const Element string = kernel.child(format, "element <format_string>");
        string.text("value");
        if (string.number("id") > UINT32_MAX)
          throw string.error("id: expected a number of at most 32 bits");
      }
    }
  }
}

// XRT puts the parts of an argument together, sizes and all, and wants the indexes without a gap.
void check_arguments(const Element& element, const KernelMetadata& kernel) {
  std::set<std::uint64_t> indexes;
  std::uint64_t sum = 0;  // of sizes that each lie inside the range
  for (const KernelArgument& argument : kernel.arguments) {
    if (argument.offset > kernel.range || argument.size > kernel.range - argument.offset)
      throw element.error("argument " + in_quotes(argument.name) + ": offset " +
                          hex(argument.offset) + " and size " + hex(argument.size) +
                          " lead beyond the range " + hex(kernel.range) + " of the register port");
    if (argument.size > UINT64_MAX - sum)
      throw element.error("the sizes of its arguments lead beyond 64 bits");
    sum += argument.size;
    if (argument.index) indexes.insert(*argument.index);
  }
  if (!indexes.empty() && *indexes.rbegin() != indexes.size() - 1)
    throw element.error("ids of arguments: found " + std::to_string(*indexes.rbegin()) +
                        " as the last of " + std::to_string(indexes.size()) +
                        ", expected 0, 1, 2, ...");
}

KernelInstance read_instance(const Element& instance) {
  KernelInstance result{.name = instance.text("name")};
  for (const auto& [name, node] : instance.node())
    if (name == "addrRemap" && !result.base_address)
      result.base_address = instance.child(node, "element <addrRemap>").number("base");
  return result;
}

KernelMetadata read_kernel(const XclbinFile& file, const pt::ptree& node) {
  KernelMetadata kernel{.name = Element(file, node, "element <kernel>").text("name")};
  if (!is_identifier(kernel.name))
    throw file.error(kKind,
                     "kernel name: found " + in_quotes(kernel.name) + ", expected an identifier");
  const Element element(file, node, "kernel " + in_quotes(kernel.name));
  kernel.type = element.find("type").value_or("pl");
  bool has_registers = false;
  for (const auto& [part, child] : node) {
    if (part != "arg" && part != "port" && part != "instance") continue;
    const std::string name = child.get("<xmlattr>.name", "?");
    const Element item =
        element.child(child, (part == "arg" ? "argument " : part + " ") + in_quotes(name));
    if (part == "arg")
      kernel.arguments.push_back(read_argument(item));
    else if (part == "port")
      read_port(item, kernel, has_registers);
    else
      kernel.instances.push_back(read_instance(item));
  }
  check_arguments(element, kernel);
  check_other_numbers(element);
  return kernel;
}

void check_clock(const XclbinFile& file, const pt::ptree& core) {
  const auto clocks = core.get_child_optional("kernelClocks");
  if (!clocks) return;
  for (const auto& [name, node] : *clocks) {
    if (name != "clock") continue;
    const Element clock(file, node, "element <clock>");
    const std::string frequency = clock.find("frequency").value_or("");
    const std::string digits = frequency.substr(0, frequency.find_first_not_of("0123456789"));
    constexpr std::size_t kMostDigits = 6;
    if (!frequency.empty() && (digits.empty() || digits.size() > kMostDigits))
      throw clock.error("frequency: found " + in_quotes(frequency) + ", expected e.g. 300.0MHz");
  }
}

}  // namespace

std::uint64_t KernelMetadata::argument_count() const {
  std::uint64_t count = 0;
  for (const KernelArgument& argument : arguments)
    if (argument.index) count = std::max(count, *argument.index + 1);
  return count;
}

DesignMetadata read_design_metadata(const XclbinFile& file) {
  const pt::ptree tree = parse_xml(file);
  const auto project = tree.get_child_optional("project");
  if (!project) throw file.error(kKind, "element <project> is missing");
  DesignMetadata design{.project = Element(file, *project, "element <project>").text("name")};
  const auto device = project->get_child_optional("platform.device");
  const auto core = project->get_child_optional("platform.device.core");
  if (!core) throw file.error(kKind, "element <project><platform><device><core> is missing");
  design.fpga_device = Element(file, *device, "element <device>").find("fpgaDevice").value_or("");
  check_clock(file, *core);
  std::set<std::string> names;
  for (const auto& [name, node] : *core) {
    if (name != "kernel") continue;
    design.kernels.push_back(read_kernel(file, node));
    if (!names.insert(design.kernels.back().name).second)
      throw file.error(kKind,
                       "kernel " + in_quotes(design.kernels.back().name) + " is there twice");
  }
  if (design.kernels.empty()) throw file.error(kKind, "describes no kernel");
  if (design.kernels.size() > kMostKernels)
    throw file.error(kKind, "found " + std::to_string(design.kernels.size()) +
                                " kernels, expected at most " + std::to_string(kMostKernels));
  const std::uint64_t bytes = file.require(kKind).data.size();
  if (bytes * design.kernels.size() > kMostXmlBytesTimesKernels)
    throw file.error(kKind, "found " + std::to_string(bytes) + " bytes for " +
                                std::to_string(design.kernels.size()) +
                                " kernels, expected at most " +
                                std::to_string(kMostXmlBytesTimesKernels / design.kernels.size()));
  return design;
}

}  // namespace lightloop::xclbin
