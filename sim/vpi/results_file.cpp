// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/results_file.hpp"

#include <pugixml.hpp>
#include <stdexcept>
#include <string_view>

namespace lightloop::vpi {
namespace {

constexpr const char* kSuite = "lightloop";
constexpr const char* kCrashed = "the simulation did not come to its end: it crashed or was killed";

void remove_own_suite(pugi::xml_document& document) {
  pugi::xml_node suites = document.child("testsuites");
  suites.remove_child(suites.find_child_by_attribute("testsuite", "name", kSuite));
}

void set_failure(pugi::xml_document& document, const std::string& message) {
  remove_own_suite(document);
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
    if (std::string_view(test.attribute("classname").value()) == kSuite) continue;
    ++results.tests;
    if (test.child("failure") || test.child("error")) ++results.failed;
  }
  // The first version has the host's own suite and no other.
  for (const pugi::xml_node suite : document.child("testsuites").children("testsuite")) {
    if (std::string_view(suite.attribute("name").value()) != kSuite) results.written = true;
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
  remove_own_suite(document);
  save(document, file_);
}

}  // namespace lightloop::vpi
