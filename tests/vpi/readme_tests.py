# SPDX-License-Identifier: Apache-2.0
"""The tests that sim/vpi/README.md shows, as they stand there."""
import pathlib
import re

_README = pathlib.Path(__file__).resolve().parents[2] / "sim/vpi/README.md"
_BLOCKS = re.findall(r"^```python\n(.*?)^```$", _README.read_text(encoding="utf-8"), re.M | re.S)
exec(compile("".join(b for b in _BLOCKS if "lightloop.cocotb" in b), _README, "exec"))
