// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "host/base/errors.hpp"
#include "host/pcap/pcap_reader.hpp"
#include "host/pcap/pcap_writer.hpp"
#include "host/pcap/pcapng.hpp"
#include "tests/host/capture_files.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using tests::ByteOrder;
using tests::NamedCapture;
using tests::Numbers;
using tests::PcapHeader;
using tests::PcapngBlocks;
using tests::PcapRecord;
using tests::read_file;
using tests::TemporaryDirectory;
using tests::test_frame;
using tests::test_frame_with_fcs;
using tests::write_file;

const std::filesystem::path kCapture = LIGHTLOOP_CAPTURE;
const std::filesystem::path kData = LIGHTLOOP_TEST_DATA;

struct Contents {
  std::string bytes;  ///< of all pieces
  std::vector<std::string> frames;
  std::string error;
};

Contents contents_of(const std::filesystem::path& file) {
  Contents contents;
  try {
    PcapReader reader(file);
    while (const auto piece = reader.next()) {
      contents.bytes.append(piece->bytes.begin(), piece->bytes.end());
      if (!piece->frame) continue;
      const auto* const frame = piece->bytes.data() + piece->frame->offset;
      contents.frames.emplace_back(frame, frame + piece->frame->size);
    }
  } catch (const InputError& error) {
    contents.error = error.what();
  }
  return contents;
}

Contents contents_of_bytes(const std::string& bytes) {
  TemporaryDirectory directory;
  write_file(directory / "a", bytes);
  return contents_of(directory / "a");
}

std::string error_of(const std::string& bytes) { return contents_of_bytes(bytes).error; }

std::string record(const std::string& frame) { return PcapRecord{.frame = frame}.bytes(); }

class WholeCaptures : public ::testing::TestWithParam<NamedCapture> {};

TEST_P(WholeCaptures, AreGivenByteForByteWithTheirFrames) {
  const auto contents = contents_of_bytes(GetParam().bytes);
  EXPECT_EQ(contents.error, "");
  EXPECT_EQ(contents.bytes, GetParam().bytes);
  EXPECT_EQ(contents.frames, GetParam().frames);
}

