// SPDX-License-Identifier: Apache-2.0
#include "tests/xrt/package/pack_xclbin.hpp"

namespace lightloop::xrt_test {
ProcessResult pack_xclbin(const std::filesystem::path& directory,
                          const std::vector<std::string>& arguments) {
  std::vector<std::string> command{
      LIGHTLOOP_PYTHON,
      (std::filesystem::path(LIGHTLOOP_SOURCE_DIR) / "scripts/pack-xclbin").string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_process(
      {.command = command,
       .working_directory = directory,
       .environment = {{"LIGHTLOOP_DEVICE", LIGHTLOOP_DEVICE}, {"PYTHONDONTWRITEBYTECODE", "1"}}});
}

ProcessResult run_on(const std::filesystem::path& xclbin, const std::string& program,
                     const std::vector<std::string>& arguments) {
  std::vector<std::string> command{LIGHTLOOP_EMU_DRIVER, "--", program, xclbin.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_process(
      {.command = command, .working_directory = xclbin.parent_path(), .environment = {}});
}

ProcessResult run_vadd(const std::filesystem::path& xclbin) {
  return run_on(xclbin, LIGHTLOOP_VADD_HOST);
}

std::string vadd_source(const std::string& file) {
  return (std::filesystem::path(LIGHTLOOP_SOURCE_DIR) / "tests/xrt/vadd" / file).string();
}

std::string copy_add_source(const std::string& file) {
  return (std::filesystem::path(LIGHTLOOP_SOURCE_DIR) / "tests/xrt/copy_add" / file).string();
}

}  // namespace lightloop::xrt_test
