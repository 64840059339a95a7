// SPDX-License-Identifier: Apache-2.0
#include "tests/xrt/support/xclbin_builder.hpp"

#include <algorithm>
#include <concepts>
#include <fstream>
#include <stdexcept>
#include <zlib.h>

namespace lightloop::xrt_test {
namespace {

template <std::unsigned_integral Integer>
void put(Bytes& bytes, Integer value) {
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    bytes.push_back(static_cast<std::byte>(value >> (8 * i)));
}

template <std::unsigned_integral Integer>
void put_at(Bytes& bytes, std::size_t offset, Integer value) {
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    bytes.at(offset + i) = static_cast<std::byte>(value >> (8 * i));
}

void put_text(Bytes& bytes, const std::string& text, std::size_t field_bytes) {
  if (text.size() >= field_bytes) throw std::invalid_argument("text too long: " + text);
  const std::size_t end = bytes.size() + field_bytes;
  for (const char character : text) bytes.push_back(static_cast<std::byte>(character));
  bytes.resize(end);
}

void append(Bytes& to, const Bytes& from) { to.insert(to.end(), from.begin(), from.end()); }

Bytes deflate_raw(const Bytes& content) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::runtime_error("deflateInit2");
  Bytes packed(deflateBound(&stream, content.size()));
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

Bytes to_bytes(const std::string& text) {
  Bytes bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(),
                 [](char character) { return static_cast<std::byte>(character); });
  return bytes;
}

void write_file(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream stream(path, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  if (!stream) throw std::runtime_error("cannot write " + path.string());
}

Bytes make_zip(const std::map<std::string, Bytes>& files, bool deflate) {
  Bytes archive;
  Bytes directory;
  for (const auto& file : files) {
    const std::string& name = file.first;
    const Bytes& content = file.second;
    const Bytes packed = deflate ? deflate_raw(content) : content;
    const auto crc = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()));
    const auto offset = static_cast<std::uint32_t>(archive.size());
    const auto put_common = [&](Bytes& to) {
      put<std::uint16_t>(to, 20);  // version
      put<std::uint16_t>(to, 0);   // flags
      put<std::uint16_t>(to, deflate ? 8 : 0);
      put<std::uint32_t>(to, 0);  // time and date
      put<std::uint32_t>(to, crc);
      put<std::uint32_t>(to, static_cast<std::uint32_t>(packed.size()));
      put<std::uint32_t>(to, static_cast<std::uint32_t>(content.size()));
      put<std::uint16_t>(to, static_cast<std::uint16_t>(name.size()));
      put<std::uint16_t>(to, 0);  // extra field
    };
    put<std::uint32_t>(archive, 0x04034b50);
    put_common(archive);
    append(archive, to_bytes(name));
    append(archive, packed);
    put<std::uint32_t>(directory, 0x02014b50);
    put<std::uint16_t>(directory, 20);  // made by
    put_common(directory);
    put<std::uint16_t>(directory, 0);  // comment
    put<std::uint16_t>(directory, 0);  // disk
    put<std::uint16_t>(directory, 0);  // internal attributes
    put<std::uint32_t>(directory, 0);  // external attributes
    put<std::uint32_t>(directory, offset);
    append(directory, to_bytes(name));
  }
  const auto directory_offset = static_cast<std::uint32_t>(archive.size());
  append(archive, directory);
  put<std::uint32_t>(archive, 0x06054b50);
  put<std::uint32_t>(archive, 0);
  put<std::uint16_t>(archive, static_cast<std::uint16_t>(files.size()));
  put<std::uint16_t>(archive, static_cast<std::uint16_t>(files.size()));
  put<std::uint32_t>(archive, static_cast<std::uint32_t>(directory.size()));
  put<std::uint32_t>(archive, directory_offset);
  put<std::uint16_t>(archive, 0);
  return archive;
}

