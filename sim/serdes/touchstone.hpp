// SPDX-License-Identifier: Apache-2.0
// Reader for Touchstone files of S parameters: .s1p, .s2p, ... of versions 1.0 and 1.1, and these
// and .ts of versions 2.0 and 2.1.
#pragma once

#include <complex>
#include <cstddef>
#include <filesystem>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/serdes/touchstone_scanner.hpp"

namespace lightloop::serdes {

/// S parameters of a linear network with `ports` ports, sampled in frequency.
struct SParameters {
  unsigned ports = 0;
  std::vector<double> reference_ohms;   ///< of each port, above 0
  std::vector<double> frequency_hz;     ///< strictly ascending, not negative
  std::vector<std::complex<double>> s;  ///< frequency_hz.size() matrices, row by row
  std::vector<std::string> warnings;    ///< of the reader, for people

  /// S_(to,from) at frequency number `point`: the wave out of port `to` for one into port `from`.
  /// Ports count from 1, as they do on paper.
  std::complex<double> at(std::size_t point, unsigned to, unsigned from) const {
    return s[(point * ports + (to - 1)) * ports + (from - 1)];
  }
};

/// More values than this, frequencies x ports x ports, are refused.
inline constexpr std::size_t kMostTouchstoneValues = std::size_t{1} << 22;

/// The number of ports that the name of a file says: n for .sNp in any case, 0 for .ts, whose
/// keywords say it. Throws TouchstoneError for other names and more than kMostTouchstonePorts.
unsigned touchstone_ports(const std::filesystem::path& file);

/// Reads a file. Option line: Hz, kHz, MHz, GHz or THz; S; RI, MA or DB; R and the reference
/// resistance, or one for each port; in any order and case, each with its default (GHz, S, MA, 50).
/// A zero may be written as minus infinity dB. A point begins on a line of its own and may go on
/// over any number of lines. All keywords of version 2 are known; mixed-mode data are turned into
/// those of the ports. A point that is there twice with the same values counts once. Noise data are
/// passed over. Takes time and memory within bounds whatever the file says. Throws TouchstoneError.
SParameters read_touchstone(const std::filesystem::path& file);

/// The same from a stream; `name` stands for the file in messages. `ports` is what the name says,
/// or 0.
SParameters read_touchstone(std::istream& stream, std::string_view name, unsigned ports);

}  // namespace lightloop::serdes
