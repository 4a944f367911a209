"""Frames that say "as before": what a picture that stands still needs instead of being encoded thirty times a second.

The one rule: a frame written here is plain H.264, a P slice that skips every block, and decodes to exactly the picture
before it. Where a stream's headers are not as ours are, nothing is written, and whoever asks encodes as usual.

A segment of a still has a key picture for each thing that is written on it, as ffmpeg encoded them; between them stand
frames of some fifty bytes. Names in brackets are those of the standard (ITU-T H.264).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from av.packet import Packet

VERSION: Final = "asbefore-2"

_REORDERED: Final = 1
"""A frame of delay between decoding and showing, as in every segment of ours."""

_SLICE_QP: Final = 51
"""Makes a skipped block the likeliest thing from the first one on: context 11 of [mb_skip_flag] starts at state 42."""

_LPS: Final = (
    (16, 20, 23, 27), (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22), (12, 15, 18, 21),
    (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17), (10, 12, 14, 16), (9, 11, 13, 15),
    (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13), (7, 9, 11, 12), (7, 9, 10, 12), (7, 8, 10, 11), (6, 8, 9, 11),
    (6, 7, 9, 10), (6, 7, 8, 9),
)  # fmt: skip
"""[rangeTabLPS] from state 42 to the surest one."""


class Unlike(Exception):
    """A stream with other headers than ours have."""


def lengthened(pictures: Path, lasting: Sequence[int], to: Path, *, fps: int, timescale: int) -> Path:
    """Each key picture stands for so many frames. Raises Unlike before anything is written."""
    import av

    options = {"video_track_timescale": str(timescale), "movie_timescale": str(timescale), "fflags": "+bitexact"}
    with av.open(str(pictures)) as source:
        stream = source.streams.video[0]
        form = _Form.of(bytes(stream.codec_context.extradata or b""))
        keys = [packet for packet in source.demux(stream) if packet.size]
        base = stream.time_base or Fraction(1, timescale)
        if len(keys) != len(lasting) or not all(packet.is_keyframe for packet in keys):
            raise Unlike("not one key picture for each thing to show")
        tick = int(1 / (fps * base))
        with av.open(str(to), "w", format="mp4", options=options) as made:
            track = made.add_stream_from_template(stream)
            track.time_base = base
            for number, (packet, is_key) in enumerate(_frames(keys, lasting, form)):
                packet.stream = track
                packet.time_base = base
                packet.pts, packet.dts, packet.duration = number * tick, (number - _REORDERED) * tick, tick
                packet.is_keyframe = is_key
                made.mux(packet)
    return to


def _frames(
    keys: "Sequence[Packet[Any]]", lasting: Sequence[int], form: "_Form"
) -> "Iterator[tuple[Packet[Any], bool]]":
    from av.packet import Packet

    for key, frames in zip(keys, lasting, strict=True):
        yield key, True
        for since in range(1, frames):
            unit = form.as_before(since)
            yield Packet(len(unit).to_bytes(4, "big") + unit), False


@dataclass(frozen=True)
class _Form:
    """What of a stream's headers stands in its slices."""

    blocks: int
    frame_num_bits: int
    order_bits: int
    initial_qp: int
    weighted: bool
    deblocking_told: bool

    @classmethod
    def of(cls, box: bytes) -> "_Form":
        """From the `avcC` box: one sequence header, one picture header, units with four bytes of length."""
        if len(box) < 8 or box[0] != 1 or box[4] & 3 != 3 or box[5] & 31 != 1:
            raise Unlike("no avcC with one header of each kind")
        size = int.from_bytes(box[6:8], "big")
        sequence, rest = box[8 : 8 + size], box[8 + size :]
        if len(rest) < 3 or rest[0] != 1:
            raise Unlike("not one picture header")
        return cls._read(_Reader(_plain(sequence)), _Reader(_plain(rest[3 : 3 + int.from_bytes(rest[1:3], "big")])))

    @classmethod
    def _read(cls, sequence: "_Reader", picture: "_Reader") -> "_Form":
        sequence.bits(8)
        profile = sequence.bits(8)
        sequence.bits(16)
        _must("one sequence", sequence.ue() == 0)
        if profile >= 100:
            _must("4:2:0 in 8 bits", (sequence.ue(), sequence.ue(), sequence.ue()) == (1, 0, 0))
            _must("no scaling", sequence.bits(2) == 0)
        frame_num_bits = sequence.ue() + 4
        _must("an order that is told", sequence.ue() == 0)
        order_bits = sequence.ue() + 4
        sequence.ue()
        _must("no gaps", sequence.bits(1) == 0)
        blocks = (sequence.ue() + 1) * (sequence.ue() + 1)
        _must("whole frames", sequence.bits(1) == 1)

        picture.bits(8)
        _must("one picture header of one sequence", (picture.ue(), picture.ue()) == (0, 0))
        _must("CABAC", picture.bits(1) == 1)
        _must("one slice group, frames in order", picture.bits(1) == 0 and picture.ue() == 0)
        picture.ue()
        picture.ue()
        weighted = picture.bits(3) >> 2 == 1
        initial_qp = 26 + picture.se()
        picture.se()
        picture.se()
        deblocking_told = picture.bits(1) == 1
        picture.bits(1)
        _must("nothing twice", picture.bits(1) == 0)
        return cls(blocks, frame_num_bits, order_bits, initial_qp, weighted, deblocking_told)

    def as_before(self, since: int) -> bytes:
        """The frame that comes so many after the last key picture: one unit, without its length."""
        slice_ = _Writer()
        slice_.ue(0)  # [first_mb_in_slice]
        slice_.ue(5)  # [slice_type]: P, as all slices of this picture
        slice_.ue(0)  # [pic_parameter_set_id]
        slice_.bits(since % (1 << self.frame_num_bits), self.frame_num_bits)
        slice_.bits(2 * since % (1 << self.order_bits), self.order_bits)
        slice_.bits(1, 1)  # [num_ref_idx_active_override_flag]: the picture before and no other
        slice_.ue(0)
        slice_.bits(0, 1)  # [ref_pic_list_modification_flag_l0]
        if self.weighted:
            slice_.ue(0)
            slice_.ue(0)
            slice_.bits(0, 2)  # as bright, as coloured
        slice_.bits(0, 1)  # [adaptive_ref_pic_marking_mode_flag]
        slice_.ue(0)  # [cabac_init_idc]
        slice_.se(_SLICE_QP - self.initial_qp)
        if self.deblocking_told:
            slice_.ue(1)  # [disable_deblocking_filter_idc]: it was filtered when it was new
        slice_.align(1)
        return b"\x61" + _escaped(slice_.content() + _all_skipped(self.blocks))


