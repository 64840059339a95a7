// SPDX-License-Identifier: Apache-2.0
#include "host/cli/result_files.hpp"

#include <exception>
#include <nlohmann/json.hpp>

#include "host/report/counters_json.hpp"

namespace lightloop::host {

ResultFiles::ResultFiles(const LinkArguments& arguments) {
  if (arguments.json) json_.emplace(*arguments.json);
  if (arguments.csv) csv_.emplace(*arguments.csv);
}

void ResultFiles::write(const nlohmann::json& document, const std::string& table) {
  std::exception_ptr failure;
  try {
    if (json_) write_json(*json_, document);
  } catch (const std::exception&) {
    failure = std::current_exception();
  }
  if (csv_) write_text(*csv_, table);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace lightloop::host
