// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/value_format.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace lightloop::vpi {
namespace {

using testing::HasSubstr;

DataType bits(std::size_t count) {
  DataType type;
  type.kind = DataKind::kBits;
  type.bits = count;
  type.bytes = bytes_of_bits(count);
  return type;
}

/// A vector in memory as Verilator keeps it.
class Vector {
 public:
  explicit Vector(std::size_t count) : type_(bits(count)) {}

  SignalView view(std::size_t lsb = 0) {
    SignalView view;
    view.type = &type_;
    view.data = memory_.data();
    view.bytes = type_.bytes;
    view.lsb = lsb;
    return view;
  }

  std::string put(PLI_INT32 format, std::string text) {
    s_vpi_value value{format, {}};
    value.value.str = text.data();
    return put(value);
  }

  std::string put(const s_vpi_value& value) {
    PutValue parsed;
    parse_value(type_, value, parsed);
    has_x_or_z = parsed.has_x_or_z;
    is_z = parsed.is_z;
    if (parsed.error.empty()) {
      write_bits(memory_.data(), type_.bytes, 0, type_.bits, parsed.words);
    }
    return parsed.error;
  }

  std::string get(PLI_INT32 format) {
    s_vpi_value value{format, {}};
    EXPECT_EQ(formatter_.get(view(), value), "");
    return value.value.str;
  }

  s_vpi_value get_value(PLI_INT32 format) {
    s_vpi_value value{format, {}};
    EXPECT_EQ(formatter_.get(view(), value), "");
    return value;
  }

  bool has_x_or_z = false;
  bool is_z = false;

