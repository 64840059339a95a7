# SPDX-License-Identifier: Apache-2.0
"""Makes the coverage report of scripts/coverage from a file of Verilator's format.

Lines: Verilator's line and branch points name the lines that they stand for. A line is covered when
one of its points was hit, in any instance and any variant of its module. Toggles: a bit is covered
when it changed in any of them. Functional bins are counted for each instance of a cover group.
"""

import argparse
import collections
import dataclasses
import fnmatch
import html
import pathlib
import re
import sys
import tomllib
import urllib.parse

LINES_WANTED = 95.0


@dataclasses.dataclass
class Point:
    keys: dict
    count: int

    @property
    def kind(self):
        return self.keys.get("page", "").split("/")[0]


def read_points(path):
    """The points of a file; the values of their keys as they were before Verilator escaped them."""
    with open(path, encoding="latin-1") as file:
        if not file.readline().startswith("# SystemC::Coverage-3"):
            raise ValueError(f"{path}: not a coverage file of Verilator")
        for number, line in enumerate(file, 2):
            match = re.fullmatch(r"C '(.*)' (\d+)\n?", line)
            if not match:
                raise ValueError(f"{path}:{number}: expected a point, found {line[:60].rstrip()!r}")
            keys = {}
            for item in match[1].split("\x01")[1:]:
                key, _, value = item.partition("\x02")
                keys[key] = urllib.parse.unquote(value)
            yield Point(keys, int(match[2]))


def line_numbers(text):
    """[3, 5, 6] of "3,5-6"."""
    numbers = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


class Coverage:
    """Counts of the files in `folder` of `root`, and of all functional bins."""

    def __init__(self, root, folder, points):
        self.root = pathlib.Path(root).resolve()
        self.folder = folder
        self.lines = collections.defaultdict(lambda: collections.defaultdict(int))
        self.branches = collections.defaultdict(lambda: collections.defaultdict(int))
        self.toggles = collections.defaultdict(lambda: collections.defaultdict(int))
        self.bins = collections.defaultdict(int)
        self.constant_functions = []
        variants = collections.defaultdict(int)
        for point in points:
            keys = point.keys
            if point.kind == "v_user" and "group" in keys:
                name = (keys["group"], keys.get("h", ""), keys["point"], keys["bin"])
                self.bins[name] += point.count
                continue
            file = self.relative(keys.get("f", ""))
            if file is None:
                continue
            place = (int(keys.get("l", 0)), int(keys.get("n", 0)), keys.get("o", ""))
            if point.kind == "v_toggle":
                self.toggles[file][place] += point.count
            elif point.kind in ("v_line", "v_branch"):
                for line in line_numbers(keys.get("S", "")):
                    # Points of one module on one line do not add up: it ran as often as the one
                    # that was hit most.
                    variant = (file, line, keys["page"], keys.get("h", ""))
                    variants[variant] = max(variants[variant], point.count)
                if keys.get("o") != "block":
                    self.branches[file][place] += point.count
        for (file, line, _, _), count in variants.items():
            self.lines[file][line] += count

    def relative(self, path):
        """Path in the root's folder, None for a file elsewhere."""
        try:
            file = (self.root / path).resolve().relative_to(self.root)
        except ValueError:
            return None
        return str(file) if file.parts[:1] == (self.folder,) else None

    def source_lines(self, file):
        return (self.root / file).read_text(encoding="utf-8").splitlines()

    def files_without_lines(self):
        files = (self.root / self.folder).rglob("*.sv")
        names = sorted(str(file.relative_to(self.root)) for file in files)
        return [name for name in names if not self.lines.get(name)]

    def uncovered_lines(self):
        return [(file, line) for file in sorted(self.lines)
                for line in sorted(self.lines[file]) if self.lines[file][line] == 0]

    def uncovered_bins(self):
        return [name for name in sorted(self.bins) if self.bins[name] == 0]

    def drop_function(self, file, name):
        """Takes the lines of a function out of what counts; False when there is no such function
        with a counted line, or a line of it was run."""
        source = self.source_lines(file) if (self.root / file).is_file() else []
        start = next((i for i, text in enumerate(source, 1)
                      if re.search(rf"\bfunction\b.*\b{re.escape(name)}\b\s*(\(|;|$)", text)), None)
        if start is None:
            return False
        end = next(i for i in range(start, len(source) + 1) if "endfunction" in source[i - 1])
        lines = [line for line in self.lines[file] if start <= line <= end]
        if not lines or any(self.lines[file][line] for line in lines):
            return False
        for line in lines:
            del self.lines[file][line]
        for table in (self.branches, self.toggles):
            for place in [place for place in table[file] if start <= place[0] <= end]:
                del table[file][place]
        self.constant_functions.append((file, name))
        return True

    def write_info(self, path):
        """An LCOV tracefile."""
        with open(path, "w", encoding="utf-8") as out:
            for file in sorted(self.lines):
                lines = self.lines[file]
                branches = sorted(self.branches[file].items())
                out.write(f"TN:\nSF:{self.root / file}\n")
                index = collections.Counter()
                for (line, _, _), count in branches:
                    out.write(f"BRDA:{line},0,{index[line]},{count}\n")
                    index[line] += 1
                out.write(f"BRF:{len(branches)}\nBRH:{sum(c > 0 for _, c in branches)}\n")
                for line in sorted(lines):
                    out.write(f"DA:{line},{lines[line]}\n")
                hit = sum(count > 0 for count in lines.values())
                out.write(f"LF:{len(lines)}\nLH:{hit}\nend_of_record\n")


