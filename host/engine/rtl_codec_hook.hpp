// SPDX-License-Identifier: Apache-2.0
// Partner of a Verilated ll_rs_encoder or ll_rs_decoder with one lane: streams a batch through it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "host/engine/symbol_words.hpp"
#include "sim/golden/rs_code.hpp"
#include "sim/verilated/clocked_model.hpp"

namespace lightloop::host {

/// `kWidth` symbols a clock, of words of `kOutSymbols` symbols on the stream. Of each word only the
/// first `kInSymbols` are given; zeros take the other places. A beat is offered in every clock and
/// every beat is accepted; the run pauses after the last one.
template <int kWidth, int kInSymbols, int kOutSymbols>
class RtlCodecHook {
 public:
  /// Sets the batch: in has m x kInSymbols, out m x kOutSymbols symbols; status m entries, or none
  /// for a model without tuser. m is at least 1.
  void start(std::span<const golden::FecSymbol> in, std::span<golden::FecSymbol> out,
             std::span<golden::CodewordStatus> status) {
    in_ = in;
    out_ = out;
    status_ = status;
    in_word_ = in_place_ = 0;
    out_word_ = out_place_ = 0;
  }

  template <typename Model>
  void drive(Model& model) {
    model.m_axis_tready = 1;
    model.s_axis_tvalid = in_word_ * kInSymbols < in_.size();
    if (model.s_axis_tvalid == 0) return;
    const auto word = in_.subspan(in_word_ * kInSymbols, kInSymbols);
    model.s_axis_tlast = in_place_ + kWidth == kOutSymbols;
    if (in_place_ + kWidth <= kInSymbols) {
      pack_symbols(word.subspan(in_place_, kWidth), model.s_axis_tdata.data());
    } else {
      std::array<golden::FecSymbol, kWidth> beat{};
      if (in_place_ < kInSymbols) {
        const auto rest = word.subspan(in_place_);
        std::copy(rest.begin(), rest.end(), beat.begin());
      }
      pack_symbols(beat, model.s_axis_tdata.data());
    }
  }

  template <typename Model>
  verilated::CycleAction sample(Model& model) {
    if (model.s_axis_tvalid != 0 && model.s_axis_tready != 0) {
      in_place_ += kWidth;
      if (in_place_ == kOutSymbols) {
        in_place_ = 0;
        ++in_word_;
      }
    }
    if (model.m_axis_tvalid == 0) return verilated::CycleAction::kContinue;
    unpack_symbols(model.m_axis_tdata.data(),
                   out_.subspan(out_word_ * kOutSymbols + out_place_, kWidth));
    out_place_ += kWidth;
    if (out_place_ < kOutSymbols) return verilated::CycleAction::kContinue;
    if constexpr (requires { model.m_axis_tuser; }) {
      status_[out_word_] = {(model.m_axis_tuser & 0x20) != 0,
                            static_cast<std::uint8_t>(model.m_axis_tuser & 0x1F)};
    }
    out_place_ = 0;
    ++out_word_;
    return out_word_ * kOutSymbols == out_.size() ? verilated::CycleAction::kPause
                                                  : verilated::CycleAction::kContinue;
  }

 private:
  static_assert(kOutSymbols % kWidth == 0 && kWidth * golden::kBitsPerFecSymbol > 64);

  std::span<const golden::FecSymbol> in_;
  std::span<golden::FecSymbol> out_;
  std::span<golden::CodewordStatus> status_;
  std::size_t in_word_ = 0;   // word whose beat is offered
  std::size_t in_place_ = 0;  // first symbol of that beat
  std::size_t out_word_ = 0;
  std::size_t out_place_ = 0;
};

}  // namespace lightloop::host
