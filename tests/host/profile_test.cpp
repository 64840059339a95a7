// SPDX-License-Identifier: Apache-2.0
#include "host/profile/profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/base/errors.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using tests::TemporaryDirectory;
using tests::write_file;

const std::filesystem::path kShipped = LIGHTLOOP_PROFILES;

const std::string kGood = R"(name = "p"
description = "d"
baud_hz = 53.125e9
fec = "kr4"
precoding = true
[seeds]
noise = 7
payload = 9
[digital]
snr_db = 17.5
taps = [1.0, 0.25, -0.5]
inject = { period = 100, start = 3, length = 16, mask = 0x3FF }
[systemc]
snr_db = 20
samples_per_ui = 2
pulse = [0.5, 1.0, 0.25, 0.0]
ffe = { pre = 1, post = 2, criterion = "zero-forcing" }
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// The message of the error that a profile with this text gives.
std::string refusal_of(const std::string& text) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", text);
  try {
    static_cast<void>(load_profile(directory / "p.toml"));
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Profile, ReadsEveryField) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", kGood);
  const Profile profile = load_profile(directory / "p.toml");
  EXPECT_EQ(profile.name, "p");
  EXPECT_EQ(profile.description, "d");
  EXPECT_EQ(profile.baud_hz, 53.125e9);
  EXPECT_EQ(profile.code, golden::RsCode::kKr4);
  EXPECT_TRUE(profile.precoding);
  EXPECT_EQ(profile.noise_seed, 7U);
  EXPECT_EQ(profile.payload_seed, 9U);
  ASSERT_TRUE(profile.digital);
  EXPECT_EQ(profile.digital->snr_db, 17.5);
  EXPECT_EQ(profile.digital->taps, (std::array<std::int16_t, 4>{256, 64, -128, 0}));
  EXPECT_EQ(profile.digital->inject_period, 100U);
  EXPECT_EQ(profile.digital->inject_start, 3);
  EXPECT_EQ(profile.digital->inject_length, 16);
  EXPECT_EQ(profile.digital->inject_mask, 0x3FF);
  ASSERT_TRUE(profile.systemc);
  EXPECT_EQ(profile.systemc->snr_db, 20);
  EXPECT_EQ(profile.systemc->samples_per_ui, 2U);
  EXPECT_EQ(profile.systemc->pulse, (std::vector<double>{0.5, 1.0, 0.25, 0.0}));
  EXPECT_TRUE(profile.systemc->touchstone.empty());
  EXPECT_EQ(profile.systemc->ffe_pre_taps, 1U);
  EXPECT_EQ(profile.systemc->ffe_post_taps, 2U);
  EXPECT_TRUE(profile.systemc->ffe_zero_forcing);
}

TEST(Profile, DigitalLinkConfigHasTheSameNumbers) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", kGood);
  const auto config = digital_link_config(load_profile(directory / "p.toml"));
  EXPECT_EQ(config.code, golden::RsCode::kKr4);
  EXPECT_TRUE(config.precoding);
  EXPECT_EQ(config.noise_seed, 7U);
  EXPECT_EQ(config.prbs_seed, 9U);
  EXPECT_EQ(config.sigma, golden::sigma_from_snr_db(17.5));
  EXPECT_EQ(config.inject_mask, 0x3FF);
  EXPECT_NO_THROW(golden::validate(config));
}

TEST(Profile, TouchstoneFileIsRelativeToTheProfile) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml",
             replaced(kGood, "pulse = [0.5, 1.0, 0.25, 0.0]",
                      R"(touchstone = { file = "a/b.s4p", port_order = "1,3,2,4" })"));
  const Profile profile = load_profile(directory / "p.toml");
  EXPECT_EQ(profile.systemc->touchstone, directory / "a/b.s4p");
  EXPECT_EQ(profile.systemc->port_order, "1,3,2,4");
}

