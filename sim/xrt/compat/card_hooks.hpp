// SPDX-License-Identifier: Apache-2.0
// What a card does and the emulation driver does not: redirected virtual functions.
#pragma once

#include <array>
#include <mutex>

#include "sim/xrt/compat/import_table.hpp"

namespace lightloop::xrt_compat {

/// The uuid of an xclbin.
using XclbinId = std::array<unsigned char, 16>;

/// Held while a card is opened, loaded, reset or closed.
std::recursive_mutex& card_change();

/// True if the card, an object of XRT's class for one, has this xclbin.
bool has_loaded(const void* card, const XclbinId& id);

/// Throws EBUSY, as a card's driver, if the card has another xclbin than this one and compute units
/// of it are in use.
void refuse_if_in_use(const void* card, const XclbinId& id);

/// Notes that one compute unit more, or less, of the card is in use.
void note_unit_opened(const void* card);
void note_unit_closed(const void* card);

/// Of the driver's device: sharing and loading, with what follows.
void redirect_device(const LoadedLibrary& driver);

/// Of the driver's device: interrupts of compute units.
void redirect_interrupts(const LoadedLibrary& driver);

/// Of the driver: compute units in use, and synchronising of buffers. False if it has not what is
/// expected.
bool redirect_units(const LoadedLibrary& driver);
bool redirect_sync(const LoadedLibrary& driver);

/// Of the core library's buffers: copying.
void redirect_buffers(const LoadedLibrary& core);

}  // namespace lightloop::xrt_compat
