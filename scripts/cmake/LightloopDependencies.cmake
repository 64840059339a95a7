# SPDX-License-Identifier: Apache-2.0
# Everything the project takes from the distribution, each as one target.
#   lightloop_systemc       SystemC 2.3.4 (Debian exports only the C++17 API-check symbol)
#   lightloop_xrt           XRT native C++ API
#   LIGHTLOOP_PYTHON        the Python of the virtual environment that scripts/setup makes
find_package(Threads REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(Eigen3 REQUIRED NO_MODULE)
find_package(Boost REQUIRED CONFIG)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)  # tests: SHA-256 of known answers
find_package(Protobuf REQUIRED)
find_package(ZLIB REQUIRED)
find_package(LibArchive REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PCAP REQUIRED IMPORTED_TARGET libpcap)

find_path(LIGHTLOOP_SYSTEMC_INCLUDE systemc REQUIRED)
find_library(LIGHTLOOP_SYSTEMC_LIBRARY systemc REQUIRED)
add_library(lightloop_systemc INTERFACE)
target_include_directories(lightloop_systemc SYSTEM INTERFACE ${LIGHTLOOP_SYSTEMC_INCLUDE})
target_link_libraries(lightloop_systemc INTERFACE ${LIGHTLOOP_SYSTEMC_LIBRARY} Threads::Threads)
target_compile_definitions(lightloop_systemc INTERFACE SC_CPLUSPLUS=201703L
                           SC_INCLUDE_DYNAMIC_PROCESSES)

# XRT is where XILINX_XRT says (the setup.sh of AMD's packages sets it), pkg-config, or else where the
# distribution has it. Programs say <xrt/xrt_device.h>, <experimental/xrt_ip.h> and <ert.h>, which stand
# in one folder or, from 2.25 on, in two.
pkg_check_modules(LIGHTLOOP_XRT_PKG QUIET xrt)
set(xrt_include_hints $ENV{XILINX_XRT}/include ${LIGHTLOOP_XRT_PKG_INCLUDEDIR})
find_path(LIGHTLOOP_XRT_INCLUDE xrt/xrt_device.h HINTS ${xrt_include_hints} PATH_SUFFIXES xrt
          REQUIRED)
find_path(LIGHTLOOP_XRT_EXPERIMENTAL_INCLUDE experimental/xrt_ip.h
          HINTS ${LIGHTLOOP_XRT_INCLUDE} ${LIGHTLOOP_XRT_INCLUDE}/xrt REQUIRED)
find_library(LIGHTLOOP_XRT_COREUTIL xrt_coreutil
             HINTS $ENV{XILINX_XRT}/lib ${LIGHTLOOP_XRT_PKG_LIBDIR} REQUIRED)
find_library(LIGHTLOOP_UUID uuid REQUIRED)
set(LIGHTLOOP_XRT_INCLUDES ${LIGHTLOOP_XRT_INCLUDE} ${LIGHTLOOP_XRT_EXPERIMENTAL_INCLUDE})
list(REMOVE_DUPLICATES LIGHTLOOP_XRT_INCLUDES)
add_library(lightloop_xrt INTERFACE)
target_include_directories(lightloop_xrt SYSTEM INTERFACE ${LIGHTLOOP_XRT_INCLUDES})
# XRT 2.25 deprecates xrt::device::load_xclbin() and what goes with it, for calls that 2.13 does not have.
target_compile_options(lightloop_xrt INTERFACE -Wno-deprecated-declarations)
target_link_libraries(lightloop_xrt INTERFACE ${LIGHTLOOP_XRT_COREUTIL} ${LIGHTLOOP_UUID}
                      Threads::Threads)

find_program(LIGHTLOOP_PYTHON python3 PATHS ${CMAKE_SOURCE_DIR}/.venv/bin NO_DEFAULT_PATH)
if(NOT LIGHTLOOP_PYTHON)
  message(FATAL_ERROR "No Python environment in .venv: run scripts/setup first")
endif()
