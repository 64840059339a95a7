// SPDX-License-Identifier: Apache-2.0
#include "sim/vpi/value_format.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace lightloop::vpi {
namespace {

/// The eight digits of each byte.
constexpr auto kBinaryDigits = [] {
  std::array<std::array<char, 8>, 256> digits{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      digits[byte][7 - bit] = (byte >> bit & 1U) != 0 ? '1' : '0';
    }
  }
  return digits;
}();

bool needs_string(PLI_INT32 format) {
  return format == vpiBinStrVal || format == vpiOctStrVal || format == vpiDecStrVal ||
         format == vpiHexStrVal || format == vpiStringVal;
}

bool bit_at(const Words& words, std::size_t bit) {
  return (words[bit / 32] >> (bit % 32) & 1U) != 0;
}

void mask_top(Words& words, std::size_t bits) {
  if (bits % 32 != 0) words.back() &= (1U << (bits % 32)) - 1;
}

std::uint64_t low_64(const Words& words) {
  return words[0] | (words.size() > 1 ? std::uint64_t{words[1]} << 32 : 0);
}

std::string unsupported(PLI_INT32 format, const char* what) {
  return std::string("no ") + name_of_format(format) + " of a " + what;
}

/// `words` times `factor` plus `addend`.
void multiply_add(Words& words, std::uint32_t factor, std::uint32_t addend) {
  std::uint64_t carry = addend;
  for (std::uint32_t& word : words) {
    carry += std::uint64_t{word} * factor;
    word = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
}

/// Divides `words`; returns the rest.
std::uint32_t divide(Words& words, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    rest = rest << 32 | *word;
    *word = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

void negate(Words& words) {
  for (std::uint32_t& word : words) word = ~word;
  multiply_add(words, 1, 1);
}

bool is_z(char digit) { return digit == 'z' || digit == 'Z' || digit == '?'; }

bool is_x_or_z(char digit) { return digit == 'x' || digit == 'X' || is_z(digit); }

/// What a digit stands for; more than any base has for other characters.
unsigned value_of(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a') + 10;
  if (digit >= 'A' && digit <= 'F') return static_cast<unsigned>(digit - 'A') + 10;
  return 16;
}

/// Digits of a base that is a power of two, most significant first.
void parse_digits(std::string_view text, unsigned bits_a_digit, std::size_t bits,
                  PutValue& result) {
  std::size_t place = 0;
  result.is_z = !text.empty();
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit) {
    unsigned value = value_of(*digit);
    if (value >> bits_a_digit == 0) {
      result.is_z = false;
    } else if (*digit == '_') {
      continue;
    } else if (is_x_or_z(*digit)) {
      result.has_x_or_z = true;
      result.is_z &= is_z(*digit);
      value = 0;
    } else {
      result.error = std::string("'") + *digit + "' is no digit of '" + std::string(text) + "'";
      return;
    }
    for (unsigned bit = 0; bit < bits_a_digit && place < bits; ++bit, ++place) {
      result.words[place / 32] |= (value >> bit & 1U) << (place % 32);
    }
  }
}

void parse_decimal(const char* text, PutValue& result) {
  const bool negative = *text == '-';
  if (negative) ++text;
  if (*text == '\0') result.error = "a decimal number without digits";
  for (; *text != '\0'; ++text) {
    if (*text == '_') continue;
    if (is_x_or_z(*text)) {
      result.has_x_or_z = true;
      continue;
    }
    if (*text < '0' || *text > '9') {
      result.error = std::string("'") + *text + "' is no decimal digit";
      return;
    }
    multiply_add(result.words, 10, static_cast<std::uint32_t>(*text - '0'));
  }
  if (negative) negate(result.words);
}

/// An integer of 64 bits, with its sign in what is above.
void set_integer(std::int64_t value, Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = static_cast<std::uint32_t>(i < 2 ? value >> (32 * i) : value >> 63);
  }
}

/// The last characters of the text, eight bits each.
void parse_characters(const char* text, std::size_t bits, Words& words) {
  const std::size_t length = std::strlen(text);
  for (std::size_t i = 0; i < length && 8 * i < bits; ++i) {
    const auto character = static_cast<unsigned char>(text[length - 1 - i]);
    words[i / 4] |= std::uint32_t{character} << (8 * (i % 4));
  }
}

