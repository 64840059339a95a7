// SPDX-License-Identifier: Apache-2.0
// Partners of the FEC symbol streams of rtl/README.md: a source for s_axis_*, a sink for m_axis_*.
// Both follow the cycle of sim/verilated: drive() before the model settles with the clock low,
// sample() after it, when every port is as the flip-flops will see it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/golden/rs_code.hpp"
#include "testbenches/lib/clock.hpp"
#include "testbenches/lib/stream_pacer.hpp"
#include "testbenches/lib/verilated_port.hpp"

namespace lightloop::testbench {

/// How words lie in beats.
struct StreamShape {
  int word_symbols = 0;  ///< n
  int width = 0;         ///< W, symbols of one word in a beat
  int lanes = 1;         ///< words side by side

  constexpr int beats() const { return word_symbols / width; }

  /// Place, in a sequence of words one after the other, of symbol `symbol` of lane `lane` in beat
  /// `beat`, beats counted over the whole stream.
  std::size_t index(std::uint64_t beat, int lane, int symbol) const {
    const std::uint64_t word = beat / beats() * lanes + lane;
    return word * word_symbols + beat % beats() * width + symbol;
  }
};

/// Sends words into s_axis_*.
class SymbolSource {
 public:
  SymbolSource(StreamShape shape, StreamPacer pacer) : shape_(shape), pacer_(pacer) {}

  /// Queues words: any number of times `lanes` words of n symbols.
  void send(std::span<const golden::FecSymbol> words) {
    words_.insert(words_.end(), words.begin(), words.end());
  }

  /// Puts the wrong value on tlast at this beat (counted over the whole stream).
  void spoil_last(std::uint64_t beat) { spoiled_beat_ = beat; }

  /// Cycle in which the first beat was taken.
  std::optional<std::uint64_t> first_cycle() const { return first_cycle_; }
  /// Cycles in which a beat was offered and not taken.
  std::uint64_t waits() const { return waits_; }

  template <typename Model>
  void drive(Model& model) {
    if (offered_) return;  // a beat stays until it is taken
    const bool more = shape_.index(beat_, shape_.lanes - 1, shape_.width - 1) < words_.size();
    offered_ = more && pacer_.willing();
    model.s_axis_tvalid = offered_;
    if (!offered_) return;
    for (int lane = 0; lane < shape_.lanes; ++lane) {
      for (int symbol = 0; symbol < shape_.width; ++symbol) {
        write_bits(model.s_axis_tdata, 10 * (lane * shape_.width + symbol), 10,
                   words_[shape_.index(beat_, lane, symbol)]);
      }
    }
    const bool last = beat_ % shape_.beats() == static_cast<std::uint64_t>(shape_.beats() - 1);
    model.s_axis_tlast = last != (spoiled_beat_ == beat_);
  }

  template <typename Model>
  void sample(Model& model, std::uint64_t cycle) {
    if (!offered_) return;
    if (!model.s_axis_tready) {
      ++waits_;
      return;
    }
    if (!first_cycle_) first_cycle_ = cycle;
    ++beat_;
    offered_ = false;
  }

 private:
  StreamShape shape_;
  StreamPacer pacer_;
  std::vector<golden::FecSymbol> words_;
  std::uint64_t beat_ = 0;
  bool offered_ = false;
  std::uint64_t waits_ = 0;
  std::optional<std::uint64_t> first_cycle_;
  std::optional<std::uint64_t> spoiled_beat_;
};

/// Collects words from m_axis_*, and watches the rules of the stream.
class SymbolSink {
 public:
  SymbolSink(StreamShape shape, StreamPacer pacer) : shape_(shape), pacer_(pacer) {}

  /// Words received so far, one after the other; the last may be incomplete.
  const std::vector<golden::FecSymbol>& words() const { return words_; }
  /// tuser of each word (0 for a stream without), six bits.
  const std::vector<std::uint8_t>& users() const { return users_; }
  std::uint64_t beats_received() const { return beat_; }
  std::optional<std::uint64_t> first_cycle() const { return first_cycle_; }
  std::optional<std::uint64_t> last_cycle() const { return last_cycle_; }
  /// A tlast at the wrong beat or missing; a beat withdrawn or changed while it waited; a tuser
  /// that changed within a word.
  std::uint64_t rule_violations() const { return rule_violations_; }

