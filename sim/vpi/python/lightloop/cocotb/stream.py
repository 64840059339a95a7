# SPDX-License-Identifier: Apache-2.0
"""AXI4-Stream: a source, a sink and a monitor of whole frames.

Names and calls are those of cocotbext.axi, so that a test changes its import, as far as it needs no
more than this: frames of bytes, one tid, tdest and tuser a frame, random gaps by `stall_percent`.
"""
import ctypes

from cocotb.triggers import First, Timer

from lightloop.cocotb._host import Bus, Model, checked, functions, unsigned


class AxiStreamBus(Bus):
    """An AXI4-Stream by the prefix of its signals: <prefix>_tvalid and so on."""


class AxiStreamFrame:
    """`tdata` is a bytearray; tid and tdest are those of the first beat, tuser that of the last."""

    def __init__(self, tdata=b"", tid=0, tdest=0, tuser=0):
        self.tdata = bytearray(tdata)
        self.tid = tid
        self.tdest = tdest
        self.tuser = tuser

    def __bytes__(self):
        return bytes(self.tdata)

    def __len__(self):
        return len(self.tdata)

    def __eq__(self, other):
        if isinstance(other, AxiStreamFrame):
            return vars(self) == vars(other)
        return NotImplemented

    def __repr__(self):
        return (f"{type(self).__name__}(tdata={self.tdata!r}, tid={self.tid}, tdest={self.tdest}, "
                f"tuser={self.tuser})")


class AxiStreamSource(Model):
    """Sends frames. While it is in reset they wait; one that has begun is cut off."""

    def __init__(self, bus, clock, reset=None, reset_active_level=True, **options):
        super().__init__("stream source", bus, clock, reset, reset_active_level, **options)

    def send_nowait(self, frame):
        """Queues an AxiStreamFrame, or bytes."""
        if not isinstance(frame, AxiStreamFrame):
            frame = AxiStreamFrame(frame)
        fields = (unsigned(name, getattr(frame, name)) for name in ("tid", "tdest", "tuser"))
        checked(functions.stream_send(self._number, bytes(frame.tdata), len(frame.tdata), *fields))

    async def send(self, frame):
        self.send_nowait(frame)

    def count(self):
        """Frames that the design has not taken completely."""
        return checked(functions.stream_unsent(self._number))

    def idle(self):
        return self.count() == 0

    def clear(self):
        """Forgets the frames that have not begun."""
        checked(functions.stream_clear(self._number))

    async def wait(self):
        """Until all frames were taken."""
        while not self.idle():
            await self._event()


class _Receiver(Model):
    def count(self):
        """Frames that are there."""
        return checked(functions.stream_received(self._number))

    def empty(self):
        return self.count() == 0

    def clear(self):
        checked(functions.stream_clear(self._number))

    def recv_nowait(self):
        """The first frame that is there; ValueError when there is none."""
        data = ctypes.create_string_buffer(checked(functions.stream_size(self._number)))
        values = (ctypes.c_uint64 * 3)()
        checked(functions.stream_take(self._number, data, values))
        return AxiStreamFrame(data.raw, *values)

    async def recv(self):
        """The first frame, as soon as it is there."""
        while self.empty():
            await self._event()
        return self.recv_nowait()

    async def wait(self, timeout=0, timeout_unit="ns"):
        """Until a frame is there, or the time is over."""
        if not self.empty():
            return
        if timeout:
            await First(self._event(), Timer(timeout, timeout_unit))
        else:
            await self._event()


class AxiStreamSink(_Receiver):
    """Takes frames. A design that withdraws a beat, or changes it before it was taken, fails the
    run."""

    def __init__(self, bus, clock, reset=None, reset_active_level=True, **options):
        super().__init__("stream sink", bus, clock, reset, reset_active_level, **options)


class AxiStreamMonitor(_Receiver):
    """Takes part in nothing; else as the sink."""

    def __init__(self, bus, clock, reset=None, reset_active_level=True):
        super().__init__("stream monitor", bus, clock, reset, reset_active_level)
