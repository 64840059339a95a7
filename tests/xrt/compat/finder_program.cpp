// SPDX-License-Identifier: Apache-2.0
// Exits with code 0 when a library can load another one from its own run path.
extern "C" int finder_finds();

int main() { return finder_finds() ? 0 : 1; }
