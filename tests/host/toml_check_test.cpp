// SPDX-License-Identifier: Apache-2.0
#include "host/profile/toml_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "host/base/errors.hpp"

namespace lightloop::host {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

struct Text {
  std::string text;
  const char* message;
};

TEST(CheckToml, RefusesWhatTheParserDoesNotBear) {
  const Text texts[] = {
      {repeated("a.", 50000) + "a = 1", "p.toml:1: not TOML: found a key of more than 32 parts"},
      {"\n\n[" + repeated("\"a\" . ", 50000) + "a]", "p.toml:3: not TOML: found a key of more"},
      {"a = {" + repeated("'a'.", 33) + "a = 1}", "found a key of more than 32 parts"},
      {"a = " + repeated("[", 50000), "found more than 32 brackets within each other"},
      {"a = " + repeated("{a = ", 50000), "found more than 32 brackets within each other"},
      {"a = 1\n[]", "p.toml:2: not TOML: found '[' without a key behind it"},
      {"[.a]", "without a key"},
      {"[[ =]]", "without a key"},
      {"[", "without a key"},
      {"a = [}", "found '}' without its partner"},
      {"a = 1]", "found ']' without its partner"},
      {"a = \xC3\xA9", "p.toml:1: not TOML: found byte 0xc3 outside strings and comments"},
      {"a = 1979-05-27T", "a date without a time"},
      {"a = [1979-05-27T:]", "a date without a time"},
      {"a = \"\\\"\n" + repeated("b.", 40) + "b = 1", "p.toml:2: not TOML: found a key"},
      {"a = \"\"\"\n\"\n\"\"\"\n" + repeated("b.", 40) + "b = 1", "p.toml:4: not TOML"},
  };
  for (const Text& text : texts)
    EXPECT_THAT([&] { check_toml("p.toml", text.text); },
                ThrowsMessage<InputError>(HasSubstr(text.message)))
        << text.text.substr(0, 60);
}

TEST(CheckToml, LeavesTomlAlone) {
  const std::string texts[] = {
      "",
      "\xEF\xBB\xBF# \xC3\xA9\na = \"\xC3\xA9\"",
      repeated("a.", 31) + "a = 1",
      "[a.b]\nc = [[1.5, 2.5], [3.5]] # ]]\n[[ d ]]\n[d.\"].[\"]",
      "a = [\n  [1, 2], # }\n  [3]\n]\nb = {c = {d = []}}",
      "a = \"" + repeated(".[{", 100) + "\"\nb = '" + repeated("]", 100) + "'",
      "a = \"\"\"\n[[[[[[\n\\\"\"\" ]]]\n\"\"\"\nb = '''\n}}\n'''",
      "a1T = 1\nb = { c1t = 2 }\n[d1t]\ne = 1979-05-27T07:32:00Z",
      repeated("a = 1.5\n", 1000),
  };
  for (const std::string& text : texts) EXPECT_NO_THROW(check_toml("p.toml", text)) << text;
}

}  // namespace
}  // namespace lightloop::host
