// SPDX-License-Identifier: Apache-2.0
#include "tests/host/json_schema.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <stdexcept>

namespace lightloop::tests {
namespace {

using nlohmann::json;

json read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) throw std::runtime_error("cannot read schema " + file.string());
  return json::parse(stream);
}

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  throw std::runtime_error("unknown schema type " + type);
}

class Validator {
 public:
  explicit Validator(const std::filesystem::path& file)
      : directory_(file.parent_path()), root_(read(file)) {}

  std::vector<std::string> run(const json& document) {
    check(root_, root_, document, "$");
    return errors_;
  }

 private:
  void fail(const std::string& place, const std::string& what) {
    errors_.push_back(place + ": " + what);
  }

  void check(const json& root, const json& schema, const json& value, const std::string& place) {
    static const std::set<std::string> kKnown{
        "$schema", "title",    "description", "$defs",      "$ref",
        "type",    "const",    "enum",        "properties", "required",
        "items",   "minItems", "maxItems",    "minimum",    "additionalProperties"};
    for (const auto& [keyword, ignored] : schema.items())
      if (!kKnown.contains(keyword)) throw std::runtime_error("unknown keyword " + keyword);
    if (schema.contains("$ref")) check_reference(root, schema["$ref"], value, place);
    if (schema.contains("type")) check_type(schema["type"], value, place);
    if (schema.contains("const") && value != schema["const"]) fail(place, "not the constant");
    if (schema.contains("enum") && !std::ranges::count(schema["enum"], value))
      fail(place, value.dump() + " is not in the enumeration");
    if (schema.contains("minimum") && value.is_number() && value < schema["minimum"])
      fail(place, value.dump() + " is below the minimum");
    if (value.is_object()) check_object(root, schema, value, place);
    if (value.is_array()) check_array(root, schema, value, place);
  }

  void check_reference(const json& root, const std::string& reference, const json& value,
                       const std::string& place) {
    const auto hash = reference.find('#');
    const json::json_pointer pointer(reference.substr(hash + 1));
    if (hash == 0) return check(root, root.at(pointer), value, place);
    const json other = read(directory_ / reference.substr(0, hash));
    check(other, other.at(pointer), value, place);
  }

  void check_type(const json& type, const json& value, const std::string& place) {
    const bool good =
        type.is_string() ? has_type(value, type) : std::ranges::any_of(type, [&](const json& one) {
          return has_type(value, one.get<std::string>());
        });
    if (!good) fail(place, value.dump() + " is not of type " + type.dump());
  }

  void check_object(const json& root, const json& schema, const json& value,
                    const std::string& place) {
    for (const auto& name : schema.value("required", json::array()))
      if (!value.contains(name.get<std::string>()))
        fail(place, "has no " + name.get<std::string>());
    const json properties = schema.value("properties", json::object());
    for (const auto& [name, member] : value.items()) {
      if (properties.contains(name))
        check(root, properties[name], member, fmt::format("{}.{}", place, name));
      else if (!schema.value("additionalProperties", true))
        fail(place, "has an unknown member " + name);
    }
  }

  void check_array(const json& root, const json& schema, const json& value,
                   const std::string& place) {
    if (value.size() < schema.value("minItems", std::size_t{0})) fail(place, "too few items");
    if (value.size() > schema.value("maxItems", value.size())) fail(place, "too many items");
    if (!schema.contains("items")) return;
    for (std::size_t i = 0; i < value.size(); ++i)
      check(root, schema["items"], value[i], place + "[" + std::to_string(i) + "]");
  }

  std::filesystem::path directory_;
  json root_;
  std::vector<std::string> errors_;
};

}  // namespace

std::vector<std::string> schema_errors(const std::filesystem::path& schema, const json& document) {
  return Validator(schema).run(document);
}

}  // namespace lightloop::tests