// Wherever a file is cut, what stands before is given, and the cut is an error unless it lies
// between records or blocks.
TEST_P(WholeCaptures, CutAnywhereAreGivenUntilThere) {
  const std::string& whole = GetParam().bytes;
  TemporaryDirectory directory;
  write_file(directory / "a", whole);
  // At each byte of the first ones, then at so many places that each part of a header is met.
  const std::size_t step = 13 + whole.size() / 200;
  for (std::size_t size = whole.size() - 1; size<whole.size(); size -= size> 300 ? step : 1) {
    std::filesystem::resize_file(directory / "a", size);
    const auto contents = contents_of(directory / "a");
    EXPECT_TRUE(whole.starts_with(contents.bytes)) << size;
    EXPECT_EQ(contents.error.empty(), contents.bytes.size() == size && size > 0) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Pcap, WholeCaptures, ::testing::ValuesIn(tests::whole_captures()),
                         [](const auto& test) { return test.param.name; });

TEST(Pcap, ARealCaptureIsGivenByteForByte) {
  const auto contents = contents_of(kCapture);
  EXPECT_EQ(contents.bytes, read_file(kCapture));
  EXPECT_EQ(contents.frames.size(), 89U);
  EXPECT_EQ(PcapReader(kCapture).format(), "pcap");
  EXPECT_EQ(PcapReader(kCapture).compression(), "none");
  EXPECT_EQ(PcapReader(kData / "frames.pcapng").format(), "pcapng");
}

TEST(Pcap, LengthsInTheOtherOrderBeforeVersion4) {
  const Numbers to;
  const std::string frame = test_frame(60);
  for (const std::uint32_t minor : {0U, 2U, 3U}) {
    const std::string file = PcapHeader{.minor = minor}.bytes() + to.u32(1) + to.u32(2) +
                             to.u32(1514) + to.u32(60) + frame + record(frame);
    const auto contents = contents_of_bytes(file);
    EXPECT_EQ(contents.bytes, file);
    EXPECT_EQ(contents.frames, (std::vector{frame, frame})) << contents.error;
  }
}

// What the capture says of each frame's FCS and length.
std::string marks_of(const std::string& bytes) {
  TemporaryDirectory directory;
  write_file(directory / "a", bytes);
  PcapReader reader(directory / "a");
  std::string marks;
  while (const auto piece = reader.next())
    if (piece->frame) marks += piece->frame->cut ? 'c' : piece->frame->has_fcs ? 'F' : '-';
  return marks;
}

TEST(Pcap, TheHeaderSaysWhetherFramesHaveAnFcs) {
  const auto marks = [](std::uint32_t link_type) {
    return marks_of(PcapHeader{.link_type = link_type}.bytes() + record(test_frame(60)) +
                    PcapRecord{.frame = test_frame(60), .original = 61}.bytes() + record("abc"));
  };
  EXPECT_EQ(marks(0x24000001), "Fc-");
  EXPECT_EQ(marks(0x04000001), "-c-");
  EXPECT_EQ(marks(0x20000001), "-c-");  // without the mark that the length is known
  EXPECT_EQ(marks(0x44000001), "-c-");  // eight bytes
  EXPECT_EQ(marks(0x00000001), "-c-");
}

TEST(Pcapng, InterfacesAndPacketsSayWhetherFramesHaveAnFcs) {
  const PcapngBlocks ng;
  const std::string end = ng.option(0, "");
  const std::string frame = test_frame(60);
  const auto flags = [&](std::uint32_t bytes) {
    return ng.option(2, Numbers{}.u32(bytes << 5 | 1)) + end;
  };
  const std::string file = ng.section() + ng.interface() +
                           ng.interface(1, 0, ng.option(13, "\x04") + end) +
                           ng.interface(1, 0, ng.option(2, "eth2") + ng.option(13, "\x20") + end) +
                           ng.packet(0, frame) + ng.packet(1, frame) + ng.packet(2, frame) +      //
                           ng.packet(0, frame, flags(4)) + ng.packet(1, frame, flags(2)) +        //
                           ng.packet(1, frame, flags(0)) + ng.packet(1, frame, end + flags(2)) +  //
                           ng.obsolete_packet(0, frame, flags(4)) + ng.packet(1, frame, {}, 61);
  EXPECT_EQ(marks_of(file), "-FFF-FFFc");
}

TEST(Pcap, ADamagedRecordIsNamedWithItsPlaceAndWhatStandsBefore) {
  const Numbers to;
  const std::string good = PcapHeader{}.bytes() + record(test_frame(60)) + record(test_frame(61));
  const auto error = error_of(good + to.u32(1) + to.u32(2) + to.u32(0x7FFFFFFF) + to.u32(60));
  EXPECT_THAT(error, HasSubstr("/a: record 3 at byte 177: found captured length 2147483647, "
                               "expected at most 262144; whole frames before it: 2"));
  EXPECT_THAT(
      error_of(good.substr(0, good.size() - 1)),
      HasSubstr("record 2 at byte 100: the file ends after 60 of the frame's 61 bytes; whole "
                "frames before it: 1"));
  EXPECT_THAT(
      error_of(good + "garbage"),
      HasSubstr("record 3 at byte 177: the file ends after 7 of the 16 bytes of its header"));
  EXPECT_EQ(contents_of_bytes(good + "garbage").bytes, good);
}

TEST(Pcap, AFileFilledUpWithZerosEnds) {
  TemporaryDirectory directory;
  write_file(directory / "a", PcapHeader{}.bytes() + record(test_frame(60)));
  std::filesystem::resize_file(directory / "a", std::uintmax_t{1} << 40);
  const auto contents = contents_of(directory / "a");
  EXPECT_THAT(contents.error, HasSubstr("found zeros in place of more than 1024 records"));
  EXPECT_EQ(contents.frames.size(), 1025U);
}

TEST(Pcapng, DamagedBlocksAreNamedWithTheirPlace) {
  const PcapngBlocks ng;
  const Numbers to;
  const std::string good = ng.section() + ng.interface() + ng.packet(0, test_frame(60));
  const std::string header = to.u32(1) + to.u32(2);  // time
  const auto block_of_length = [&](std::uint32_t length) {
    return to.u32(6) + to.u32(length) + std::string(64, '\0');
  };
  struct Case {
    std::string block;
    std::string error;
  };
  for (const auto& [block, error] : {
           Case{block_of_length(0),
                "found a block of type 6 and length 0, expected a multiple of 4 "
                "from 32 to 16777216"},
           Case{block_of_length(28), "length 28, expected a multiple of 4 from 32"},
           Case{block_of_length(70), "length 70, expected a multiple of 4"},
           Case{block_of_length(0xFFFFFFFC), "length 4294967292"},
           Case{block_of_length(1 << 20), "the file ends after 72 of at least 1048576 bytes"},
           Case{block_of_length(72), "length as 72 before and 0 behind it"},
           Case{"abcd", "the file ends after 4 of at least 8 bytes"},
           Case{to.u32(0x0A0D0D0A) + to.u32(28) + to.u32(0x11223344) + std::string(16, ' '),
                "found byte order 44 33 22 11, expected 1a 2b 3c 4d or 4d 3c 2b 1a"},
           Case{ng.section(0, "", 2), "found pcapng version 2.0, expected 1"},
           Case{ng.packet(1, test_frame(60)),
                "found a packet of interface 1, expected one of the 1 described"},
           Case{ng.section() + ng.simple_packet("", 0), "expected one of the 0 described"},
           Case{ng.block(6, to.u32(0) + header + to.u32(61) + to.u32(61) + test_frame(60)),
                "found captured length 61, expected at most 60"},
           Case{ng.block(6, to.u32(0) + header + to.u32(0xFFFFFFFF) + to.u32(60) + test_frame(60)),
                "found captured length 4294967295, expected at most 60"},
           Case{ng.block(6, to.u32(0) + header + to.u32(300000) + to.u32(0) + test_frame(300000)),
                "found captured length 300000, expected at most 262144"},
           Case{ng.simple_packet(test_frame(60), 61), "found captured length 61"},
           Case{ng.packet(0, "", to.u16(1) + to.u16(5) + "abcd"),
                "found option 1 of length 5, expected at most 4"},
           Case{ng.interface(1, 0, to.u16(9) + to.u16(0xFFFF)), "found option 9 of length 65535"},
           Case{ng.interface(113) + ng.packet(1, ""),
                "interface 1: found link type 113 (Linux cooked v1), expected 1 (Ethernet)"},
       }) {
    const auto contents = contents_of_bytes(good + block);
    EXPECT_THAT(contents.error, AllOf(HasSubstr("/a: block "), HasSubstr(error),
                                      HasSubstr("; whole frames before it: 1")));
    EXPECT_THAT(contents.bytes, StartsWith(good));
    EXPECT_EQ(contents.frames.size(), 1U);
  }
  EXPECT_THAT(error_of(good + "abcd"), HasSubstr("block 4 at byte 140: "));
}

TEST(Pcapng, ASectionHasNoEndOfInterfaces) {
  const PcapngBlocks ng;
  std::string file = ng.section();
  const std::string interface = ng.interface();
  for (std::size_t i = 0; i <= kMostPcapngInterfaces; ++i) file += interface;
  EXPECT_THAT(error_of(file), HasSubstr("found more than 65536 interfaces in a section"));
}

TEST(Pcapng, OpeningDoesNotReadFarForAFrame) {
  const PcapngBlocks ng;
  std::string file = ng.section() + ng.interface();
  for (int i = 0; i < 40; ++i) file += ng.block(0x0BAD, std::string(100000, 'x'));
  file += ng.packet(0, test_frame(60));
  TemporaryDirectory directory;
  write_file(directory / "a", file);
  const PcapReader reader(directory / "a");
  EXPECT_LT(reader.progress().value(), 0.5);
  EXPECT_EQ(contents_of(directory / "a").frames.size(), 1U);
}

TEST(Pcap, OtherFilesAreRefusedWithWhatTheyAre) {
  EXPECT_THAT(error_of(""), HasSubstr("/a: found 0 bytes, too short for a capture"));
  EXPECT_THAT(error_of("\xD4\xC3\xB2"), HasSubstr("found 3 bytes, too short for a capture"));
  EXPECT_THAT(error_of(PcapHeader{}.bytes().substr(0, 23)),
              HasSubstr("found 23 bytes, expected a pcap file header of 24"));
  EXPECT_THAT(error_of("this is text"),
              HasSubstr("found the first bytes 74 68 69 73, expected a pcap or pcapng file"));
  EXPECT_THAT(error_of(PcapHeader{.link_type = 105}.bytes()),
              HasSubstr("found link type 105 (802.11), expected 1 (Ethernet)"));
  EXPECT_THAT(error_of(PcapHeader{.link_type = 0x24000065}.bytes()),
              HasSubstr("found link type 101 (Raw IP)"));
  EXPECT_THAT(error_of(PcapHeader{.link_type = 60000, .order = ByteOrder::kBigEndian}.bytes()),
              HasSubstr("found link type 60000 (unknown)"));
  EXPECT_THAT(error_of(PcapHeader{.major = 1, .minor = 2}.bytes()),
              HasSubstr("found pcap version 1.2, expected 2"));
  EXPECT_THAT(error_of(PcapHeader{.magic = 0xA1B2CD34}.bytes()),
              HasSubstr("found pcap as Kuznetzov's patched libpcap wrote it (editcap"));
  EXPECT_THAT(error_of(PcapHeader{.magic = 0xA1B2CD34, .order = ByteOrder::kBigEndian}.bytes()),
              HasSubstr("Kuznetzov"));
  EXPECT_THAT(error_of(PcapHeader{.magic = 0xA1B234CD}.bytes()), HasSubstr("Mesquita"));
  EXPECT_THAT(error_of(std::string("snoop\0\0\0", 8)), HasSubstr("found a snoop capture"));
  EXPECT_THAT(error_of("PK\x03\x04"), HasSubstr("found a zip archive (unzip unpacks it)"));
  EXPECT_THAT(error_of("\x1F\x9D\x90  "),
              HasSubstr("found a file of compress (.Z) (gzip -d decompresses it)"));
  EXPECT_THAT(error_of("\n\r\r\nabcd"), HasSubstr("block 1 at byte 0"));
  TemporaryDirectory directory;
  EXPECT_THAT(contents_of(directory / "none").error,
              HasSubstr("none: cannot read: No such file or directory"));
  EXPECT_THAT(contents_of(directory.path()).error,
              HasSubstr(": found a directory, expected a file or a pipe"));
}

// Made by the compressors' own commands.
TEST(CompressedCaptures, AreReadAsWhatIsInThem) {
  const std::string plain = read_file(kData / "frames.pcapng");
  TemporaryDirectory directory;
  for (const auto& [extension, name] : {std::pair{".gz", "gzip"},
                                        {".zst", "zstd"},
                                        {".xz", "xz"},
                                        {".bz2", "bzip2"},
                                        {".lz4", "lz4"}}) {
    const auto file = kData / (std::string("frames.pcapng") + extension);
    EXPECT_EQ(PcapReader(file).compression(), name);
    EXPECT_EQ(contents_of(file).bytes, plain) << name;
    EXPECT_EQ(contents_of(file).error, "") << name;
    // One after the other, as `cat` makes it.
    write_file(directory / "twice", read_file(file) + read_file(file));
    EXPECT_EQ(contents_of(directory / "twice").bytes, plain + plain) << name;
  }
}

TEST(CompressedCaptures, DamagedOrCutAreAnError) {
  struct Case {
    const char* extension;
    const char* name;
    std::size_t check_sum_from_end;
  };
  TemporaryDirectory directory;
  for (const auto& [extension, name, check_sum_from_end] :
       {Case{".gz", "gzip", 6}, Case{".zst", "zstd", 2}, Case{".xz", "xz", 10},
        Case{".bz2", "bzip2", 3}, Case{".lz4", "lz4", 2}}) {
    const std::string whole = read_file(kData / (std::string("frames.pcapng") + extension));
    for (const std::size_t size : {whole.size() / 2, whole.size() - 6}) {
      write_file(directory / "a", whole.substr(0, size));
      EXPECT_THAT(contents_of(directory / "a").error, HasSubstr(name)) << size;
    }
    // In what is compressed (lz4 tells at the end, of the check sum alone), and in the check sum.
    std::string damaged = whole;
    damaged[whole.size() / 2] = static_cast<char>(damaged[whole.size() / 2] ^ 0x10);
    write_file(directory / "a", damaged);
    EXPECT_NE(contents_of(directory / "a").error, "") << name;
    damaged = whole;
    const std::size_t place = whole.size() - check_sum_from_end;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x10);
    write_file(directory / "a", damaged);
    EXPECT_THAT(contents_of(directory / "a").error, HasSubstr(name));
  }
}

