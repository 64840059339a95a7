# SPDX-License-Identifier: Apache-2.0
"""The vectors of make_fec_vectors.py, from the file that LIGHTLOOP_FEC_VECTORS names."""

import json
import os

with open(os.environ["LIGHTLOOP_FEC_VECTORS"], encoding="ascii") as _file:
    VECTORS = json.load(_file)
