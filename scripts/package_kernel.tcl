# SPDX-License-Identifier: Apache-2.0
# vivado -mode batch -source package_kernel.tcl -tclargs NAME=VALUE...
#   kernel=NAME     name of the kernel, of its RTL module, and with _top behind it of the Verilog top
#   xml=FILE        its description
#   files=FILE      a list of the SystemVerilog files, one a line, packages first
#   top=FILE        the Verilog top (scripts/verilog_top.py)
#   frequency=HZ    what ap_clk is meant to run at; any other frequency is tolerated
#   output=FILE     the .xo
# Packages an RTL kernel for v++. Called by scripts/build-card; not yet run.
array set given {}
foreach argument $argv {
  if {![regexp {^(kernel|xml|files|top|frequency|output)=(.+)$} $argument -> name value]} {
    error "package_kernel.tcl: found '$argument', expected kernel=, xml=, files=, top=, frequency= or output="
  }
  set given($name) $value
}
foreach name {kernel xml files top frequency output} {
  if {![info exists given($name)]} { error "package_kernel.tcl: $name= is missing" }
}
set kernel $given(kernel)

proc read_file {name} {
  set stream [open $name]
  set text [read $stream]
  close $stream
  return $text
}

create_project -force $kernel $kernel.project
add_files -norecurse [split [string trim [read_file $given(files)]] "\n"]
add_files -norecurse $given(top)
set_property top ${kernel}_top [current_fileset]
update_compile_order -fileset sources_1

ipx::package_project -root_dir $kernel.ip -vendor lightloop -library kernel \
  -taxonomy /KernelIP -import_files -set_current true
set core [ipx::current_core]
# The vlnv of kernel.xml, not that of the Verilog top.
set_property name $kernel $core
set_property sdx_kernel true $core
set_property sdx_kernel_type rtl $core
# The kernels are built with their own defaults; v++ offers no way to set RTL parameters.
foreach parameter [ipx::get_user_parameters -of_objects $core] {
  ipx::remove_user_parameter [get_property NAME $parameter] $core
}
# Each port of the description is a bus of the RTL with the same name in lower case.
foreach {match port} [regexp -all -inline {<port name="([^"]+)"} [read_file $given(xml)]] {
  ipx::associate_bus_interfaces -busif [string tolower $port] -clock ap_clk $core
}
# The platform's clock is seldom that of the RTL: without a tolerance the linker refuses the difference.
set clock [ipx::get_bus_interfaces ap_clk -of_objects $core]
foreach {name value} [list FREQ_HZ $given(frequency) FREQ_TOLERANCE_HZ -1] {
  set parameter [ipx::add_bus_parameter -quiet $name $clock]
  set_property value $value $parameter
  set_property value_resolve_type user $parameter
}
set_property supported_families {} $core
set_property auto_family_support_level level_2 $core
ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::save_core $core
close_project

package_xo -force -xo_path $given(output) -kernel_name $kernel -ip_directory $kernel.ip \
  -kernel_xml $given(xml)