std::string TestXclbin::xml() const {
  std::string text = R"(<?xml version="1.0" encoding="UTF-8"?>
<project name=")" + kernel +
                     R"("><platform vendor="lightloop" boardid="test" name="test">
<device name="fpga0" fpgaDevice="virtexuplus"><core name="OCL_REGION_0" target="hw_em" type="clc_region">
<kernel name=")" + kernel +
                     R"(" language="ip" type="pl">
<port name="S_AXI_CONTROL" mode="slave" range="0x1000" dataWidth="32" portType="addressable" base="0x0"/>
<port name="M_AXI_GMEM" mode="master" range="0xFFFFFFFFFFFFFFFF" dataWidth="512" portType="addressable" base="0x0"/>
<arg name="in" addressQualifier="1" id="0" port="M_AXI_GMEM" size="0x8" offset="0x10" hostOffset="0x0" hostSize="0x8" type="int*"/>
<arg name="out" addressQualifier="1" id="1" port="M_AXI_GMEM" size="0x8" offset="0x1C" hostOffset="0x0" hostSize="0x8" type="int*"/>
<arg name="count" addressQualifier="0" id="2" port="S_AXI_CONTROL" size="0x4" offset="0x28" hostOffset="0x0" hostSize="0x4" type="uint"/>
)";
  for (unsigned i = 0; i < compute_units; ++i)
    text += "<instance name=\"" + kernel + "_" + std::to_string(i + 1) + "\"><addrRemap base=\"" +
            std::to_string(unit_address(i)) + "\" port=\"S_AXI_CONTROL\"/></instance>\n";
  return text + "</kernel></core></device></platform></project>\n";
}

Bytes TestXclbin::build() const {
  std::map<std::uint32_t, Bytes> sections;
  sections[0] = make_zip(files, deflate);
  sections[2] = to_bytes(xml());
  Bytes& topology = sections[6];
  put<std::uint64_t>(topology, banks.size());
  for (const TestBank& bank : banks) {
    put<std::uint64_t>(topology, 0x0101);  // DDR4, used
    put<std::uint64_t>(topology, bank.kib);
    put<std::uint64_t>(topology, bank.base_address);
    put_text(topology, bank.tag, 16);
  }
  Bytes& connectivity = sections[7];
  put<std::uint32_t>(connectivity, 2 * compute_units);
  for (std::uint32_t unit = 0; unit < compute_units; ++unit)
    for (const std::uint32_t argument : {0U, 1U})
      for (const std::uint32_t field : {argument, unit, 0U})
        put<std::uint32_t>(connectivity, field);
  Bytes& layout = sections[8];
  put<std::uint64_t>(layout, compute_units);
  for (unsigned i = 0; i < compute_units; ++i) {
    put<std::uint64_t>(layout, 1);  // a kernel, no properties: the HS protocol
    put<std::uint64_t>(layout, unit_address(i));
    put_text(layout, kernel + ":" + kernel + "_" + std::to_string(i + 1), 64);
  }
  for (const auto& [kind, content] : replaced) sections[kind] = content;
  for (const std::uint32_t kind : omitted) sections.erase(kind);

  Bytes file = to_bytes(std::string("xclbin2\0", 8));
  put<std::uint32_t>(file, 0xffffffff);
  file.resize(40, std::byte{0xff});
  file.resize(456);
  put_at<std::uint8_t>(file, 330, 2);
  put_at<std::uint16_t>(file, 332, mode);
  const Bytes platform = to_bytes("lightloop_test_platform");
  std::copy(platform.begin(), platform.end(), file.begin() + 352);
  std::fill_n(file.begin() + 416, 16, static_cast<std::byte>(uuid_byte));
  put_at<std::uint32_t>(file, 448, static_cast<std::uint32_t>(sections.size()));
  std::uint64_t offset = 456 + 40 * sections.size();
  for (const auto& [kind, content] : sections) {
    offset = (offset + 7) / 8 * 8;
    put<std::uint32_t>(file, kind);
    put_text(file, "section" + std::to_string(kind), 16);
    put<std::uint32_t>(file, 0);
    put<std::uint64_t>(file, offset);
    put<std::uint64_t>(file, content.size());
    offset += content.size();
  }
  for (const auto& entry : sections) {
    file.resize((file.size() + 7) / 8 * 8);
    append(file, entry.second);
  }
  put_at<std::uint64_t>(file, 304, file.size());
  return file;
}

}  // namespace lightloop::xrt_test
