// SPDX-License-Identifier: Apache-2.0
// Reader for Touchstone version 1 files (.s1p .. .s4p) of S parameters.
#pragma once

#include <complex>
#include <cstddef>
#include <filesystem>
#include <istream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lightloop::serdes {

/// A malformed or unreadable Touchstone file. The message has the form
/// "<file>:<line>: found ..., expected ...".
class TouchstoneError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// S parameters of a linear network with `ports` ports, sampled in frequency.
struct SParameters {
  unsigned ports = 0;
  double reference_ohms = 50;
  std::vector<double> frequency_hz;     ///< strictly ascending, not negative
  std::vector<std::complex<double>> s;  ///< frequency_hz.size() matrices, row by row

  /// S_(to,from) at frequency number `point`: the wave out of port `to` for one into port `from`.
  /// Ports count from 1, as they do on paper.
  std::complex<double> at(std::size_t point, unsigned to, unsigned from) const {
    return s[(point * ports + (to - 1)) * ports + (from - 1)];
  }
};

/// Reads a file; the number of ports comes from the extension: .s1p, .s2p, .s3p or .s4p, in any
/// case. Option line: Hz, kHz, MHz or GHz; S; RI, MA or DB; R and the reference resistance, in any
/// order, each with its default (GHz, S, MA, 50). Comments begin with '!'. Noise data after the
/// network data of a two-port file are skipped. Throws TouchstoneError.
SParameters read_touchstone(const std::filesystem::path& file);

/// The same from a stream; `name` stands for the file in messages. `ports` is 1 to 4.
SParameters read_touchstone(std::istream& stream, std::string_view name, unsigned ports);

}  // namespace lightloop::serdes