void take_vector(const s_vpi_vecval* vector, PutValue& result) {
  if (vector == nullptr) {
    result.error = "a null vector";
    return;
  }
  for (std::size_t i = 0; i < result.words.size(); ++i) {
    const auto unknown = static_cast<std::uint32_t>(vector[i].bval);
    result.words[i] = static_cast<std::uint32_t>(vector[i].aval) & ~unknown;
    result.has_x_or_z |= unknown != 0;
  }
}

void take_time(const s_vpi_time* time, PutValue& result) {
  if (time == nullptr) {
    result.error = "a null time";
    return;
  }
  result.words[0] = time->low;
  if (result.words.size() > 1) result.words[1] = time->high;
}

void parse_bits(const DataType& type, const s_vpi_value& value, PutValue& result) {
  result.words.assign((type.bits + 31) / 32, 0);
  if (needs_string(value.format) && value.value.str == nullptr) {
    result.error = "a null string";
    return;
  }
  switch (value.format) {
    case vpiBinStrVal:
      parse_digits(value.value.str, 1, type.bits, result);
      break;
    case vpiOctStrVal:
      parse_digits(value.value.str, 3, type.bits, result);
      break;
    case vpiHexStrVal:
      parse_digits(value.value.str, 4, type.bits, result);
      break;
    case vpiDecStrVal:
      parse_decimal(value.value.str, result);
      break;
    case vpiStringVal:
      parse_characters(value.value.str, type.bits, result.words);
      break;
    case vpiIntVal:
      set_integer(value.value.integer, result.words);
      break;
    case vpiScalarVal:
      result.words[0] = value.value.scalar == vpi1 || value.value.scalar == vpiH ? 1 : 0;
      result.has_x_or_z = value.value.scalar == vpiX || value.value.scalar == vpiZ;
      result.is_z = value.value.scalar == vpiZ;
      break;
    case vpiVectorVal:
      take_vector(value.value.vector, result);
      break;
    case vpiRealVal:
      if (!(std::abs(value.value.real) < 0x1p63)) {
        result.error = "the real number " + std::to_string(value.value.real) + " for bits";
        break;
      }
      set_integer(std::llround(value.value.real), result.words);
      break;
    case vpiTimeVal:
      take_time(value.value.time, result);
      break;
    default:
      result.error = unsupported(value.format, "vector");
  }
  mask_top(result.words, type.bits);
}

}  // namespace

const char* name_of_format(PLI_INT32 format) {
  switch (format) {
    case vpiBinStrVal:
      return "vpiBinStrVal";
    case vpiOctStrVal:
      return "vpiOctStrVal";
    case vpiDecStrVal:
      return "vpiDecStrVal";
    case vpiHexStrVal:
      return "vpiHexStrVal";
    case vpiScalarVal:
      return "vpiScalarVal";
    case vpiIntVal:
      return "vpiIntVal";
    case vpiRealVal:
      return "vpiRealVal";
    case vpiStringVal:
      return "vpiStringVal";
    case vpiVectorVal:
      return "vpiVectorVal";
    case vpiStrengthVal:
      return "vpiStrengthVal";
    case vpiTimeVal:
      return "vpiTimeVal";
    case vpiObjTypeVal:
      return "vpiObjTypeVal";
    default:
      return "value of an unknown format";
  }
}

void parse_value(const DataType& type, const s_vpi_value& value, PutValue& result) {
  result.has_x_or_z = false;
  result.is_z = false;
  result.error.clear();
  switch (type.kind) {
    case DataKind::kBits:
      parse_bits(type, value, result);
      break;
    case DataKind::kReal:
      if (value.format == vpiRealVal) {
        result.real = value.value.real;
      } else if (value.format == vpiIntVal) {
        result.real = value.value.integer;
      } else {
        result.error = unsupported(value.format, "real");
      }
      break;
    case DataKind::kString:
      if (value.format != vpiStringVal || value.value.str == nullptr) {
        result.error = unsupported(value.format, "string");
      } else {
        result.text = value.value.str;
      }
      break;
    default:
      result.error = "only elements of it have a value";
  }
}