TEST(Profile, ACopyFindsTheTouchstoneFileOfTheInstalledOne) {
  TemporaryDirectory directory;
  std::filesystem::copy(LIGHTLOOP_PROFILES "/kp4-touchstone.toml",
                        directory / "kp4-touchstone.toml");
  ASSERT_EQ(setenv("LIGHTLOOP_PROFILE_PATH", "/nonexistent:" LIGHTLOOP_PROFILES, 1), 0);
  const auto profile = load_profile(directory / "kp4-touchstone.toml");
  const std::string file = "channels/stripline-120mm.s4p";
  EXPECT_EQ(profile.systemc->touchstone, std::filesystem::path(LIGHTLOOP_PROFILES) / file);
  // One of its own comes first.
  std::filesystem::create_directory(directory / "channels");
  std::filesystem::copy(profile.systemc->touchstone, directory / file);
  EXPECT_EQ(load_profile(directory / "kp4-touchstone.toml").systemc->touchstone, directory / file);
  unsetenv("LIGHTLOOP_PROFILE_PATH");
}

// The port order that a profile with this entry for touchstone has.
std::string port_order_of(const std::string& touchstone) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", replaced(kGood, "pulse = [0.5, 1.0, 0.25, 0.0]",
                                            "touchstone = { " + touchstone + " }"));
  return load_profile(directory / "p.toml").systemc->port_order;
}

TEST(Profile, TouchstoneFilesOfAnyNumberOfPorts) {
  EXPECT_EQ(port_order_of(R"(file = "a.s2p")"), "");
  EXPECT_EQ(port_order_of(R"(file = "a.s2p", port_order = "2,1")"), "2,1");
  EXPECT_EQ(port_order_of(R"(file = "a.s4p")"), "");
  EXPECT_EQ(port_order_of(R"(file = "a.S12P", port_order = "9,10,11,12")"), "9,10,11,12");
  EXPECT_EQ(port_order_of(R"(file = "a.s8p", port_order = "1,3,2,4,5,7,6,8")"), "1,3,2,4,5,7,6,8");
  EXPECT_EQ(port_order_of(R"(file = "a.ts", port_order = "1,3,2,40")"), "1,3,2,40");
}

struct BadProfile {
  const char* name;
  const char* from;
  const char* to;
  const char* place;  // line and field in the message
  const char* found;
  const char* expected;
};

void PrintTo(const BadProfile& bad, std::ostream* out) { *out << bad.name; }

class BadProfiles : public ::testing::TestWithParam<BadProfile> {};

