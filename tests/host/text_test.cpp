// SPDX-License-Identifier: Apache-2.0
// What messages and tables are made with: quotes, suggestions, lists of words, lines of a width.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "host/base/suggestion.hpp"
#include "host/base/text_wrap.hpp"
#include "host/base/word_list.hpp"
#include "sim/base/in_quotes.hpp"

namespace lightloop::host {
namespace {

using Words = std::vector<std::string>;

TEST(InQuotes, IsOneShortLine) {
  EXPECT_EQ(in_quotes("plain"), "'plain'");
  EXPECT_EQ(in_quotes(""), "''");
  EXPECT_EQ(in_quotes("a\nb\x1b[2J\x7f"), "'a\\x0ab\\x1b[2J\\x7f'");
  EXPECT_EQ(in_quotes("1,5 \u00b5s \u20ac \U0001d53c"), "'1,5 \u00b5s \u20ac \U0001d53c'");
  EXPECT_EQ(in_quotes(std::string(1000, 'x')), "'" + std::string(80, 'x') + "...'");
}

TEST(InQuotes, CutsNoCharacterInTwo) {
  const std::string text = std::string(79, 'x') + "\u00b5\u00b5";
  EXPECT_EQ(in_quotes(text), "'" + std::string(79, 'x') + "...'");
}

// A terminal may take them for commands, and a JSON or log reader for damage.
TEST(InQuotes, ShowsOtherBytesThanThoseOfPrintableUtf8AsNumbers) {
  for (const auto& [text, shown] : std::vector<std::pair<std::string, std::string>>{
           {"\xc2\x9b"
            "2J",
            "'\\xc2\\x9b2J'"},                            // C1: a terminal's ESC [
           {"\xc2\x9f\xc2\xa0", "'\\xc2\\x9f\xc2\xa0'"},  // the last of them, and behind it
           {"\xb5s", "'\\xb5s'"},                         // Latin-1
           {"\xc3(", "'\\xc3('"},                         // no second byte
           {"a\xe2\x82", "'a\\xe2\\x82'"},                // cut in two
           {"\xc0\xaf", "'\\xc0\\xaf'"},                  // '/', longer than need be
           {"\xe0\x80\xaf", "'\\xe0\\x80\\xaf'"},
           {"\xf0\x80\x80\xaf", "'\\xf0\\x80\\x80\\xaf'"},
           {"\xed\xa0\x80", "'\\xed\\xa0\\x80'"},           // half of a UTF-16 pair
           {"\xf4\x90\x80\x80", "'\\xf4\\x90\\x80\\x80'"},  // beyond the last character
           {"\xff", "'\\xff'"}})
    EXPECT_EQ(in_quotes(text), shown);
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
