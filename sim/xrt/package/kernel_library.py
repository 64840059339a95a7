# SPDX-License-Identifier: Apache-2.0
"""Verilates an RTL kernel and links it as a kernel library, without CMake."""

import os
from pathlib import Path
import shutil
import signal
import subprocess

from .errors import PackError
from .glue import make_glue

REPOSITORY = Path(__file__).resolve().parents[3]
RUNTIME = ("verilated.cpp", "verilated_fst_c.cpp", "verilated_threads.cpp")
# $finish, $stop and $fatal come back to the device process instead of ending it.
HOOKS = REPOSITORY / "sim/verilated/rtl_error.cpp"
HOOK_FLAGS = ("-DVL_USER_FINISH", "-DVL_USER_STOP", "-DVL_USER_FATAL")
EXPORTS = REPOSITORY / "sim/xrt/device/kernel_library.map"


def _run(command, what, log):
    # A group of its own: when this process is told to end, all that it has started ends with it.
    with open(log, "a", encoding="utf-8") as stream, subprocess.Popen(
            command, stdout=stream, stderr=subprocess.STDOUT, process_group=0) as process:
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode != 0:
        tail = "".join(f"  {line}\n" for line in
                       Path(log).read_text(errors="replace").splitlines()[-30:])
        raise PackError(f"{what} failed; the end of {log}:\n{tail}")


def _tool(name):
    path = shutil.which(name)
    if path is None:
        raise PackError(f"{name} is not installed: it is needed to compile RTL kernels")
    return path


def build_kernel_library(kernel, top, sources, flags, directory, jobs):
    """Returns the path of the library, made below `directory`. Raises PackError."""
    directory = Path(directory) / kernel.name
    directory.mkdir(parents=True, exist_ok=True)
    model = f"V{kernel.name}"
    log = directory / "build.log"
    log.write_text("")
    verilator = _tool("verilator")
    root = subprocess.run([verilator, "--getenv", "VERILATOR_ROOT"], capture_output=True, text=True,
                          check=True).stdout.strip()
    cflags = "-O2 -fPIC -std=c++20 -w -DVL_TIME_CONTEXT"
    _run([verilator, "--cc", "-O3", "--x-assign", "fast", "--x-initial", "fast", "--assert",
          "-Wno-fatal", "--trace-fst", "--trace-structs", "--top-module", top, "--prefix", model,
          "--Mdir", str(directory), "-CFLAGS", cflags, *flags, *map(str, sources)],
         f"verilating kernel {kernel.name}", log)
    glue = directory / f"{kernel.name}_glue.cpp"
    glue.write_text(make_glue(kernel, directory / f"{model}.h"))
    cache = shutil.which("ccache") or ""
    _run(["env", f"OBJCACHE={cache}", _tool("make"), "-s", f"-j{jobs}", "-C", str(directory), "-f",
          f"{model}.mk", "OPT_FAST=-O2", "OPT_SLOW=-O1", f"{model}__ALL.a"],
         f"compiling kernel {kernel.name}", log)
    compiler = [*([cache] if cache else []), os.environ.get("CXX") or _tool("g++"),
                *cflags.split(), *HOOK_FLAGS, "-DVM_COVERAGE=0", "-DVM_SC=0", "-DVM_TRACE=1",
                "-DVM_TRACE_FST=1", "-I", str(directory), "-I", str(REPOSITORY), "-isystem",
                f"{root}/include", "-isystem", f"{root}/include/vltstd"]
    objects = []
    for source in (glue, HOOKS, *(Path(root) / "include" / name for name in RUNTIME)):
        objects.append(str(directory / f"lib_{source.stem}.o"))
        _run([*compiler, "-c", str(source), "-o", objects[-1]],
             f"compiling {source.name} for kernel {kernel.name}", log)
    library = directory / f"{kernel.name}.so"
    _run([os.environ.get("CXX") or _tool("g++"), "-shared", "-s", *objects,
          str(directory / f"{model}__ALL.a"), f"-Wl,--version-script={EXPORTS}",
          "-static-libstdc++", "-static-libgcc", "-lz", "-pthread", "-o", str(library)],
         f"linking kernel {kernel.name}", log)
    return library
