// SPDX-License-Identifier: Apache-2.0
// Guards in front of the parsers that XRT uses, which call themselves once a level of nesting and
// keep hundreds of bytes for each part.
#pragma once

#include <string>
#include <string_view>

namespace lightloop::xclbin {

/// What is against giving an XML text to rapidxml: elements nested more than 100 deep, more than
/// 100 000 elements and attributes, NUL characters, a document type (which could define entities),
/// or tags that are not written as XML has them, in which rapidxml might see other elements than
/// this function. Empty when nothing is. Whether the text is well-formed is for the parser to say.
std::string xml_objection(std::string_view text);

/// The same for JSON and Boost's parser: values nested more than 100 deep.
std::string json_objection(std::string_view text);

}  // namespace lightloop::xclbin
