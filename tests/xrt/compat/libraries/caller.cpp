// SPDX-License-Identifier: Apache-2.0
// A library whose imports tests redirect. It is linked in two ways, see CMakeLists.txt.
#include <cstdlib>
#include <iostream>
#include <string>

extern "C" {

int caller_has_variable(const char* name) { return std::getenv(name) != nullptr; }

void caller_prints(const char* text) { std::cout << text << std::flush; }

// Defined here and called here: not an import.
int caller_own_function() { return 1; }
int caller_calls_own_function() { return caller_own_function(); }
}