class Exceptions:
    """What may stay uncovered, and why."""

    def __init__(self, path):
        with open(path, "rb") as file:
            table = tomllib.load(file)
        self.path = path
        self.lines = table.pop("line", [])
        self.bins = table.pop("bin", [])
        self.functions = table.pop("constant_functions", [])
        if table:
            raise ValueError(f"{path}: expected [[line]], [[bin]] and [[constant_functions]], "
                             f"found {', '.join(table)}")
        for entries, needed, allowed in (
                (self.functions, {"file", "names"}, set()),
                (self.lines, {"file", "text", "reason"}, {"lines"}),
                (self.bins, {"reason"}, {"group", "instance", "point", "bin"})):
            for entry in entries:
                missing, unknown = needed - set(entry), set(entry) - needed - allowed
                if missing or unknown:
                    raise ValueError(f"{path}: {entry}: missing {sorted(missing)}, "
                                     f"unknown {sorted(unknown)}")
        self.used = set()

    def drop_constant_functions(self, coverage):
        """Returns what fits nothing: functions that are not there, or run in the simulation."""
        return [f"{self.path}: {entry['file']}: {name} is no function with lines that were never run"
                for entry in self.functions for name in entry["names"]
                if not self.elsewhere(entry["file"], coverage)
                and not coverage.drop_function(entry["file"], name)]

    @staticmethod
    def elsewhere(file, coverage):
        """Whether the run had no model of the file, so that nothing can be said about it."""
        return file not in coverage.lines and (coverage.root / file).is_file()

    def line_reason(self, file, line, source):
        for i, entry in enumerate(self.lines):
            for first in range(max(1, line - entry.get("lines", 1) + 1), line + 1):
                if entry["file"] == file and entry["text"] in source[first - 1]:
                    self.used.add(("line", i))
                    return entry["reason"]
        return None

    def bin_reason(self, name):
        for i, entry in enumerate(self.bins):
            patterns = [entry.get(k, "*") for k in ("group", "instance", "point", "bin")]
            if all(fnmatch.fnmatchcase(n, p) for n, p in zip(name, patterns)):
                self.used.add(("bin", i))
                return entry["reason"]
        return None

    def unused(self, coverage):
        groups = {name[0] for name in coverage.bins}
        known = {"line": lambda entry: not self.elsewhere(entry["file"], coverage),
                 "bin": lambda entry: fnmatch.filter(groups, entry.get("group", "*"))}
        return [entry for kind, entries in (("line", self.lines), ("bin", self.bins))
                for i, entry in enumerate(entries)
                if (kind, i) not in self.used and known[kind](entry)]


def percent(hit, total):
    return 100.0 * hit / total if total else 100.0


def share(hit, total):
    # Rounded down: 100 % means all.
    return f"{int(percent(hit, total) * 100) / 100:6.2f} %  {hit} of {total}"