void write_gzip(const std::filesystem::path& file, const std::function<std::string()>& next) {
  gzFile out = gzopen(file.c_str(), "wb9");
  for (std::string part = next(); !part.empty(); part = next())
    ASSERT_GT(gzwrite(out, part.data(), static_cast<unsigned>(part.size())), 0);
  ASSERT_EQ(gzclose(out), Z_OK);
}

TEST(CompressedCaptures, ACutOneIsGivenUntilThere) {
  TemporaryDirectory directory;
  bool given = false;
  write_gzip(directory / "a",
             [&] { return std::exchange(given, true) ? "" : read_file(kCapture); });
  const std::string compressed = read_file(directory / "a");
  write_file(directory / "a", compressed.substr(0, compressed.size() * 3 / 4));
  const auto contents = contents_of(directory / "a");
  EXPECT_THAT(contents.error, AllOf(HasSubstr("of what was compressed"),
                                    HasSubstr("the gzip data ends too early")));
  EXPECT_GT(contents.frames.size(), 40U);
  EXPECT_THAT(read_file(kCapture), StartsWith(contents.bytes));
}

TEST(CompressedCaptures, BeyondAllMeasureAreRefused) {
  TemporaryDirectory directory;
  // Frames of zeros, 40 MB of them, of which zstd makes some thousand bytes.
  const std::string zeros = record(std::string(60000, '\0'));
  {
    PcapWriter writer(directory / "a.zst");
    const auto write = [&writer](const std::string& bytes) {
      writer.write({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    };
    write(PcapHeader{}.bytes());
    for (int i = 0; i < 667; ++i) write(zeros);
    writer.commit();
  }
  PcapReader reader(directory / "a.zst");
  std::size_t bytes = 0;
  std::string message;
  try {
    while (const auto piece = reader.next()) bytes += piece->bytes.size();
  } catch (const InputError& error) {
    message = error.what();
  }
  EXPECT_THAT(message,
              AllOf(HasSubstr("bytes of zstd data have become"),
                    HasSubstr("expected at most 1000 times as many"), HasSubstr("(zstd -d)")));
  EXPECT_GT(bytes, (std::size_t{16} << 20) - 60016);
  EXPECT_LT(bytes, (std::size_t{16} << 20) + 60016);
}

class CompressedOutput : public ::testing::TestWithParam<const char*> {};

TEST_P(CompressedOutput, IsReadAsWhatWasWrittenAndTheSameEachTime) {
  TemporaryDirectory directory;
  const auto file = directory / (std::string("out.pcap") + GetParam());
  const auto copy = [&file] {
    PcapReader reader(kCapture);
    PcapWriter writer(file);
    EXPECT_EQ(writer.position(), std::nullopt);
    while (const auto piece = reader.next()) writer.write(piece->bytes);
    writer.commit();
    EXPECT_NE(writer.compression(), "none");
    EXPECT_EQ(PcapReader(file).compression(), writer.compression());
    return read_file(file);
  };
  const std::string first = copy();
  EXPECT_LT(first.size(), std::filesystem::file_size(kCapture));
  EXPECT_EQ(contents_of(file).bytes, read_file(kCapture));
  EXPECT_EQ(copy(), first);
  EXPECT_EQ(directory.entries(), 1);
}

INSTANTIATE_TEST_SUITE_P(Pcap, CompressedOutput,
                         ::testing::Values(".gz", ".zst", ".xz", ".bz2", ".lz4"),
                         [](const auto& test) { return std::string(test.param + 1); });

TEST(PcapWriter, WritesWhatItIsGivenAndChangesIt) {
  TemporaryDirectory directory;
  const auto bytes = [](std::string_view text) {
    return std::vector<std::uint8_t>(text.begin(), text.end());
  };
  PcapWriter writer(directory / "out.pcap");
  EXPECT_EQ(writer.compression(), "none");
  writer.write(bytes("abcd"));
  EXPECT_EQ(writer.position(), 4U);
  writer.write(bytes("efgh"));
  writer.overwrite(2, bytes("--"));
  writer.write(bytes("ij"));
  writer.commit();
  EXPECT_EQ(read_file(directory / "out.pcap"), "ab--efghij");
}

TEST(PcapWriter, WithoutCommitNothingIsLeft) {
  TemporaryDirectory directory;
  for (const char* name : {"out.pcap", "out.pcap.gz"}) {
    PcapWriter writer(directory / name);
    writer.write(std::vector<std::uint8_t>(1000));
  }
  EXPECT_EQ(directory.entries(), 0);
}

TEST(PcapWriter, AnOutputThatCannotBeMadeIsAnInputError) {
  EXPECT_THROW(PcapWriter("/nonexistent/directory/out.pcap"), InputError);
  EXPECT_THROW(PcapWriter("/nonexistent/directory/out.pcap.gz"), InputError);
}

TEST(PcapWriter, AFullDiskIsAnInputErrorOfTheCompressorToo) {
  TemporaryDirectory directory;
  std::filesystem::create_symlink("/dev/full", directory / "out.gz");
  PcapWriter writer(directory / "out.gz");
  const std::string noise = test_frame(1 << 20);
  const auto write = [&] {
    writer.write({reinterpret_cast<const std::uint8_t*>(noise.data()), noise.size()});
    writer.commit();
  };
  try {
    write();
    ADD_FAILURE() << "nothing thrown";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("No space left on device"));
  }
}

}  // namespace
}  // namespace lightloop::host
