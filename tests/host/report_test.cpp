// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

#include "host/link/stop_rule.hpp"
#include "host/report/run_report.hpp"
#include "host/report/send_report.hpp"
#include "tests/host/json_schema.hpp"

namespace lightloop::host {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using tests::schema_errors;

const std::filesystem::path kDocs = LIGHTLOOP_DOCS;

golden::LinkCounters counters() {
  golden::LinkCounters counters;
  counters.codewords = 1000;
  counters.pre_fec_bit_errors = 5440;  // 1e-3
  counters.uncorrectable_codewords = 2;
  counters.histogram[5] = 998;
  counters.histogram[16] = 2;
  return counters;
}

RunReport run_report() {
  RunReport report;
  report.profile.name = "p";
  report.profile.baud_hz = 53.125e9;
  report.channel = "digital";
  report.channel_description = "taps 1";
  report.engine = "golden";
  report.engine_description = "the model";
  report.theory_note = "exact";
  report.rule = {kUnlimited, 2};
  RunPoint point;
  point.snr_db = 16.5;
  point.snr_db_realised = 16.5001;
  point.measurement = {counters(), StopReason::kErrors, 2.0};
  point.theory = golden::LinkTheory{.bit_error_ratio = 1.05e-3, .codeword_error_ratio = 2.6e-4};
  report.points.push_back(point);
  return report;
}

std::string printed(const std::function<void(std::FILE*)>& print) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* stream = ::open_memstream(&text, &size);
  print(stream);
  static_cast<void>(std::fclose(stream));  // NOLINT(cppcoreguidelines-owning-memory)
  std::string result(text, size);
  std::free(text);  // NOLINT(cppcoreguidelines-owning-memory,cppcoreguidelines-no-malloc)
  return result;
}

TEST(RunJson, FollowsItsSchema) {
  EXPECT_THAT(schema_errors(kDocs / "run-schema.json", run_json(run_report())), IsEmpty());
  auto report = run_report();
  report.points[0].theory.reset();
  report.points[0].cycles = 12345;
  report.interrupted = true;
  report.rule = {10, 0};
  EXPECT_THAT(schema_errors(kDocs / "run-schema.json", run_json(report)), IsEmpty());
}

TEST(RunJson, TheSchemaIsNotToleratingAnything) {
  auto document = run_json(run_report());
  document["points"][0]["counters"]["histogram"].erase(0);
  document["points"][0]["snr_db"] = "16.5";
  document["engine"]["name"] = "abacus";
  document["extra"] = 1;
  document.erase("seeds");
  const auto errors = schema_errors(kDocs / "run-schema.json", document);
  EXPECT_THAT(errors, Contains(HasSubstr("histogram: too few items")));
  EXPECT_THAT(errors, Contains(HasSubstr("$.points[0].snr_db: \"16.5\" is not of type")));
  EXPECT_THAT(errors, Contains(HasSubstr("$.engine.name")));
  EXPECT_THAT(errors, Contains(HasSubstr("unknown member extra")));
  EXPECT_THAT(errors, Contains(HasSubstr("has no seeds")));
}

TEST(RunJson, HasTheFigures) {
  const auto document = run_json(run_report());
  EXPECT_TRUE(document["stop_rule"]["codewords"].is_null());
  EXPECT_EQ(document["stop_rule"]["errors"], 2);
  const auto& point = document["points"][0];
  EXPECT_EQ(point["stop_reason"], "errors");
  EXPECT_EQ(point["counters"]["codewords"], 1000);
  EXPECT_EQ(point["codewords_per_second"], 500.0);
  EXPECT_DOUBLE_EQ(point["gigabits_per_second"], 500.0 * 5140 / 1e9);
  const auto& ber = point["pre_fec_bit_error_ratio"];
  EXPECT_EQ(ber["errors"], 5440);
  EXPECT_EQ(ber["trials"], 5440000);
  EXPECT_DOUBLE_EQ(ber["ratio"], 1e-3);
  EXPECT_EQ(ber["theory"], 1.05e-3);
  EXPECT_LT(ber["low"], ber["ratio"]);
  EXPECT_GT(ber["high"], ber["ratio"]);
  EXPECT_EQ(point["codeword_error_ratio"]["errors"], 2);
}

TEST(SendJson, FollowsItsSchema) {
  SendReport report;
  report.profile.name = "p";
  report.engine = "rtl";
  report.result.link = counters();
  report.result.frames_sent = 10;
  const auto json = send_json(report);
  EXPECT_THAT(schema_errors(kDocs / "send-schema.json", json), IsEmpty());
  EXPECT_TRUE(json["input_error"].is_null());
  EXPECT_TRUE(json["failure"].is_null());
}

