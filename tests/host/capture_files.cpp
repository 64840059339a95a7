// SPDX-License-Identifier: Apache-2.0
#include "tests/host/capture_files.hpp"

#include <random>

#include "host/framing/gfp_header.hpp"

namespace lightloop::tests {

std::string Numbers::number(std::uint64_t value, std::size_t bytes) const {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i)
    text[order == ByteOrder::kLittleEndian ? i : bytes - 1 - i] =
        static_cast<char>(value >> (8 * i));
  return text;
}

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + 3) / 4 * 4);
  return bytes;
}

std::string PcapHeader::bytes() const {
  const Numbers to{order};
  return to.u32(magic) + to.u16(major) + to.u16(minor) + to.u32(zone) + to.u32(sigfigs) +
         to.u32(snapshot_length) + to.u32(link_type);
}

std::string PcapRecord::bytes() const {
  const Numbers to{order};
  const auto captured = static_cast<std::uint32_t>(frame.size());
  return to.u32(seconds) + to.u32(fraction) + to.u32(captured) +
         to.u32(original == 0 ? captured : original) + frame;
}

std::string PcapngBlocks::block(std::uint32_t type, const std::string& body) const {
  const Numbers to{order};
  const std::string length = to.u32(static_cast<std::uint32_t>(body.size() + 12));
  return to.u32(type) + length + body + length;
}

std::string PcapngBlocks::option(std::uint32_t code, const std::string& value) const {
  const Numbers to{order};
  return to.u16(code) + to.u16(static_cast<std::uint32_t>(value.size())) + padded(value);
}

std::string PcapngBlocks::section(std::uint64_t length, const std::string& options,
                                  std::uint32_t major) const {
  const Numbers to{order};
  return block(0x0A0D0D0A,
               to.u32(0x1A2B3C4D) + to.u16(major) + to.u16(0) + to.number(length, 8) + options);
}

std::string PcapngBlocks::interface(std::uint32_t link_type, std::uint32_t snapshot_length,
                                    const std::string& options) const {
  const Numbers to{order};
  return block(1, to.u16(link_type) + to.u16(0) + to.u32(snapshot_length) + options);
}

std::string PcapngBlocks::packet_body(const std::string& first, const std::string& frame,
                                      std::uint32_t original, const std::string& options) const {
  const Numbers to{order};
  const auto captured = static_cast<std::uint32_t>(frame.size());
  return first + to.u32(0x60AE0) + to.u32(0x12D687) + to.u32(captured) +
         to.u32(original == 0 ? captured : original) + padded(frame) + options;
}

std::string PcapngBlocks::packet(std::uint32_t interface, const std::string& frame,
                                 const std::string& options, std::uint32_t original) const {
  return block(6, packet_body(Numbers{order}.u32(interface), frame, original, options));
}

std::string PcapngBlocks::obsolete_packet(std::uint32_t interface, const std::string& frame,
                                          const std::string& options) const {
  const Numbers to{order};
  return block(2, packet_body(to.u16(interface) + to.u16(7), frame, 0, options));
}

std::string PcapngBlocks::simple_packet(const std::string& frame, std::uint32_t original) const {
  return block(3, Numbers{order}.u32(original) + padded(frame));
}

std::string test_frame(std::size_t bytes, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string frame(bytes, '\0');
  for (auto& byte : frame) byte = static_cast<char>(random());
  return frame;
}

std::string test_frame_with_fcs(std::size_t bytes, std::uint32_t seed) {
  std::string frame = test_frame(bytes - 4, seed);
  const auto fcs =
      host::gfp::ethernet_fcs({reinterpret_cast<const std::uint8_t*>(frame.data()), frame.size()});
  frame.append(fcs.begin(), fcs.end());
  return frame;
}