void ValueFormatter::get_binary(std::size_t bits) {
  text_.resize((bits + 7) / 8 * 8);
  const auto* bytes = reinterpret_cast<const unsigned char*>(words_.data());
  char* target = text_.data();
  for (std::size_t byte = (bits + 7) / 8; byte-- > 0; target += 8) {
    std::memcpy(target, kBinaryDigits[bytes[byte]].data(), 8);
  }
  text_.erase(0, text_.size() - bits);
}

void ValueFormatter::get_digits(std::size_t bits, unsigned bits_a_digit) {
  const std::size_t digits = (bits + bits_a_digit - 1) / bits_a_digit;
  text_.assign(digits, '0');
  for (std::size_t digit = 0; digit < digits; ++digit) {
    unsigned value = 0;
    for (unsigned bit = 0; bit < bits_a_digit; ++bit) {
      const std::size_t place = digit * bits_a_digit + bit;
      if (place < bits && bit_at(words_, place)) value |= 1U << bit;
    }
    text_[digits - 1 - digit] = "0123456789abcdef"[value];
  }
}

void ValueFormatter::get_decimal() {
  text_.clear();
  const auto is_zero = [](std::uint32_t word) { return word == 0; };
  do {
    text_ += static_cast<char>('0' + divide(words_, 10));
  } while (!std::all_of(words_.begin(), words_.end(), is_zero));
  std::reverse(text_.begin(), text_.end());
}

/// As other simulators do it, zero bytes are blanks.
void ValueFormatter::get_characters(std::size_t bits) {
  const auto* bytes = reinterpret_cast<const char*>(words_.data());
  text_.clear();
  for (std::size_t byte = (bits + 7) / 8; byte-- > 0;) {
    text_ += bytes[byte] == '\0' ? ' ' : bytes[byte];
  }
}

std::string ValueFormatter::get_bits(const SignalView& view, s_vpi_value& value) {
  read_bits(view, words_);
  const std::size_t bits = view.type->bits;
  switch (value.format) {
    case vpiBinStrVal:
      get_binary(bits);
      break;
    case vpiOctStrVal:
      get_digits(bits, 3);
      break;
    case vpiHexStrVal:
      get_digits(bits, 4);
      break;
    case vpiDecStrVal:
      get_decimal();
      break;
    case vpiStringVal:
      get_characters(bits);
      break;
    case vpiIntVal:
      value.value.integer = static_cast<PLI_INT32>(words_[0]);
      break;
    case vpiScalarVal:
      value.value.scalar = (words_[0] & 1U) != 0 ? vpi1 : vpi0;
      break;
    case vpiVectorVal:
      vector_.resize(words_.size());
      for (std::size_t i = 0; i < words_.size(); ++i) {
        vector_[i] = {static_cast<PLI_UINT32>(words_[i]), 0};
      }
      value.value.vector = vector_.data();
      break;
    case vpiRealVal:
      value.value.real = static_cast<double>(low_64(words_));
      return bits > 64 ? "more bits than a real number has" : "";
    default:
      return unsupported(value.format, "vector");
  }
  return {};
}

std::string ValueFormatter::get(const SignalView& view, s_vpi_value& value) {
  if (value.format == vpiSuppressVal) return {};
  const DataKind kind = view.type->kind;
  const bool text = kind == DataKind::kString || kind == DataKind::kChars;
  if (value.format == vpiObjTypeVal) {
    value.format = kind == DataKind::kReal ? vpiRealVal
                   : text                  ? vpiStringVal
                   : view.type->bits == 1  ? vpiScalarVal
                                           : vpiVectorVal;
  }
  text_.clear();
  std::string error;
  if (kind == DataKind::kBits) {
    error = get_bits(view, value);
  } else if (text) {
    text_ = read_string(view);
    if (value.format != vpiStringVal) error = unsupported(value.format, "string");
  } else if (kind == DataKind::kReal) {
    const double real = read_real(view);
    if (value.format == vpiRealVal) {
      value.value.real = real;
    } else if (value.format == vpiIntVal && std::abs(real) < 0x1p31) {
      value.value.integer = static_cast<PLI_INT32>(std::lround(real));
    } else {
      text_ = std::to_string(real);
      if (value.format != vpiStringVal) error = unsupported(value.format, "real");
    }
  } else {
    error = "only elements of it have a value";
  }
  if (needs_string(value.format)) {
    value.value.str = text_.data();
  } else if (!error.empty()) {
    value.value.real = 0;  // the largest member
  }
  return error;
}

}  // namespace lightloop::vpi
