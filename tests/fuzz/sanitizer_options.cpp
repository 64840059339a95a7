// SPDX-License-Identifier: Apache-2.0
// Memory that was freed counts against the limit of a fuzz target as long as the sanitizer keeps
// it.
extern "C" const char* __asan_default_options();   // NOLINT(bugprone-reserved-identifier): its name
extern "C" const char* __asan_default_options() {  // NOLINT(bugprone-reserved-identifier)
  return "quarantine_size_mb=8";
}
