# SPDX-License-Identifier: Apache-2.0
"""Bus models of Lightloop's VPI host for cocotb tests: whole frames and bursts a call, while C++
drives the signals in each clock cycle. On other simulators they are not there."""
from lightloop.cocotb.axi import AxiBus, AxiMaster, AxiRam, AxiReadResp, AxiResp, AxiWriteResp
from lightloop.cocotb.stream import (AxiStreamBus, AxiStreamFrame, AxiStreamMonitor, AxiStreamSink,
                                     AxiStreamSource)

__all__ = ["AxiBus", "AxiMaster", "AxiRam", "AxiReadResp", "AxiResp", "AxiStreamBus",
           "AxiStreamFrame", "AxiStreamMonitor", "AxiStreamSink", "AxiStreamSource",
           "AxiWriteResp"]
