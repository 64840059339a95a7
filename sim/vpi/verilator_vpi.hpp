// SPDX-License-Identifier: Apache-2.0
// Verilator's own VPI functions, under the names that they are compiled with here: the standard
// names belong to the facade in front of them (vpi_facade.cpp). The list of the renamed
// functions is renamed_functions.txt.
#pragma once

#include <vpi_user.h>

extern "C" {
vpiHandle verilator_vpi_register_cb(p_cb_data data);
PLI_INT32 verilator_vpi_remove_cb(vpiHandle callback);
vpiHandle verilator_vpi_scan(vpiHandle iterator);
vpiHandle verilator_vpi_handle_by_name(PLI_BYTE8* name, vpiHandle scope);
vpiHandle verilator_vpi_put_value(vpiHandle object, p_vpi_value value, p_vpi_time time,
                                  PLI_INT32 flags);
PLI_INT32 verilator_vpi_release_handle(vpiHandle object);
PLI_INT32 verilator_vpi_free_object(vpiHandle object);
PLI_INT32 verilator_vpi_control(PLI_INT32 operation, ...);
}
