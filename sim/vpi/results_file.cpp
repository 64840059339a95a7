// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/results_file.hpp"

#include <pugixml.hpp>
#include <stdexcept>
#include <string_view>

namespace lightloop::vpi {
namespace {

constexpr const char* kSuite = "lightloop";
constexpr const char* kCrashed = "the simulation did not come to its end: it crashed or was killed";

bool is_own_suite(const pugi::xml_node& node) {
  return node.name() == std::string_view("testsuite") &&
         node.attribute("name").value() == std::string_view(kSuite) &&
         node.parent() == node.root().child("testsuites");
}

bool is_in_own_suite(pugi::xml_node node) {
  while (node && !is_own_suite(node)) node = node.parent();
  return !node.empty();
}

void remove_own_suites(pugi::xml_document& document) {
  pugi::xml_node suites = document.child("testsuites");
  while (const auto own = suites.find_child(is_own_suite)) suites.remove_child(own);
}

void set_failure(pugi::xml_document& document, const std::string& message) {
  remove_own_suites(document);
  pugi::xml_node suites = document.child("testsuites");
  if (!suites) suites = document.append_child("testsuites");
  pugi::xml_node suite = suites.append_child("testsuite");
  suite.append_attribute("name") = kSuite;
  pugi::xml_node test = suite.append_child("testcase");
  test.append_attribute("classname") = kSuite;
  test.append_attribute("name") = "simulation";
  test.append_child("failure").append_attribute("message") = message.c_str();
}

void save(const pugi::xml_document& document, const std::filesystem::path& file) {
  if (!document.save_file(file.c_str(), "  ")) {
    throw std::runtime_error("cannot write results file '" + file.string() + "'");
  }
}

}  // namespace

void ResultsFile::begin() const {
  pugi::xml_document document;
  set_failure(document, kCrashed);
  save(document, file_);
}

TestResults ResultsFile::read() const {
  pugi::xml_document document;
  TestResults results;
  if (!document.load_file(file_.c_str())) return results;
  for (const auto& found : document.select_nodes("//testcase")) {
    const pugi::xml_node test = found.node();
    if (is_in_own_suite(test)) continue;
    ++results.tests;
    if (test.child("failure") || test.child("error")) ++results.failed;
  }
  // The first version has the host's own suite and no other.
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    if (!is_own_suite(suite)) results.written = true;
  }
  return results;
}

void ResultsFile::hold() const { add_failure(kCrashed); }

void ResultsFile::add_failure(const std::string& message) const {
  pugi::xml_document document;
  if (!document.load_file(file_.c_str())) document.reset();
  set_failure(document, message);
  save(document, file_);
}

void ResultsFile::accept() const {
  pugi::xml_document document;
  if (!document.load_file(file_.c_str())) return;
  remove_own_suites(document);
  save(document, file_);
}

}  // namespace lightloop::vpi
