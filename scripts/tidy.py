#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tidy.py BUILD FILE...: clang-tidy over C++ files of a build folder, for scripts/lint.

A file that passed is not read again until it, a header that it includes, its compile command, the checks
or clang-tidy change: BUILD/tidy holds for each file the digest of what passed. Which headers a file
includes is known from its last compilation; a file that is newer than that is read anyway.
Each finding is printed once, also when it stands in a header. Exit code 1 when there is any.
"""

import argparse
from concurrent.futures import ThreadPoolExecutor
import functools
import hashlib
import json
import os
from pathlib import Path
import re
import shlex
import subprocess
import sys

ROOT = Path(__file__).resolve().parents[1]
CLANG_TIDY = ROOT / ".venv/bin/clang-tidy"


def compile_commands(build):
    """Source file -> (folder, arguments, object) of the first target that compiles it."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        arguments = without_precompiled(shlex.split(entry["command"]))
        output = arguments[arguments.index("-o") + 1]
        for file in compiled_at_once(Path(entry["file"])):
            own = [file if argument == entry["file"] else argument for argument in arguments]
            commands.setdefault(file, (entry["directory"], own, output))
    return commands


def compiled_at_once(source):
    """The sources that the compiler takes for `source`: several where CMake made one file of them."""
    if source.parent.name != "Unity":
        return [str(source)]
    return re.findall(r'^#include "(.+)"$', source.read_text(), flags=re.MULTILINE)


def without_precompiled(arguments):
    """The arguments without the compiler's precompiled headers: they are of another compiler, and would
    hide a header that a source does not include."""
    kept = []
    skip = False
    for argument, following in zip(arguments, [*arguments[1:], ""]):
        if skip:
            skip = False
        elif argument == "-include" and following.endswith("/cmake_pch.hxx"):
            skip = True
        elif argument != "-Winvalid-pch":
            kept.append(argument)
    return kept


def dependencies(build, text):
    """Object -> files that it was compiled from, for those that are up to date; `text` is what
    ninja -t deps prints."""
    found, current = {}, []
    for line in text.splitlines():
        if line.startswith("    "):
            current.append(build / line.strip())
        elif line.endswith("(VALID)"):
            current = found.setdefault(line.partition(":")[0], [])
        else:
            current = []
    return {name: files for name, files in found.items()
            if files and max(map(modified, files)) <= modified(build / name)}


@functools.lru_cache(maxsize=None)
def modified(path):
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return sys.maxsize


@functools.lru_cache(maxsize=None)
def digest(path):
    return hashlib.sha256(path.read_bytes()).digest()


def digest_of_all(checks, arguments, files):
    key = hashlib.sha256(checks)
    key.update("\0".join(arguments).encode())
    for file in files:
        key.update(str(file).encode() + digest(file))
    return key.hexdigest()


def findings(result, file):
    """The findings in what clang-tidy printed, each with the lines that explain it."""
    found = re.split(r"^(?=/\S+:\d+:\d+: (?:warning|error): )", result.stdout, flags=re.MULTILINE)
    return [part for part in found if part.strip()] or [f"{file}: {result.stderr}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("file", nargs="+", type=Path)
    options = parser.parse_args()
    build = options.build.resolve()
    passed = build / "tidy"
    passed.mkdir(exist_ok=True)
    commands = compile_commands(build)
    depends = dependencies(build, subprocess.run(["ninja", "-C", str(build), "-t", "deps"],
                                                 capture_output=True, text=True, check=True).stdout)
    version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, check=True).stdout
    checks = version + (ROOT / ".clang-tidy").read_bytes()

    wanted, database, unknown = [], [], []
    for file in map(Path.resolve, options.file):
        if str(file) not in commands:
            unknown.append(file)
            continue
        directory, arguments, output = commands[str(file)]
        database.append({"file": str(file), "directory": directory, "arguments": arguments})
        stamp = passed / str(file.relative_to(ROOT)).replace("/", "+")
        key = output in depends and digest_of_all(checks, arguments, depends[output])
        if not key or not stamp.exists() or stamp.read_text() != key:
            wanted.append((file, stamp, key))
    # A database of our own: clang-tidy reads a file once for each target that compiles it.
    (passed / "compile_commands.json").write_text(json.dumps(database))

    def check(item):
        file, stamp, key = item
        result = subprocess.run([CLANG_TIDY, "--quiet", "-p", str(passed), str(file)],
                                capture_output=True, text=True, check=False)
        if result.returncode == 0 and key:
            stamp.write_text(key)
        return result

    printed = set()
    failed = 0
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for (file, _, _), result in zip(wanted, pool.map(check, wanted)):
            if result.returncode == 0:
                continue
            failed += 1
            for finding in findings(result, file):
                if finding not in printed:
                    printed.add(finding)
                    print(finding, end="", flush=True)
    for file in unknown:
        print(f"tidy: {file} is not compiled in {build}", file=sys.stderr)
    print(f"tidy: {len(database)} files, {len(wanted)} of them read, {failed} with findings",
          file=sys.stderr)
    return 1 if failed or unknown else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
