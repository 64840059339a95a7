# SPDX-License-Identifier: Apache-2.0
# vivado -mode batch -source package_kernel.tcl -tclargs KERNEL KERNEL_XML FILE_LIST OUTPUT.xo
# Packages an RTL kernel for v++. FILE_LIST names one SystemVerilog file a line, packages first.
# Called by scripts/build-card; not yet run.
lassign $argv kernel kernel_xml file_list output

proc read_file {name} {
  set stream [open $name]
  set text [read $stream]
  close $stream
  return $text
}

create_project -force $kernel $kernel.project
add_files -norecurse [split [string trim [read_file $file_list]] "\n"]
set_property top $kernel [current_fileset]
update_compile_order -fileset sources_1

ipx::package_project -root_dir $kernel.ip -vendor lightloop -library kernel \
  -taxonomy /KernelIP -import_files -set_current true
set core [ipx::current_core]
set_property sdx_kernel true $core
set_property sdx_kernel_type rtl $core
# The kernels are built with their own defaults; v++ offers no way to set RTL parameters.
foreach parameter [ipx::get_user_parameters -of_objects $core] {
  ipx::remove_user_parameter [get_property NAME $parameter] $core
}
# Each port of the description is a bus of the RTL with the same name in lower case.
foreach {match port} [regexp -all -inline {<port name="([^"]+)"} [read_file $kernel_xml]] {
  ipx::associate_bus_interfaces -busif [string tolower $port] -clock ap_clk $core
}
set_property supported_families {} $core
set_property auto_family_support_level level_2 $core
ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::save_core $core
close_project

package_xo -force -xo_path $output -kernel_name $kernel -ip_directory $kernel.ip \
  -kernel_xml $kernel_xml
