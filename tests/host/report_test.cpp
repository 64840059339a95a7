// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "host/base/text_wrap.hpp"
#include "host/link/stop_rule.hpp"
#include "host/report/counters_json.hpp"
#include "host/report/run_report.hpp"
#include "host/report/send_report.hpp"
#include "tests/host/json_schema.hpp"
#include "tests/host/temporary_directory.hpp"

namespace lightloop::host {
namespace {

using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using tests::schema_errors;

const std::filesystem::path kDocs = LIGHTLOOP_DOCS;

golden::LinkCounters counters() {
  golden::LinkCounters counters;
  counters.codewords = 1000;
  counters.pre_fec_bit_errors = 5440;  // 1e-3
  counters.pre_fec_symbol_errors = 5024;
  counters.corrected_symbols = 4990;
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
  report.rule = {1000, 3};
  RunPoint point;
  point.snr_db = 16.5;
  point.snr_db_realised = 16.5001;
  point.measurement = {counters(), StopReason::kCodewords, 2.0};
  point.theory = golden::LinkTheory{.bit_error_ratio = 1.05e-3, .codeword_error_ratio = 2.6e-4};
  report.points.push_back(point);
  return report;
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
  EXPECT_EQ(document["stop_rule"]["codewords"], 1000);
  EXPECT_EQ(document["stop_rule"]["errors"], 3);
  const auto& point = document["points"][0];
  EXPECT_EQ(point["stop_reason"], "codewords");
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

TEST(RunJson, APointThatTheTargetEndedIsCorrectedAndSaysSo) {
  auto report = run_report();
  report.points[0].measurement.counters.codewords = 1024;  // a checkpoint
  report.rule = {1000000, 0};
  const auto plain = run_json(report)["points"][0];
  report.rule = {kUnlimited, 2};
  EXPECT_TRUE(run_json(report)["stop_rule"]["codewords"].is_null());
  const auto point = run_json(report)["points"][0];
  EXPECT_EQ(plain["codeword_error_ratio"]["estimator"], "errors/trials");
  EXPECT_EQ(plain["codeword_error_ratio"]["ratio"], 2.0 / 1024);
  for (const char* ratio :
       {"codeword_error_ratio", "pre_fec_bit_error_ratio", "pre_fec_symbol_error_ratio",
        "post_fec_bit_error_ratio", "pam4_symbol_error_ratio"})
    EXPECT_EQ(point[ratio]["estimator"], "unbiased at error target") << ratio;
  EXPECT_LT(point["codeword_error_ratio"]["ratio"], 1.2 / 1024);
  EXPECT_GT(point["codeword_error_ratio"]["ratio"], 0.8 / 1024);
  EXPECT_EQ(point["codeword_error_ratio"]["errors"], 2);
}

TEST(RunJson, SaysWhatFailed) {
  auto report = run_report();
  EXPECT_TRUE(run_json(report)["failure"].is_null());
  report.failure = "the card is gone";
  report.points[0].measurement.stop_reason = StopReason::kFailed;
  const auto document = run_json(report);
  EXPECT_THAT(schema_errors(kDocs / "run-schema.json", document), IsEmpty());
  EXPECT_EQ(document["failure"], "the card is gone");
  EXPECT_EQ(document["points"][0]["stop_reason"], "failed");
}

TEST(RunJson, OfARunThatFailedAtOnceHasNumbersOnly) {
  auto report = run_report();
  report.points[0].measurement = {{}, StopReason::kFailed, 0.0, "gone"};
  EXPECT_THAT(schema_errors(kDocs / "run-schema.json", run_json(report)), IsEmpty());
}

TEST(WriteJson, WhatIsNoUtf8IsReplaced) {
  tests::TemporaryDirectory directory;
  auto report = run_report();
  report.profile.file = "a\xFF\xC3(.toml";
  report.engine_description = std::string("\0\x80", 2);
  AtomicFile file(directory / "r.json");
  write_json(file, run_json(report));
  const auto document = nlohmann::json::parse(tests::read_file(directory / "r.json"));
  EXPECT_EQ(document["profile"]["file"], "a\uFFFD\uFFFD(.toml");
  EXPECT_THAT(schema_errors(kDocs / "run-schema.json", document), IsEmpty());
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

constexpr int kWide = 167;  // one line for each point

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::size_t> bars(const std::string& line) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] == '|') places.push_back(i);
  return places;
}

TEST(RunTable, RowsHaveTheColumnsOfTheHead) {
  const auto report = run_report();
  for (const int columns : {kPlainColumns, kWide - 1, kWide, 1000}) {
    const auto head = lines_of(run_table_head(columns));
    const auto row = lines_of(run_row(report, report.points[0], columns));
    ASSERT_EQ(row.size(), columns < kWide ? 2U : 1U);
    for (const auto& line : row) EXPECT_EQ(bars(line), bars(head[1]));
  }
}

TEST(RunTable, ShowsTheSameFiguresInBothWidths) {
  const auto report = run_report();
  const std::string wide = run_row(report, report.points[0], kWide);
  const std::string narrow = run_row(report, report.points[0], kPlainColumns);
  for (const char* figure :
       {"16.500", "1000", "5440", "1.00e-03", "1.05e-03", "2.00e-03", "2.60e-04", "500 |"}) {
    EXPECT_THAT(wide, HasSubstr(figure));
    EXPECT_THAT(narrow, HasSubstr(figure));
  }
}

TEST(RunTable, NoLineIsWiderThanAskedFor) {
  auto report = run_report();
  report.profile.description =
      "a link with more words than go into one line of a terminal of eighty";
  report.engine_description = report.profile.description;
  report.channel_description = report.profile.description;
  report.theory_note = report.profile.description;
  report.points[0].measurement.stop_reason = StopReason::kFailed;
  report.points[0].measurement.failure = "what failed has " + report.profile.description;
  report.points[0].measurement.counters.codewords = 999999999;
  report.points[0].measurement.wall_seconds = 99999;
  for (const std::size_t columns : {80U, 167U, 300U}) {
    const auto width = static_cast<int>(columns);
    const std::string text = run_header(report, width) + run_table_head(width) +
                             run_row(report, report.points[0], width) +
                             run_histogram(report, report.points[0]);
    for (const auto& line : lines_of(text)) EXPECT_LE(line.size(), columns) << line;
  }
}

TEST(RunTable, TheTimeOfAPointFitsItsColumn) {
  auto report = run_report();
  for (const auto& [time, text] : std::map<double, std::string>{{3.06e-4, " 0.0003s |"},
                                                                {0.0123, " 0.0123s |"},
                                                                {12.345, "   12.3s |"},
                                                                {999.7, "   1000s |"},
                                                                {123456, " 123456s |"}}) {
    report.points[0].measurement.wall_seconds = time;
    const auto row = lines_of(run_row(report, report.points[0], kPlainColumns));
    EXPECT_THAT(row[1], StartsWith(text));
  }
}

TEST(RunTable, ARateThatRoundsToAThousandHasTheNextPrefix) {
  auto report = run_report();
  report.points[0].measurement.wall_seconds = 1000 / 999.7;
  EXPECT_THAT(run_row(report, report.points[0], kWide), HasSubstr("|     1k |"));
}

TEST(RunTable, WithoutTheoryADashStands) {
  auto report = run_report();
  report.points[0].theory.reset();
  EXPECT_THAT(run_row(report, report.points[0], kWide), HasSubstr("|        - |"));
}

TEST(RunTable, HeaderNamesTheSeedAndTheRule) {
  auto report = run_report();
  report.profile.noise_seed = 4711;
  const std::string text = run_header(report, kPlainColumns);
  EXPECT_THAT(text, HasSubstr("# seed      noise 4711, payload 2147483647"));
  EXPECT_THAT(text, HasSubstr("# stop      3 uncorrectable codewords or 1000 codewords\n"));
}

TEST(RunTable, HistogramShowsTheBinsOfTheCode) {
  auto report = run_report();
  const auto lines = [&] {
    const std::string text = run_histogram(report, report.points[0]);
    return std::count_if(text.begin(), text.end(), [](char c) { return c == '\n'; }) -
           std::count(text.begin(), text.end(), '#');
  };
  EXPECT_EQ(lines(), 17);
  report.profile.code = golden::RsCode::kKr4;
  EXPECT_EQ(lines(), 9);
}

TEST(RunTable, ARowThatIsIncompleteSaysWhy) {
  auto report = run_report();
  auto& measurement = report.points[0].measurement;
  EXPECT_THAT(run_row(report, report.points[0], kWide), Not(HasSubstr("#")));
  measurement.stop_reason = StopReason::kInterrupted;
  EXPECT_THAT(run_row(report, report.points[0], kWide), EndsWith("s\n# incomplete: interrupted\n"));
  measurement.stop_reason = StopReason::kFailed;
  measurement.failure = "the card is gone\nTry another";
  EXPECT_THAT(run_row(report, report.points[0], kWide),
              EndsWith("s\n# incomplete: the card is gone\n"));
}

TEST(RunTable, HeaderNamesTheEstimatorWithAnErrorTarget) {
  auto report = run_report();
  EXPECT_THAT(run_header(report, kPlainColumns),
              HasSubstr("# ratios    errors over trials; unbiased where"));
  report.rule.target_errors = 0;
  EXPECT_THAT(run_header(report, kPlainColumns), Not(HasSubstr("# ratios")));
}

TEST(RunCsv, HasARowForEachPointAndAColumnForEachFieldOfTheJson) {
  auto report = run_report();
  report.profile.description = "a, \"b\"";
  report.points.push_back(report.points[0]);
  report.points[1].snr_db = 17.25;
  report.points[1].theory.reset();
  const auto lines = lines_of(run_csv(report));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0], StartsWith("snr_db,counters.codewords,pre_fec_bit_error_ratio.ratio,"));
  EXPECT_THAT(lines[0], HasSubstr(",counters.histogram.9,counters.histogram.10,"));
  EXPECT_THAT(lines[0], HasSubstr(",seeds.noise,"));
  EXPECT_THAT(lines[1], StartsWith("16.5,1000,"));
  EXPECT_THAT(lines[1], HasSubstr(",\"a, \"\"b\"\"\","));
  EXPECT_THAT(lines[2], StartsWith("17.25,1000,"));
  // In quotes there are two commas more than separate fields.
  const auto commas = [](const std::string& line) { return std::ranges::count(line, ','); };
  EXPECT_EQ(commas(lines[1]), commas(lines[2]));
}

