// SPDX-License-Identifier: Apache-2.0
// The Verilated encoders and decoders as types, for typed tests: one row a width.
#pragma once

#include <gtest/gtest.h>
#include <string>

#include "Vll_rs_decoder_kp4_w4.h"
#include "Vll_rs_decoder_kr4_w16x2.h"
#include "Vll_rs_decoder_kr4_w4.h"
#include "Vll_rs_encoder_kp4_w4.h"
#include "Vll_rs_encoder_kr4_w16x2.h"
#include "Vll_rs_encoder_kr4_w4.h"
#include "sim/golden/rs_code.hpp"
#include "testbenches/lib/symbol_stream.hpp"

// In a coverage build only the models that count.
#ifndef LIGHTLOOP_COUNTING_SHAPES_ONLY
#include "Vll_rs_decoder_kp4_w16.h"
#include "Vll_rs_decoder_kp4_w32.h"
#include "Vll_rs_decoder_kp4_w8.h"
#include "Vll_rs_decoder_kr4_w16.h"
#include "Vll_rs_decoder_kr4_w8.h"
#include "Vll_rs_encoder_kp4_w16.h"
#include "Vll_rs_encoder_kp4_w32.h"
#include "Vll_rs_encoder_kp4_w8.h"
#include "Vll_rs_encoder_kr4_w16.h"
#include "Vll_rs_encoder_kr4_w8.h"
#endif

namespace lightloop::testbench {

template <typename EncoderModel, typename DecoderModel, golden::RsCode kRsCode, int kWidth,
          int kLaneCount = 1>
struct CodecShape {
  using Encoder = EncoderModel;
  using Decoder = DecoderModel;
  static constexpr golden::RsCode kCode = kRsCode;
  static constexpr golden::RsParameters kParameters = golden::parameters(kRsCode);
  static constexpr int kLanes = kLaneCount;
  static constexpr StreamShape stream() { return {kParameters.n, kWidth, kLanes}; }
};

using golden::RsCode;
using Kp4W4 = CodecShape<Vll_rs_encoder_kp4_w4, Vll_rs_decoder_kp4_w4, RsCode::kKp4, 4>;
using Kr4W4 = CodecShape<Vll_rs_encoder_kr4_w4, Vll_rs_decoder_kr4_w4, RsCode::kKr4, 4>;
using Kr4W16x2 =
    CodecShape<Vll_rs_encoder_kr4_w16x2, Vll_rs_decoder_kr4_w16x2, RsCode::kKr4, 16, 2>;
#ifdef LIGHTLOOP_COUNTING_SHAPES_ONLY
using CodecShapes = testing::Types<Kp4W4, Kr4W4, Kr4W16x2>;
#else
using Kp4W8 = CodecShape<Vll_rs_encoder_kp4_w8, Vll_rs_decoder_kp4_w8, RsCode::kKp4, 8>;
using Kp4W16 = CodecShape<Vll_rs_encoder_kp4_w16, Vll_rs_decoder_kp4_w16, RsCode::kKp4, 16>;
using Kp4W32 = CodecShape<Vll_rs_encoder_kp4_w32, Vll_rs_decoder_kp4_w32, RsCode::kKp4, 32>;
using Kr4W8 = CodecShape<Vll_rs_encoder_kr4_w8, Vll_rs_decoder_kr4_w8, RsCode::kKr4, 8>;
using Kr4W16 = CodecShape<Vll_rs_encoder_kr4_w16, Vll_rs_decoder_kr4_w16, RsCode::kKr4, 16>;
using CodecShapes = testing::Types<Kp4W4, Kp4W8, Kp4W16, Kp4W32, Kr4W4, Kr4W8, Kr4W16, Kr4W16x2>;
#endif

/// Names typed tests "kp4_w16", "kr4_w16x2".
struct ShapeName {
  template <typename Shape>
  static std::string GetName(int /*index*/) {
    std::string name(golden::to_string(Shape::kCode));
    name += "_w" + std::to_string(Shape::stream().width);
    if (Shape::kLanes > 1) name += "x" + std::to_string(Shape::kLanes);
    return name;
  }
};

}  // namespace lightloop::testbench