@lru_cache(maxsize=8)
def _all_skipped(blocks: int) -> bytes:
    """[slice_data]: every block is skipped, and the slice ends after the last."""
    coder = _Coder()
    for _ in range(blocks - 1):
        coder.likely()
        coder.goes_on()
    coder.likely()
    return coder.ended()


class _Coder:
    """The arithmetic coder of the standard (9.3.4), as far as only the likelier thing ever happens."""

    def __init__(self) -> None:
        self._low, self._range, self._state = 0, 510, 0
        self._bits: list[int] = []
        self._outstanding, self._first = 0, True

    def likely(self) -> None:
        self._range -= _LPS[self._state][(self._range >> 6) & 3]
        self._state = min(self._state + 1, len(_LPS) - 1)
        self._renormed()

    def goes_on(self) -> None:
        self._range -= 2
        self._renormed()

    def ended(self) -> bytes:
        self._range -= 2
        self._low += self._range
        self._range = 2
        self._renormed()
        self._put(self._low >> 9 & 1)
        tail = self._low >> 7 & 3 | 1
        out = _Writer()
        for bit in (*self._bits, tail >> 1, tail & 1):
            out.bits(bit, 1)
        out.align(0)
        return out.content()

    def _renormed(self) -> None:
        while self._range < 256:
            if self._low < 256:
                self._put(0)
            elif self._low >= 512:
                self._low -= 512
                self._put(1)
            else:
                self._low -= 256
                self._outstanding += 1
            self._range <<= 1
            self._low <<= 1

    def _put(self, bit: int) -> None:
        if self._first:
            self._first = False
        else:
            self._bits.append(bit)
        self._bits.extend([1 - bit] * self._outstanding)
        self._outstanding = 0


class _Writer:
    def __init__(self) -> None:
        self._value, self._length = 0, 0

    def bits(self, value: int, count: int) -> None:
        self._value = self._value << count | value
        self._length += count

    def ue(self, value: int) -> None:
        """Exp-Golomb: a number of any size, the small ones short."""
        size = (value + 1).bit_length()
        self.bits(value + 1, 2 * size - 1)

    def se(self, value: int) -> None:
        self.ue(2 * value - 1 if value > 0 else -2 * value)

    def align(self, bit: int) -> None:
        while self._length % 8:
            self.bits(bit, 1)

    def content(self) -> bytes:
        return self._value.to_bytes(self._length // 8, "big")


class _Reader:
    def __init__(self, content: bytes) -> None:
        self._value, self._left = int.from_bytes(content, "big"), 8 * len(content)

    def bits(self, count: int) -> int:
        self._left -= count
        if self._left < 0:
            raise Unlike("a header that is cut short")
        return self._value >> self._left & ((1 << count) - 1)

    def ue(self) -> int:
        zeros = 0
        while self.bits(1) == 0:
            zeros += 1
        return (1 << zeros) - 1 + self.bits(zeros)

    def se(self) -> int:
        value = self.ue()
        return (value + 1) // 2 if value % 2 else -value // 2


def _must(what: str, holds: bool) -> None:
    if not holds:
        raise Unlike(f"not {what}")


def _plain(unit: bytes) -> bytes:
    return unit.replace(b"\x00\x00\x03", b"\x00\x00")


def _escaped(content: bytes) -> bytes:
    """What looks like the start of a unit is broken up."""
    out = bytearray()
    zeros = 0
    for byte in content:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)
