// SPDX-License-Identifier: Apache-2.0
#include "host/engine/engine.hpp"

#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <random>

#include "host/engine/golden_engine.hpp"
#include "host/engine/xrt_devices.hpp"
#include "host/report/device_table.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

TEST(EngineKind, NamesAreThoseOfTheCommandLine) {
  EXPECT_EQ(parse_engine_kind("golden"), EngineKind::kGolden);
  EXPECT_EQ(parse_engine_kind("rtl"), EngineKind::kRtl);
  EXPECT_EQ(parse_engine_kind("emu"), EngineKind::kEmu);
  EXPECT_EQ(parse_engine_kind("card"), EngineKind::kCard);
}

TEST(EngineKind, AnUnknownNameListsTheKnownOnes) {
  for (const char* name : {"", "Golden", "gpu", "golden "}) try {
      static_cast<void>(parse_engine_kind(name));
      FAIL() << "expected std::invalid_argument for '" << name << "'";
    } catch (const std::invalid_argument& error) {
      EXPECT_NE(std::string(error.what()).find("expected golden, rtl, emu or card"),
                std::string::npos);
    }
}

TEST(GoldenEngine, ResultsDoNotDependOnThreads) {
  constexpr std::size_t kCount = 1000;
  std::mt19937 random(7);
  std::vector<golden::FecSymbol> messages(kCount * 514);
  for (auto& symbol : messages) symbol = static_cast<golden::FecSymbol>(random() & 0x3FF);
  std::vector<golden::FecSymbol> codewords(kCount * 544);
  golden::rs_encode(golden::RsCode::kKp4, messages, codewords);
  auto received = codewords;
  for (std::size_t i = 0; i < kCount; ++i)
    for (unsigned j = 0; j < random() % 20; ++j)
      received[i * 544 + random() % 544] ^= static_cast<golden::FecSymbol>(random() & 0x3FF);
  std::vector<golden::FecSymbol> expected(received.size());
  std::vector<golden::CodewordStatus> expected_status(kCount);
  golden::rs_decode(golden::RsCode::kKp4, received, expected, expected_status);
  for (const unsigned threads : {1U, 2U, 7U, 64U}) {
    GoldenEngine engine(threads);
    std::vector<golden::FecSymbol> encoded(codewords.size());
    engine.encode(golden::RsCode::kKp4, messages, encoded);
    EXPECT_EQ(encoded, codewords);
    std::vector<golden::FecSymbol> corrected(received.size());
    std::vector<golden::CodewordStatus> status(kCount);
    engine.decode(golden::RsCode::kKp4, received, corrected, status);
    EXPECT_EQ(corrected, expected);
    EXPECT_EQ(status, expected_status);
  }
}

TEST(GoldenEngine, RefusesWhatDoesNotFit) {
  GoldenEngine engine(4);
  std::vector<golden::FecSymbol> message(514);
  std::vector<golden::FecSymbol> codeword(543);
  std::vector<golden::CodewordStatus> status(1);
  EXPECT_THROW(engine.encode(golden::RsCode::kKp4, message, codeword), std::invalid_argument);
  EXPECT_THROW(engine.decode(golden::RsCode::kKp4, codeword, codeword, status),
               std::invalid_argument);
  // A symbol of eleven bits, in a part that another thread works on.
  std::vector<golden::FecSymbol> messages(std::size_t{300} * 514);
  std::vector<golden::FecSymbol> codewords(std::size_t{300} * 544);
  messages[std::size_t{299} * 514] = 0x400;
  EXPECT_THROW(engine.encode(golden::RsCode::kKp4, messages, codewords), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(engine.open_link({.prbs_seed = 0})), std::invalid_argument);
}

TEST(PciCards, OnlyThoseOfTheVendorAreListed) {
  const tests::TemporaryDirectory root;
  const auto add = [&root](const std::string& address, const std::string& vendor) {
    std::filesystem::create_directories(root / address);
    std::ofstream(root / address / "vendor") << vendor << "\n";
    std::ofstream(root / address / "device") << "0x5000\n";
  };
  add("0000:02:00.0", "0x10ee");
  add("0000:01:00.0", "0x8086");
  add("0000:01:00.1", "0x10ee");
  std::filesystem::create_symlink("/sys/bus/pci/drivers/xocl", root / "0000:01:00.1/driver");
  const auto cards = list_pci_cards(root.path());
  ASSERT_EQ(cards.size(), 2U);
  EXPECT_EQ(cards[0].bus_address, "0000:01:00.1");
  EXPECT_EQ(cards[0].device_id, "0x5000");
  EXPECT_EQ(cards[0].driver, "xocl");
  EXPECT_EQ(cards[1].driver, "");
  EXPECT_TRUE(list_pci_cards(root / "nowhere").empty());
}

TEST(XrtDevices, OneThatFailsDoesNotHideTheOthers) {
  const auto devices = open_each(3, [](unsigned index) {
    if (index == 1) throw std::runtime_error("it is in use\nby somebody");
    return XrtDevice{index, "platform", fmt::format("0000:0{}:00.0", index), ""};
  });
  ASSERT_EQ(devices.size(), 3U);
  EXPECT_EQ(devices[0].problem, "");
  EXPECT_EQ(devices[1].problem, "it is in use\nby somebody");
  EXPECT_EQ(devices[2].name, "platform");
  EXPECT_EQ(device_table(devices, 80),
            "# index | bus address   | platform\n"
            "      0 | 0000:00:00.0  | platform\n"
            "      1 | -             | cannot be opened: it is in use\n"
            "      2 | 0000:02:00.0  | platform\n");
}

TEST(XrtDevices, TheTableKeepsToItsColumns) {
  EXPECT_EQ(device_table({{3, "", "0000:01:00.0", "no such device: it went away"}}, 50),
            "# index | bus address   | platform\n"
            "      3 | 0000:01:00.0  | cannot be opened: no\n"
            "        |               | such device: it went\n"
            "        |               | away\n");
}

}  // namespace
}  // namespace lightloop::host