namespace {

std::vector<NamedCapture> classic_captures() {
  const std::string a = test_frame(60, 1);
  const std::string b = test_frame(200, 2);
  const std::string c = test_frame(61, 3);
  std::vector<NamedCapture> captures;
  const auto add = [&](const char* name, const PcapHeader& header) {
    const auto record = [&header](std::uint32_t fraction, const std::string& frame) {
      return PcapRecord{.fraction = fraction, .frame = frame, .order = header.order}.bytes();
    };
    captures.push_back(
        {name, header.bytes() + record(1, a) + record(2, b) + record(3, c), {a, b, c}});
  };
  add("Plain", {});
  add("Nanoseconds", {.magic = kNanoseconds});
  add("BigEndian", {.order = ByteOrder::kBigEndian});
  add("BigEndianNanoseconds", {.magic = kNanoseconds, .order = ByteOrder::kBigEndian});
  add("TimeZone", {.zone = static_cast<std::uint32_t>(-3600)});
  add("Sigfigs", {.sigfigs = 6});
  add("Minor0", {.minor = 0});
  add("Minor3", {.minor = 3});
  add("Minor9", {.minor = 9});
  add("SnapshotLength0", {.snapshot_length = 0});
  add("SnapshotLengthAllOnes", {.snapshot_length = 0xFFFFFFFF});
  add("RecordsBeyondTheSnapshotLength", {.snapshot_length = 64});
  add("FcsOfZeroBytes", {.link_type = 0x04000001});
  add("FcsLengthWithoutItsMark", {.link_type = 0x20000001});
  add("WrongFcs", {.link_type = 0x24000001});
  add("FcsOfEightBytes", {.link_type = 0x44000001});
  add("ReservedBits", {.link_type = 0x03FF0001});

  const auto one = [&](const char* name, const PcapHeader& header, const PcapRecord& record) {
    captures.push_back({name, header.bytes() + record.bytes(), {record.frame}});
  };
  one("Fcs", {.link_type = 0x24000001}, {.frame = test_frame_with_fcs(64)});
  one("FcsAlone", {.link_type = 0x24000001}, {.frame = test_frame_with_fcs(4)});
  one("ShorterThanAnFcs", {.link_type = 0x24000001}, {.frame = "abc"});
  one("CutFrameWithFcs", {.link_type = 0x24000001}, {.frame = a, .original = 1518});
  one("CutFrame", {.snapshot_length = 60}, {.frame = a, .original = 1514});
  one("CutToNothing", {}, {.frame = "", .original = 60});
  one("LessOnTheWireThanCaptured", {}, {.frame = a, .original = 3});
  one("EmptyFrame", {}, {.frame = ""});
  one("FractionBeyondASecond", {}, {.fraction = 4000000000, .frame = a});
  one("SecondsBeyond2038", {}, {.seconds = 0xFFFFFFFF, .frame = a});
  one("LongestFrame", {}, {.frame = test_frame(host::kLongestCapturedFrame)});
  captures.push_back({"NoFrame", PcapHeader{}.bytes(), {}});
  return captures;
}

std::vector<NamedCapture> pcapng_captures() {
  std::vector<NamedCapture> captures;
  const std::string a = test_frame(60, 1);
  const std::string b = test_frame(61, 2);
  const std::string c = test_frame(1514, 3);
  for (const auto order : {ByteOrder::kLittleEndian, ByteOrder::kBigEndian}) {
    const PcapngBlocks ng{order};
    const PcapngBlocks other{order == ByteOrder::kLittleEndian ? ByteOrder::kBigEndian
                                                               : ByteOrder::kLittleEndian};
    const Numbers to{order};
    const std::string end = ng.option(0, "");
    const std::string comment = ng.option(1, "a comment") + end;
    const auto add = [&](const std::string& name, const std::string& bytes,
                         std::vector<std::string> frames) {
      captures.push_back({name + (order == ByteOrder::kLittleEndian ? "Little" : "Big"), bytes,
                          std::move(frames)});
    };
    add("NgNoBlock", ng.section(), {});
    add("NgNoFrame", ng.section() + ng.interface(), {});
    add("NgPackets", ng.section() + ng.interface() + ng.packet(0, a) + ng.packet(0, b), {a, b});
    add("NgInterfaces",
        ng.section(~std::uint64_t{0}, comment) +
            ng.interface(1, 0, ng.option(2, "eth0") + ng.option(9, "\x09") + end) +
            ng.interface(1, 96, ng.option(9, "\x86") + ng.option(14, to.number(3600, 8)) + end) +
            ng.packet(1, a, comment, 1514) + ng.packet(0, b) + ng.packet(1, c, comment),
        {a, b, c});
    add("NgAllBlocks",
        ng.section() + ng.interface() + ng.block(4, to.u16(0) + to.u16(0)) + ng.packet(0, a) +
            ng.block(10, "secrets of TLS..") + ng.block(0xBAD, to.u32(32473) + "custom data.") +
            ng.obsolete_packet(0, b, comment) + ng.block(0x40000BAD, to.u32(32473)) +
            ng.block(0x12345678, "") + ng.simple_packet(c, 1514) +
            ng.block(5, to.u32(0) + to.number(0, 8) + ng.option(4, to.number(3, 8)) + end),
        {a, b, c});
    add("NgSimplePacketsThatAreCut",
        ng.section() + ng.interface(1, 60) + ng.simple_packet(a, 1514) +
            ng.simple_packet(b.substr(0, 20), 20),
        {a, b.substr(0, 20)});
    add("NgEmptyFrames", ng.section() + ng.interface() + ng.packet(0, "") + ng.simple_packet("", 0),
        {"", ""});
    add("NgSectionOfAStatedLength",
        ng.section(ng.interface().size() + ng.packet(0, a).size()) + ng.interface() +
            ng.packet(0, a),
        {a});
    add("NgSections",
        ng.section() + ng.interface(113) + other.section() + other.interface() +
            other.packet(0, a) + ng.section() + ng.interface() + ng.interface() + ng.packet(1, b),
        {a, b});
    add("NgInterfaceOfAnotherLinkTypeWithoutPackets",
        ng.section() + ng.interface(113) + ng.interface() + ng.packet(1, a), {a});
    const std::string with_fcs = test_frame_with_fcs(64);
    add("NgFcs",
        ng.section() + ng.interface(1, 0, ng.option(13, "\x04") + end) + ng.packet(0, with_fcs) +
            ng.packet(0, b) + ng.simple_packet(with_fcs, 64),
        {with_fcs, b, with_fcs});
    add("NgFcsOfAPacket",
        ng.section() + ng.interface() +
            ng.packet(0, with_fcs, ng.option(1, "x") + ng.option(2, to.u32(4 << 5)) + end),
        {with_fcs});
  }
  return captures;
}

}  // namespace

std::vector<NamedCapture> whole_captures() {
  auto captures = classic_captures();
  for (auto& capture : pcapng_captures()) captures.push_back(std::move(capture));
  return captures;
}

}  // namespace lightloop::tests
