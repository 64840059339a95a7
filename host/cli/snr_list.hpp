// SPDX-License-Identifier: Apache-2.0
// The argument of --snr.
#pragma once

#include <string>
#include <vector>

namespace lightloop::host {

/// "17.5", a list "15,16,17.5" or a range "15:18:0.5" (first:last:step, both ends included; the
/// step is 1 when left out), in dB. Throws InputError for what is no number, out of range (1 to 60
/// dB), or more than 1000 points.
std::vector<double> parse_snr_list(const std::string& text);

}  // namespace lightloop::host