TEST(SendJson, SaysWhatEndedIt) {
  SendReport report;
  report.engine = "golden";
  report.result.input_error = "a.pcap: damaged";
  report.result.failure = std::make_exception_ptr(std::runtime_error("the device is gone"));
  const auto json = send_json(report);
  EXPECT_THAT(schema_errors(kDocs / "send-schema.json", json), IsEmpty());
  EXPECT_EQ(json["input_error"], "a.pcap: damaged");
  EXPECT_EQ(json["failure"], "the device is gone");
}

TEST(RunTable, RowsHaveTheColumnsOfTheHead) {
  const auto report = run_report();
  const std::string head = printed([](std::FILE* out) { print_run_table_head(out); });
  const std::string row =
      printed([&](std::FILE* out) { print_run_row(out, report, report.points[0]); });
  const auto bars = [](const std::string& line) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < line.size(); ++i)
      if (line[i] == '|') places.push_back(i);
    return places;
  };
  const std::size_t titles = head.find('\n') + 1;
  EXPECT_EQ(bars(row), bars(head.substr(titles, head.find('\n', titles) - titles)));
  for (const char* figure :
       {"16.500", "1000", "5440", "1.00e-03", "1.05e-03", "2.00e-03", "2.60e-04", "500"})
    EXPECT_THAT(row, HasSubstr(figure));
}

TEST(RunTable, ARateThatRoundsToAThousandHasTheNextPrefix) {
  auto report = run_report();
  report.points[0].measurement.wall_seconds = 1000 / 999.7;
  EXPECT_THAT(printed([&](std::FILE* out) { print_run_row(out, report, report.points[0]); }),
              HasSubstr("|     1k |"));
}

TEST(RunTable, WithoutTheoryADashStands) {
  auto report = run_report();
  report.points[0].theory.reset();
  EXPECT_THAT(printed([&](std::FILE* out) { print_run_row(out, report, report.points[0]); }),
              HasSubstr("|        - |"));
}

TEST(RunTable, HeaderNamesTheSeedAndTheRule) {
  auto report = run_report();
  report.profile.noise_seed = 4711;
  const std::string text = printed([&](std::FILE* out) { print_run_header(out, report); });
  EXPECT_THAT(text, HasSubstr("# seed      noise 4711, payload 2147483647"));
  EXPECT_THAT(text, HasSubstr("# stop      2 uncorrectable codewords\n"));
}

TEST(RunTable, HistogramShowsTheBinsOfTheCode) {
  auto report = run_report();
  const auto lines = [&] {
    const std::string text =
        printed([&](std::FILE* out) { print_run_histogram(out, report, report.points[0]); });
    return std::count_if(text.begin(), text.end(), [](char c) { return c == '\n'; }) -
           std::count(text.begin(), text.end(), '#');
  };
  EXPECT_EQ(lines(), 17);
  report.profile.code = golden::RsCode::kKr4;
  EXPECT_EQ(lines(), 9);
}

TEST(SendTable, ShowsWhatWasLost) {
  SendReport report;
  report.result.frames_sent = 12;
  report.result.frames_lost = 3;
  report.result.receiver.fcs_errors = 2;
  const std::string text = printed([&](std::FILE* out) { print_send_report(out, report); });
  EXPECT_THAT(text, HasSubstr("frames lost                3\n"));
  EXPECT_THAT(text, HasSubstr("  by FCS                   2\n"));
  EXPECT_THAT(text, Not(HasSubstr("frames with FCS")));
}

TEST(SendTable, ShowsWhatTheCaptureHas) {
  SendReport report;
  report.format = "pcapng";
  report.output_compression = "zstd";
  report.result.frames_with_fcs = 4;
  report.result.frames_with_wrong_fcs = 5;
  report.result.frames_cut = 6;
  const std::string text = printed([&](std::FILE* out) { print_send_report(out, report); });
  EXPECT_THAT(text, HasSubstr("# capture   pcapng, compression none -> zstd\n"));
  EXPECT_THAT(text, HasSubstr("frames with FCS            4\n"));
  EXPECT_THAT(text, HasSubstr("frames with wrong FCS      5\n"));
  EXPECT_THAT(text, HasSubstr("frames cut by the capture  6\n"));
}

}  // namespace
}  // namespace lightloop::host
