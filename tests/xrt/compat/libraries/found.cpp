// SPDX-License-Identifier: Apache-2.0
extern "C" int found() { return 1; }
