// SPDX-License-Identifier: Apache-2.0
#include "host/report/counters_json.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace lightloop::host {

nlohmann::json counters_json(const golden::LinkCounters& counters) {
  return {{"codewords", counters.codewords},
          {"pam4_symbol_errors", counters.pam4_symbol_errors},
          {"pre_fec_bit_errors", counters.pre_fec_bit_errors},
          {"pre_fec_symbol_errors", counters.pre_fec_symbol_errors},
          {"corrected_codewords", counters.corrected_codewords},
          {"uncorrectable_codewords", counters.uncorrectable_codewords},
          {"corrected_symbols", counters.corrected_symbols},
          {"post_fec_bit_errors", counters.post_fec_bit_errors},
          {"post_fec_errored_codewords", counters.post_fec_errored_codewords},
          {"histogram", counters.histogram}};
}

nlohmann::json profile_json(const Profile& profile) {
  return {{"name", profile.name},
          {"description", profile.description},
          {"file", profile.file.string()},
          {"baud_hz", profile.baud_hz},
          {"fec", golden::to_string(profile.code)},
          {"precoding", profile.precoding}};
}

void write_json(AtomicFile& file, const nlohmann::json& document) {
  // Names of files may be any bytes, and text from devices too: what is no UTF-8 becomes U+FFFD.
  const std::string text =
      document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  write_text(file, text);
}

void write_text(AtomicFile& file, const std::string& text) {
  file.write({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
  file.commit();
}

}  // namespace lightloop::host