TEST_P(BadProfiles, SaysFileLineFieldFoundAndExpected) {
  const auto& bad = GetParam();
  EXPECT_THAT(refusal_of(replaced(kGood, bad.from, bad.to)),
              AllOf(HasSubstr(std::string("p.toml:") + bad.place),
                    HasSubstr(std::string("found ") + bad.found),
                    HasSubstr(std::string("expected ") + bad.expected)));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadProfiles,
    ::testing::Values(
        BadProfile{"Unknown", "precoding = true", "precoding = true\nlanes = 8", "6: field 'lanes'",
                   "a field of this name", "only: baud_hz, description, "},
        BadProfile{"UnknownInTable", "samples_per_ui = 2", "samples_per_ui = 2\nsnr = 3",
                   "16: field 'systemc.snr'", "a field of this name", "only: "},
        BadProfile{"WrongType", "snr_db = 17.5", "snr_db = \"17.5\"", "10: field 'digital.snr_db'",
                   "string", "a number from 1 to 60"},
        BadProfile{"NotANumber", "snr_db = 17.5", "snr_db = nan", "10: field 'digital.snr_db'",
                   "floating-point nan", "a number from 1 to 60"},
        BadProfile{"Infinite", "baud_hz = 53.125e9", "baud_hz = inf", "3: field 'baud_hz'",
                   "floating-point inf", "a number from"},
        BadProfile{"OutOfRange", "snr_db = 20", "snr_db = 200", "14: field 'systemc.snr_db'",
                   "integer 200", "a number from 1 to 60"},
        BadProfile{"FractionForInteger", "noise = 7", "noise = 7.5", "7: field 'seeds.noise'",
                   "floating-point 7.5", "an integer from 0"},
        BadProfile{"ZeroPayloadSeed", "payload = 9", "payload = 0", "8: field 'seeds.payload'",
                   "integer 0", "an integer from 1 to 2147483647"},
        BadProfile{"NumberForBoolean", "precoding = true", "precoding = 1", "5: field 'precoding'",
                   "integer 1", "true or false"},
        BadProfile{"UnknownCode", "\"kr4\"", "\"kp5\"", "4: field 'fec'", "string",
                   "one of \"kp4\""},
        BadProfile{"Missing", "fec = \"kr4\"\n", "", "1: field 'fec'", "nothing",
                   "one of \"kp4\", \"kr4\""},
        BadProfile{"MissingInTable", "post = 2, ", "", "17: field 'systemc.ffe.post'", "nothing",
                   "an integer from 0"},
        BadProfile{"TooManyTaps", "[1.0, 0.25, -0.5]", "[1, 0, 0, 0, 0]",
                   "11: field 'digital.taps'", "an array of 5", "an array of 1 to 4 numbers"},
        BadProfile{"TapNoNumber", "[1.0, 0.25, -0.5]", "[1.0, \"x\"]", "11: field 'digital.taps'",
                   "string", "a number"},
        BadProfile{"FirstTapNegative", "[1.0, 0.25", "[-1.0, 0.25", "11: field 'digital.taps'",
                   "-1 as the first tap", "a first tap of at least"},
        BadProfile{"InjectPastCodeword", "start = 3", "start = 528",
                   "12: field 'digital.inject.start'", "integer 528", "an integer from 0 to 527"},
        BadProfile{"TableForArray", "pulse = [0.5, 1.0, 0.25, 0.0]", "pulse = { a = 1 }",
                   "16: field 'systemc.pulse'", "a table", "an array of"},
        BadProfile{"ZeroPulse", "[0.5, 1.0, 0.25, 0.0]", "[0.0]", "16: field 'systemc.pulse'",
                   "only zeros", "a pulse"},
        BadProfile{"NoPulse", "pulse = [0.5, 1.0, 0.25, 0.0]\n", "", "13: field 'systemc.pulse'",
                   "neither pulse nor touchstone", "one of the two"},
        BadProfile{"BothPulses", "samples_per_ui = 2",
                   "samples_per_ui = 2\ntouchstone = { file = \"a.s2p\" }",
                   "16: field 'systemc.touchstone'", "both pulse and touchstone", "one of the two"},
        BadProfile{"TouchstoneExtension", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.txt\" }", "16: field 'systemc.touchstone.file'",
                   "\"a.txt\"", "a name that ends in .sNp"},
        BadProfile{"TouchstoneOfOnePort", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.s1p\" }", "16: field 'systemc.touchstone.file'",
                   "\"a.s1p\", which has one port", "a name that ends in .sNp with N of 2 or more"},
        BadProfile{"PortOrder", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.s4p\", port_order = \"1,2,2,4\" }",
                   "16: field 'systemc.touchstone.port_order'", "\"1,2,2,4\"", "the ports near+"},
        BadProfile{"EmptyPortOrder", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.s4p\", port_order = \"\" }",
                   "16: field 'systemc.touchstone.port_order'", "\"\"", "the ports near+"},
        BadProfile{"PortOrderOfTwoPort", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.s2p\", port_order = \"1,3,2,4\" }",
                   "16: field 'systemc.touchstone.port_order'", "\"1,3,2,4\"", "ports from 1 to 2"},
        BadProfile{"PortOrderOfThree", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.s8p\", port_order = \"1,3,2\" }",
                   "16: field 'systemc.touchstone.port_order'", "\"1,3,2\"", "the ports near+"},
        BadProfile{"PortOrderAsArray", "pulse = [0.5, 1.0, 0.25, 0.0]",
                   "touchstone = { file = \"a.s4p\", port_order = [1, 3, 2, 4] }",
                   "16: field 'systemc.touchstone.port_order'", "an array", "a string"},
        BadProfile{"NameIsNotTheFile", "name = \"p\"", "name = \"q\"", "1: field 'name'", "\"q\"",
                   "the name of the file, \"p\""}),
    [](const auto& info) { return info.param.name; });

