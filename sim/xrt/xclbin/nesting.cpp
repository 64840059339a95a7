// SPDX-License-Identifier: Apache-2.0
#include "sim/xrt/xclbin/nesting.hpp"

#include <algorithm>

namespace lightloop::xclbin {
namespace {

// Real descriptions have seven levels.
constexpr int kDeepest = 100;
constexpr int kMostXmlParts = 100000;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == ':' || c == '-' || c == '.';
}

// Goes through the tags of a text.
class XmlScanner {
 public:
  explicit XmlScanner(std::string_view text) : text_(text) {}

  std::string objection() {
    for (at_ = text_.find('<'); at_ < text_.size(); at_ = text_.find('<', at_)) {
      if (std::string problem = markup(); !problem.empty())
        return "line " + std::to_string(1 + std::count(text_.begin(), text_.begin() + at_, '\n')) +
               ": " + problem;
    }
    return {};
  }

 private:
  std::string markup() {
    if (take("<!--")) return skip_past("-->", "a comment");
    if (take("<![CDATA[")) return skip_past("]]>", "a CDATA section");
    if (take("<?")) return skip_past("?>", "a processing instruction");
    if (starts("<!")) return "found a document type, expected none";
    if (take("</")) return closing_tag();
    ++at_;
    return opening_tag();
  }

  std::string opening_tag() {
    if (!take_name()) return "expected the name of an element after '<'";
    if (std::string problem = count_part(); !problem.empty()) return problem;
    if (++depth_ > kDeepest)
      return "elements nested too deep, expected at most " + std::to_string(kDeepest);
    for (;;) {
      const bool space = take_space();
      if (take("/>")) {
        --depth_;
        return {};
      }
      if (take(">")) return {};
      if (!space || !take_name()) return "expected an attribute or the end of the tag";
      take_space();
      if (!take("=")) return "expected '=' after the name of an attribute";
      take_space();
      if (!take_quoted()) return "expected the value of an attribute in quotes";
      if (std::string problem = count_part(); !problem.empty()) return problem;
    }
  }

  std::string closing_tag() {
    if (!take_name()) return "expected the name of an element after '</'";
    take_space();
    if (!take(">")) return "expected '>' after the name in a closing tag";
    return --depth_ < 0 ? "found a closing tag, expected no more of them" : "";
  }

  std::string count_part() {
    return ++parts_ > kMostXmlParts
               ? "more than " + std::to_string(kMostXmlParts) + " elements and attributes"
               : "";
  }

  bool starts(std::string_view token) const { return text_.substr(at_).starts_with(token); }

  bool take(std::string_view token) {
    if (!starts(token)) return false;
    at_ += token.size();
    return true;
  }

  std::string skip_past(std::string_view end, const std::string& what) {
    const auto found = text_.find(end, at_);
    if (found == std::string_view::npos) return what + " does not end";
    at_ = found + end.size();
    return {};
  }

  bool take_name() { return take_while(is_name); }
  bool take_space() { return take_while(is_space); }

  template <typename Predicate>
  bool take_while(Predicate predicate) {
    const auto start = at_;
    while (at_ < text_.size() && predicate(text_[at_])) ++at_;
    return at_ != start;
  }

  bool take_quoted() {
    if (!starts("\"") && !starts("'")) return false;
    const auto end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) return false;
    at_ = end + 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int parts_ = 0;
};

}  // namespace

std::string xml_objection(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return "found a NUL character in the text";
  return XmlScanner(text).objection();
}

std::string json_objection(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest)
        return "values nested too deep, expected at most " + std::to_string(kDeepest);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return {};
}

}  // namespace lightloop::xclbin