 private:
  DataType type_;
  std::array<std::byte, 128> memory_{};
  ValueFormatter formatter_;
};

TEST(ValueFormat, WideHexadecimals) {
  Vector vector(100);
  EXPECT_EQ(vector.put(vpiHexStrVal, "7_0123456789abcdefFEDCBA98"), "");
  EXPECT_EQ(vector.get(vpiHexStrVal), "70123456789abcdeffedcba98");
}

TEST(ValueFormat, KnownAnswers) {
  Vector vector(12);
  EXPECT_EQ(vector.put(vpiDecStrVal, "2748"), "");  // 0xABC
  EXPECT_EQ(vector.get(vpiBinStrVal), "101010111100");
  EXPECT_EQ(vector.get(vpiOctStrVal), "5274");
  EXPECT_EQ(vector.get(vpiHexStrVal), "abc");
  EXPECT_EQ(vector.get(vpiDecStrVal), "2748");
  EXPECT_EQ(vector.get_value(vpiIntVal).value.integer, 2748);
  EXPECT_EQ(vector.get_value(vpiRealVal).value.real, 2748.0);
  EXPECT_EQ(vector.put(vpiOctStrVal, "17"), "");
  EXPECT_EQ(vector.get(vpiDecStrVal), "15");
  EXPECT_EQ(vector.put(vpiDecStrVal, "-1"), "");
  EXPECT_EQ(vector.get(vpiHexStrVal), "fff");
}

TEST(ValueFormat, WideDecimals) {
  Vector vector(200);
  const std::string number = "1606938044258990275541962092341162602522202993782792835301375";
  EXPECT_EQ(vector.put(vpiDecStrVal, number), "");  // 2^200 - 1
  EXPECT_EQ(vector.get(vpiHexStrVal), std::string(50, 'f'));
  EXPECT_EQ(vector.get(vpiDecStrVal), number);
}

TEST(ValueFormat, IntegersKeepTheirSignInWideVectors) {
  Vector vector(70);
  s_vpi_value value{vpiIntVal, {}};
  value.value.integer = -2;
  EXPECT_EQ(vector.put(value), "");
  EXPECT_EQ(vector.get(vpiBinStrVal), std::string(69, '1') + "0");
}

TEST(ValueFormat, ShortAndLongStringsOfDigits) {
  Vector vector(8);
  EXPECT_EQ(vector.put(vpiBinStrVal, "101"), "");
  EXPECT_EQ(vector.get(vpiBinStrVal), "00000101");
  EXPECT_EQ(vector.put(vpiBinStrVal, "1111000011110101"), "");
  EXPECT_EQ(vector.get(vpiBinStrVal), "11110101");
  EXPECT_EQ(vector.put(vpiBinStrVal, ""), "");
  EXPECT_EQ(vector.get(vpiBinStrVal), "00000000");
}

TEST(ValueFormat, CharactersFillFromTheRight) {
  Vector vector(32);
  EXPECT_EQ(vector.put(vpiStringVal, "AB"), "");
  EXPECT_EQ(vector.get(vpiHexStrVal), "00004142");
  EXPECT_EQ(vector.get(vpiStringVal), "  AB");
}

TEST(ValueFormat, UnknownDigitsAreZeroAndReported) {
  Vector vector(4);
  EXPECT_EQ(vector.put(vpiBinStrVal, "1xZ1"), "");
  EXPECT_TRUE(vector.has_x_or_z);
  EXPECT_FALSE(vector.is_z);
  EXPECT_EQ(vector.get(vpiBinStrVal), "1001");
  EXPECT_EQ(vector.put(vpiBinStrVal, "zzzz"), "");
  EXPECT_TRUE(vector.is_z);
}

TEST(ValueFormat, WrongDigitsAreErrors) {
  Vector vector(8);
  EXPECT_THAT(vector.put(vpiBinStrVal, "1021"), HasSubstr("'2'"));
  EXPECT_THAT(vector.put(vpiHexStrVal, "0xg1"), HasSubstr("'g'"));
  EXPECT_THAT(vector.put(vpiDecStrVal, "12a"), HasSubstr("'a'"));
  EXPECT_THAT(vector.put(vpiDecStrVal, "-"), HasSubstr("without digits"));
  s_vpi_value value{vpiBinStrVal, {}};
  EXPECT_THAT(vector.put(value), HasSubstr("null"));
  value.format = vpiStrengthVal;
  EXPECT_THAT(vector.put(value), HasSubstr("vpiStrengthVal"));
}

TEST(ValueFormat, AWrongFormatIsAnErrorAndAStringAllTheSame) {
  DataType real;
  real.kind = DataKind::kReal;
  double number = 2.5;
  SignalView view;
  view.type = &real;
  view.data = reinterpret_cast<std::byte*>(&number);
  view.bytes = sizeof number;
  ValueFormatter formatter;
  s_vpi_value value{vpiBinStrVal, {}};
  EXPECT_THAT(formatter.get(view, value), HasSubstr("vpiBinStrVal of a real"));
  ASSERT_NE(value.value.str, nullptr);
  DataType array;
  array.kind = DataKind::kArray;
  view.type = &array;
  value = {vpiStringVal, {}};
  EXPECT_NE(formatter.get(view, value), "");
  EXPECT_STREQ(value.value.str, "");
}

/// Bits in the middle of a vector, at every place and of every width up to 70.
TEST(ValueFormat, PartsOfVectorsLeaveTheRestAlone) {
  for (std::size_t width = 1; width <= 70; width += 3) {
    for (std::size_t lsb = 0; lsb + width <= 100; ++lsb) {
      std::array<std::byte, 16> memory{};
      memory.fill(std::byte{0xA5});
      auto expected = memory;
      const Words ones((width + 31) / 32, ~0U);
      write_bits(memory.data(), memory.size(), lsb, width, ones);
      for (std::size_t bit = lsb; bit < lsb + width; ++bit) {
        expected[bit / 8] |= std::byte{1} << (bit % 8);
      }
      ASSERT_EQ(memory, expected) << width << " bits at " << lsb;
      const DataType type = bits(width);
      SignalView view;
      view.type = &type;
      view.data = memory.data();
      view.bytes = memory.size();
      view.lsb = lsb;
      Words read;
      read_bits(view, read);
      for (std::size_t bit = 0; bit < width; ++bit) {
        ASSERT_EQ(read[bit / 32] >> (bit % 32) & 1U, 1U) << width << " bits at " << lsb;
      }
    }
  }
}

}  // namespace
}  // namespace lightloop::vpi
