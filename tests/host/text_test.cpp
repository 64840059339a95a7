// SPDX-License-Identifier: Apache-2.0
// What messages and tables are made with: quotes, suggestions, lists of words, lines of a width.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/base/quote.hpp"
#include "host/base/suggestion.hpp"
#include "host/base/text_wrap.hpp"
#include "host/base/word_list.hpp"

namespace lightloop::host {
namespace {

using Words = std::vector<std::string>;

TEST(Quote, IsOneShortLine) {
  EXPECT_EQ(quote("plain"), "'plain'");
  EXPECT_EQ(quote(""), "''");
  EXPECT_EQ(quote("a\nb\x1b[2J\x7f"), "'a\\x0ab\\x1b[2J\\x7f'");
  EXPECT_EQ(quote("1,5 \u00b5s"), "'1,5 \u00b5s'");
  EXPECT_EQ(quote(std::string(1000, 'x')), "'" + std::string(60, 'x') + "...'");
}

TEST(Quote, CutsNoCharacterInTwo) {
  const std::string text = std::string(59, 'x') + "\u00b5\u00b5";
  EXPECT_EQ(quote(text), "'" + std::string(59, 'x') + "...'");
}

TEST(ClosestName, IsTheOneThatWasMeant) {
  const Words names{"profile", "engine", "codewords", "errors", "max-errors", "json", "csv"};
  for (const auto& [word, name] :
       std::vector<std::pair<std::string, std::string>>{{"profil", "profile"},
                                                        {"porfile", "profile"},
                                                        {"Profile", "profile"},
                                                        {"engnie", "engine"},
                                                        {"codeword", "codewords"},
                                                        {"code", "codewords"},
                                                        {"max_errors", "max-errors"},
                                                        {"error", "errors"},
                                                        {"jsno", "json"},
                                                        {"cvs", "csv"}})
    EXPECT_EQ(closest_name(word, names), name) << word;
}

TEST(ClosestName, IsNoneOfThoseThatAreFar) {
  const Words names{"profile", "engine", "codewords", "csv", "a"};
  for (const std::string& word :
       Words{"", "turbo", "x", "files", "--", "b", std::string(100000, 'c')})
    EXPECT_EQ(closest_name(word, names), std::nullopt) << word.substr(0, 20);
  EXPECT_EQ(closest_name("profile", {}), std::nullopt);
}

TEST(ClosestName, ABeginningOfTwoNamesIsNoName) {
  EXPECT_EQ(closest_name("kp4-", Words{"kp4-touchstone", "kp4-isi-of-a-kind"}), std::nullopt);
  EXPECT_EQ(closest_name("kp4-t", Words{"kp4-touchstone", "kp4-isi-of-a-kind"}), "kp4-touchstone");
}

TEST(DidYouMean, EndsAMessageOrIsNothing) {
  EXPECT_EQ(did_you_mean("goldn", Words{"golden", "rtl"}), ", did you mean 'golden'?");
  EXPECT_EQ(did_you_mean("gpu", Words{"golden", "rtl"}), "");
}

TEST(Alternatives, AreASentence) {
  EXPECT_EQ(alternatives(Words{}), "");
  EXPECT_EQ(alternatives(Words{"a"}), "a");
  EXPECT_EQ(alternatives(Words{"a", "b"}), "a or b");
  EXPECT_EQ(alternatives(Words{"a", "b", "c"}), "a, b or c");
}

TEST(Wrap, KeepsToTheColumns) {
  EXPECT_EQ(wrap("# a ", "#   ", "one two three four", 13), "# a one two\n#   three\n#   four\n");
  EXPECT_EQ(wrap("", "", "one two", 7), "one two\n");
  EXPECT_EQ(wrap("", "", "one two", 6), "one\ntwo\n");
}

TEST(Wrap, KeepsLongWordsBlanksAndNewlines) {
  EXPECT_EQ(wrap("- ", "  ", "a /a/very/long/path b", 8), "- a\n  /a/very/long/path\n  b\n");
  EXPECT_EQ(wrap("", "", "a   b", 80), "a   b\n");
  EXPECT_EQ(wrap("", "  ", "a\n\nb", 80), "a\n\n  b\n");
  EXPECT_EQ(wrap("# x ", "", "", 80), "# x\n");
}

}  // namespace
}  // namespace lightloop::host