TEST(SendCsv, IsOneRow) {
  SendReport report;
  report.input = "in.pcap";
  report.result.frames_sent = 7;
  const auto lines = lines_of(send_csv(report));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[0], StartsWith("input,output,frames.sent,"));
  EXPECT_THAT(lines[1], StartsWith("in.pcap,,7,"));
}

TEST(SendTable, SaysWhyItIsIncomplete) {
  SendReport report;
  EXPECT_THAT(send_table(report, kPlainColumns), Not(HasSubstr("incomplete")));
  report.result.failure =
      std::make_exception_ptr(std::runtime_error("the card is gone\nTry another"));
  EXPECT_THAT(send_table(report, kPlainColumns), EndsWith("# incomplete: the card is gone\n"));
  EXPECT_EQ(send_json(report)["failure"], "the card is gone\nTry another");
}

TEST(SendTable, ShowsWhatWasLost) {
  SendReport report;
  report.result.frames_sent = 12;
  report.result.frames_lost = 3;
  report.result.receiver.fcs_errors = 2;
  const std::string text = send_table(report, kPlainColumns);
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
  const std::string text = send_table(report, kPlainColumns);
  EXPECT_THAT(text, HasSubstr("# capture   pcapng, compression none -> zstd\n"));
  EXPECT_THAT(text, HasSubstr("frames with FCS            4\n"));
  EXPECT_THAT(text, HasSubstr("frames with wrong FCS      5\n"));
  EXPECT_THAT(text, HasSubstr("frames cut by the capture  6\n"));
}

}  // namespace
}  // namespace lightloop::host