TEST(Profile, SyntaxErrorSaysTheLine) {
  EXPECT_THAT(refusal_of("name = \"p\"\ndescription = oops\n"),
              AllOf(HasSubstr("p.toml:2:"), HasSubstr("not TOML")));
}

TEST(Profile, WithoutAnyChannelIsRefused) {
  const std::string head = kGood.substr(0, kGood.find("[digital]"));
  EXPECT_THAT(refusal_of(head), HasSubstr("a table [digital], [systemc], or both"));
}

TEST(Profile, DigitalConfigNeedsTheDigitalTable) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml",
             kGood.substr(0, kGood.find("[digital]")) + kGood.substr(kGood.find("[systemc]")));
  EXPECT_THROW(static_cast<void>(digital_link_config(load_profile(directory / "p.toml"))),
               InputError);
}

TEST(Profile, MissingFileAndDirectoryAreInputErrors) {
  TemporaryDirectory directory;
  EXPECT_THROW(static_cast<void>(load_profile(directory / "none.toml")), InputError);
  EXPECT_THROW(static_cast<void>(load_profile(directory.path())), InputError);
}

TEST(FindProfile, TakesTheFirstDirectoryThatHasTheName) {
  TemporaryDirectory first;
  TemporaryDirectory second;
  write_file(second / "p.toml", kGood);
  EXPECT_EQ(find_profile("p", {first.path(), second.path()}), second / "p.toml");
  write_file(first / "p.toml", kGood);
  EXPECT_EQ(find_profile("p", {first.path(), second.path()}), first / "p.toml");
}

TEST(FindProfile, UnknownNameListsTheProfilesThereAre) {
  try {
    static_cast<void>(find_profile("kp5", {kShipped}));
    FAIL() << "expected InputError";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("unknown profile 'kp5'"), HasSubstr("kp4-awgn")));
  }
}

TEST(FindProfile, APathIsTakenAsItIs) {
  TemporaryDirectory directory;
  write_file(directory / "p.toml", kGood);
  const std::string file = directory / "p.toml";
  EXPECT_EQ(find_profile(file, {}), file);
  EXPECT_THROW(static_cast<void>(find_profile("nowhere.toml", {kShipped})), InputError);
}

TEST(FindProfile, ANameThatNoFileCanHaveIsUnknownLikeAnyOther) {
  const std::string endless(5000, 'x');
  EXPECT_THROW(static_cast<void>(find_profile(endless, {kShipped})), InputError);
  EXPECT_THROW(static_cast<void>(find_profile("./" + endless, {})), InputError);
}

class ShippedProfiles : public ::testing::TestWithParam<const char*> {};

TEST_P(ShippedProfiles, Load) {
  const Profile profile = load_profile(find_profile(GetParam(), {kShipped}));
  EXPECT_EQ(profile.name, GetParam());
  ASSERT_TRUE(profile.systemc);
  if (!profile.systemc->touchstone.empty()) {
    EXPECT_TRUE(std::filesystem::exists(profile.systemc->touchstone));
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedProfiles,
                         ::testing::Values("kp4-awgn", "kr4-awgn", "kp4-isi", "kp4-touchstone",
                                           "800g-dr8"));

}  // namespace
}  // namespace lightloop::host
