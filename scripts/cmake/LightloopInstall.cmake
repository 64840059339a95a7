# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays out (target lightloop_installed builds all of it):
#   bin/lightloop
#   lib/lightloop/        the compatibility library for XRT's emulation with what stands beside it, and
#                         lightloop_emu.xclbin, which holds the device process and the kernels
#   share/lightloop/      profiles and the Touchstone files that they name
#   share/man/man1, share/bash-completion, share/zsh, share/fish
#   share/doc/lightloop/  README, licence, pages of docs/
# The program finds all of it beside itself, so the tree may be moved and bin/lightloop be linked to.

set(shell_dir ${CMAKE_BINARY_DIR}/share/lightloop/shell)
file(MAKE_DIRECTORY ${shell_dir})
set(shell_files "")
foreach(pair IN ITEMS bash:lightloop.bash zsh:_lightloop fish:lightloop.fish man:lightloop.1)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 format)
  list(GET pair 1 name)
  # By way of another file, so that a program that fails leaves none.
  add_custom_command(OUTPUT ${shell_dir}/${name}
    COMMAND lightloop completion ${format} > ${name}.new
    COMMAND ${CMAKE_COMMAND} -E rename ${name}.new ${name}
    WORKING_DIRECTORY ${shell_dir} DEPENDS lightloop VERBATIM)
  list(APPEND shell_files ${shell_dir}/${name})
endforeach()
add_custom_target(lightloop_installed ALL DEPENDS ${shell_files})
add_dependencies(lightloop_installed lightloop lightloop_xrt_compat lightloop_emu_xclbin)

# XRT of a tree of its own is found where it was; what the loader finds by itself is not named.
set_target_properties(lightloop PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
install(TARGETS lightloop RUNTIME DESTINATION bin)

set(compat $<TARGET_FILE_DIR:lightloop_xrt_compat>)
install(FILES $<TARGET_FILE:lightloop_xrt_compat> ${compat}/liblightloop_xrt_compat-libasan.so
              ${compat}/leaks-of-xrt.supp
        DESTINATION lib/lightloop)
install(DIRECTORY ${compat}/xrt DESTINATION lib/lightloop)
get_target_property(emu_xclbin lightloop_emu_xclbin LIGHTLOOP_XCLBIN)
install(FILES ${emu_xclbin} DESTINATION lib/lightloop)

install(DIRECTORY host/profiles/ DESTINATION share/lightloop/profiles PATTERN "*.py" EXCLUDE)
install(FILES ${shell_dir}/lightloop.1 DESTINATION share/man/man1)
install(FILES ${shell_dir}/lightloop.bash DESTINATION share/bash-completion/completions
        RENAME lightloop)
install(FILES ${shell_dir}/_lightloop DESTINATION share/zsh/site-functions)
install(FILES ${shell_dir}/lightloop.fish DESTINATION share/fish/vendor_completions.d)
install(FILES README.md LICENSE DESTINATION share/doc/lightloop)
install(DIRECTORY docs DESTINATION share/doc/lightloop)