  /// From now on each word, with its tuser, is handed over in the cycle of its last beat, lane 0
  /// first.
  using OnWord = std::function<void(std::span<const golden::FecSymbol> word, std::uint8_t user,
                                    std::uint64_t cycle)>;
  void on_word(OnWord function) { on_word_ = std::move(function); }

  /// Stops accepting until called with false.
  void block(bool blocked) { blocked_ = blocked; }

  template <typename Model>
  void drive(Model& model) {
    ready_ = pacer_.willing() && !blocked_;
    model.m_axis_tready = ready_;
  }

  template <typename Model>
  void sample(Model& model, std::uint64_t cycle) {
    if (!model.m_axis_tvalid) {
      if (waiting_) ++rule_violations_;
      waiting_ = false;
      return;
    }
    read_beat(model);
    if (waiting_ && now_ != held_) ++rule_violations_;
    waiting_ = !ready_;
    held_ = now_;
    if (ready_) accept(model, cycle);
  }

 private:
  template <typename Model>
  void read_beat(Model& model) {
    now_.clear();
    for (int i = 0; i < shape_.lanes * shape_.width; ++i) {
      now_.push_back(static_cast<std::uint16_t>(read_bits(model.m_axis_tdata, 10 * i, 10)));
    }
    now_.push_back(model.m_axis_tlast);
    if constexpr (requires { model.m_axis_tuser; }) {
      for (int lane = 0; lane < shape_.lanes; ++lane) {
        now_.push_back(static_cast<std::uint16_t>(read_bits(model.m_axis_tuser, 6 * lane, 6)));
      }
    } else {
      now_.resize(now_.size() + shape_.lanes, 0);
    }
  }

  template <typename Model>
  void accept(Model& /*model*/, std::uint64_t cycle) {
    const int beat_in_word = static_cast<int>(beat_ % shape_.beats());
    const int tdata_symbols = shape_.lanes * shape_.width;
    if (beat_in_word == 0) {
      words_.resize(words_.size() + std::size_t(shape_.lanes) * shape_.word_symbols);
      users_.resize(users_.size() + shape_.lanes);
    }
    for (int lane = 0; lane < shape_.lanes; ++lane) {
      for (int symbol = 0; symbol < shape_.width; ++symbol) {
        words_[shape_.index(beat_, lane, symbol)] = now_[lane * shape_.width + symbol];
      }
      const auto user = static_cast<std::uint8_t>(now_[tdata_symbols + 1 + lane]);
      std::uint8_t& word_user = users_[users_.size() - shape_.lanes + lane];
      if (beat_in_word == 0) word_user = user;
      if (user != word_user) ++rule_violations_;
    }
    const bool last = now_[tdata_symbols] != 0;
    if (last != (beat_in_word == shape_.beats() - 1)) ++rule_violations_;
    if (!first_cycle_) first_cycle_ = cycle;
    last_cycle_ = cycle;
    ++beat_;
    if (beat_in_word == shape_.beats() - 1 && on_word_) hand_over(cycle);
  }

  void hand_over(std::uint64_t cycle) {
    const std::size_t n = shape_.word_symbols;
    for (int lane = 0; lane < shape_.lanes; ++lane) {
      const std::size_t word = users_.size() - shape_.lanes + lane;
      on_word_(std::span(words_).subspan(word * n, n), users_[word], cycle);
    }
  }

  StreamShape shape_;
  StreamPacer pacer_;
  OnWord on_word_;
  std::vector<golden::FecSymbol> words_;
  std::vector<std::uint8_t> users_;
  std::vector<std::uint16_t> now_;   // the beat on the stream: tdata, tlast, tuser
  std::vector<std::uint16_t> held_;  // the one of the last cycle
  std::uint64_t beat_ = 0;
  bool ready_ = false;
  bool waiting_ = false;
  bool blocked_ = false;
  std::uint64_t rule_violations_ = 0;
  std::optional<std::uint64_t> first_cycle_;
  std::optional<std::uint64_t> last_cycle_;
};

/// Puts a source or a sink on a bench's clock: Bench::attach() takes it.
template <typename Partner>
struct AtClock {
  Partner& partner;
  Clock& clock;

  template <typename Model>
  void drive(Model& model) {
    partner.drive(model);
  }
  template <typename Model>
  void sample(Model& model) {
    partner.sample(model, clock.cycle());
  }
};

}  // namespace lightloop::testbench