def summarize(coverage, exceptions):
    """Text of the report and the reasons for which it fails."""
    out, failures = [], exceptions.drop_constant_functions(coverage)

    out.append("Lines of rtl/, by file")
    total = hit = 0
    for file in sorted(coverage.lines):
        counts = coverage.lines[file].values()
        if not counts:
            continue
        out.append(f"  {share(sum(c > 0 for c in counts), len(counts)):26} {file}")
        total += len(counts)
        hit += sum(c > 0 for c in counts)
    out.append(f"  {share(hit, total):26} all (wanted: {LINES_WANTED:g} %)")
    if total == 0:
        failures.append("no line of rtl/ was counted")
    elif percent(hit, total) < LINES_WANTED:
        failures.append(f"lines: {percent(hit, total):.2f} %, wanted {LINES_WANTED:g} %")

    without = coverage.files_without_lines()
    if without:
        out.append("")
        out.append("Files in which no line is counted: instances and continuous assignments only, or")
        out.append("no model with counters has them")
        out += [f"  {file}" for file in without]
    if coverage.constant_functions:
        out.append("")
        out.append("Not counted: functions whose values are constants, which Verilator works out")
        out += [f"  {file}: {name}" for file, name in coverage.constant_functions]

    out.append("")
    out.append("Lines that are not covered")
    missing = coverage.uncovered_lines()
    for file, line in missing:
        source = coverage.source_lines(file)
        reason = exceptions.line_reason(file, line, source)
        out.append(f"  {file}:{line}: {source[line - 1].strip()}")
        out.append(f"      {reason or 'NO REASON GIVEN'}")
        if reason is None:
            failures.append(f"{file}:{line}: not covered, and no reason given")
    if not missing:
        out.append("  none")

    out.append("")
    for title, kind in (("Branches", coverage.branches), ("Toggles", coverage.toggles)):
        counts = [c for file in kind.values() for c in file.values()]
        out.append(f"{title:9} {share(sum(c > 0 for c in counts), len(counts))}")
    still = collections.defaultdict(list)
    for file, places in coverage.toggles.items():
        for (line, _, name), count in places.items():
            if count == 0:
                still[(file, line, name.split("[")[0])].append(name)
    if still:
        out.append("Signals with bits that never changed")
        for (file, line, name), bits in sorted(still.items()):
            out.append(f"  {file}:{line}: {name} ({len(bits)})")

    out.append("")
    out.append("Functional coverage")
    rows = functional_rows(coverage)
    for group, instance, point, bins_hit, bins, lowest in rows:
        name = f"{group}{f' [{instance}]' if instance else ''}.{point}"
        out.append(f"  {share(bins_hit, bins):26} {name}, lowest count {lowest}")
    missing = coverage.uncovered_bins()
    all_bins = len(coverage.bins)
    out.append(f"  {share(all_bins - len(missing), all_bins):26} all")
    for name in missing:
        reason = exceptions.bin_reason(name)
        out.append(f"  not hit: {name[0]} [{name[1]}].{name[2]}.{name[3]}")
        out.append(f"      {reason or 'NO REASON GIVEN'}")
        if reason is None:
            failures.append(f"bin {'.'.join(name)}: not hit")

    for entry in exceptions.unused(coverage):
        failures.append(f"{exceptions.path}: fits nothing that is not covered: {entry}")
    return "\n".join(out) + "\n", failures


def functional_rows(coverage):
    rows = collections.OrderedDict()
    for (group, instance, point, _), count in sorted(coverage.bins.items()):
        rows.setdefault((group, instance, point), []).append(count)
    return [(*key, sum(c > 0 for c in counts), len(counts), min(counts))
            for key, counts in rows.items()]


def write_html(path, coverage, text, failures):
    rows = "".join(
        f"<tr class={'all' if hit == total else 'some'}><td>{html.escape(group)}<td>"
        f"{html.escape(instance)}<td>{html.escape(point)}<td>{hit} of {total}<td>{lowest}\n"
        for group, instance, point, hit, total, lowest in functional_rows(coverage))
    verdict = "".join(f"<li>{html.escape(failure)}\n" for failure in failures)
    path.write_text(f"""<!doctype html>
<meta charset="utf-8"><title>Lightloop: coverage</title>
<style>body {{ font-family: sans-serif; margin: 2em }} td, th {{ padding: 2px 10px; text-align: left }}
.some {{ background: #fbb }} .all {{ background: #dfd }}</style>
<h1>Coverage</h1>
<p><a href="lines/index.html">Lines and branches of the RTL</a></p>
<h2>What is missing</h2><ul>{verdict or '<li>nothing'}</ul>
<h2>Functional coverage</h2>
<table><tr><th>group<th>instance<th>point<th>bins hit<th>lowest count
{rows}</table>
<h2>Summary</h2><pre>{html.escape(text)}</pre>
""", encoding="utf-8")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="what verilator_coverage --write left")
    parser.add_argument("--root", required=True, help="folder of the project")
    parser.add_argument("--folder", default="rtl", help="folder of the sources that count")
    parser.add_argument("--exceptions", required=True, help="what may stay uncovered (TOML)")
    parser.add_argument("--output", required=True, type=pathlib.Path, help="folder of the report")
    options = parser.parse_args(arguments)
    try:
        coverage = Coverage(options.root, options.folder, read_points(options.data))
        exceptions = Exceptions(options.exceptions)
    except (OSError, ValueError) as error:
        print(f"coverage_report: {error}", file=sys.stderr)
        return 2
    text, failures = summarize(coverage, exceptions)
    options.output.mkdir(parents=True, exist_ok=True)
    coverage.write_info(options.output / "coverage.info")
    (options.output / "summary.txt").write_text(text, encoding="utf-8")
    write_html(options.output / "index.html", coverage, text, failures)
    print(text)
    for failure in failures:
        print(f"coverage: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
