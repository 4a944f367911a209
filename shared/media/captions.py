"""Words on the picture: captions, titles, names and the slate, written as an ASS file that libass burns in.

The one rule: whatever a person wrote is shown as text. Nothing in it can become a command of the subtitle format.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from pydantic import Field

from shared.media.directions import in_sight, runs_rightwards
from shared.media.lettering import CAPTION_FAMILY, TITLE_FAMILY, em, runs, shortened
from shared.media.setting import MAX_LINES, Cue, Sung, pages, readable, sung, wrap
from shared.model.base import Frozen
from shared.model.job import Captions

VERSION: Final = "captions-3"

_STYLE_FORMAT: Final = (
    "Format: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,"
    "StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding"
)

_ROOM: Final = 0.84
"""How much of the frame's width a caption may take."""

NAME_MS: Final = 2600
"""A name stands so long, or as long as its shot."""


class Name(Frozen):
    """A lower third: who this is, from this moment on."""

    start_ms: int = Field(ge=0)
    text: str


class Words(Frozen):
    """Everything that is written on one shot. Times count from its first frame."""

    frame: tuple[int, int]
    length_ms: int = Field(gt=0)
    cues: tuple[Cue, ...] = ()
    style: Captions = "classic"
    title: str = ""
    names: tuple[Name, ...] = ()
    slate: str = ""
    mark: str = ""  # a watermark, in a corner all the time


def events(words: Words, fps: int, *, at: int = 0) -> list[str]:
    """What is written when. `at` moves everything by whole frames."""
    clock = _Clock(1000 / fps, at)
    width, _ = words.frame
    sizes = _Sizes.of(words.frame)
    found: list[str] = []
    if words.style != "none":
        found.extend(_captions(words, sizes, clock))
    if words.title:
        fade = min(600, words.length_ms // 3)
        card = _card(words.title.split("\n"), sizes, width * 0.8)
        found.append(clock.event("Title", 0, words.length_ms, f"{{\\fad({fade},{fade})}}{card}"))
    for name in words.names:
        end = min(words.length_ms, name.start_ms + NAME_MS)
        if end - name.start_ms > 400 and (lines := wrap(name.text, sizes.name, width * 0.6, TITLE_FAMILY)[:2]):
            found.append(
                clock.event("Name", name.start_ms, end, f"{{\\fad(250,250)}}{_lines(lines, TITLE_FAMILY, sizes.name)}")
            )
    for style, text in (("Slate", words.slate), ("Mark", words.mark)):
        if text.strip():
            line = shortened(" ".join(readable(text).split())[:80], sizes.corner, width * 0.42, CAPTION_FAMILY)
            found.append(clock.event(style, 0, words.length_ms, _plain(line, CAPTION_FAMILY, sizes.corner)))
    return found


def standing(words: Words, fps: int) -> tuple[int, ...] | None:
    """The frames at which other words stand there than on the frame before; None where they change while they stand."""
    if words.title or words.names or (words.style == "karaoke" and words.cues):
        return None
    if words.style == "none":
        return ()
    clock, sizes = _Clock(1000 / fps, 0), _Sizes.of(words.frame)
    spoken = [cue for cue in words.cues if readable(cue.text).strip()]
    told = pages(spoken, words.length_ms, sizes.caption, words.frame[0] * _ROOM)
    return tuple(sorted({clock.frame(moment) for start, end, _ in told for moment in (start, end)}))


def _card(told: Sequence[str], sizes: "_Sizes", room: float) -> str:
    """A headline, and below it, smaller and smaller, what else there is to tell."""
    parts = [_lines(wrap(told[0], sizes.big, room, TITLE_FAMILY)[:4], TITLE_FAMILY, sizes.big)]
    for place, line in enumerate(told[1:]):
        size = round(sizes.big * (0.56 if place == 0 else 0.4))
        lines = wrap(line, size, room, TITLE_FAMILY)[:4]
        gap, text = round(size * 0.6), _lines(lines, TITLE_FAMILY, size, str(size))
        parts.append(f"{{\\fs{gap}}}\N{NO-BREAK SPACE}\\N{{\\fs{size}}}{text}")
    return "\\N".join(parts)


def _captions(words: Words, sizes: "_Sizes", clock: "_Clock") -> Iterator[str]:
    style = "Boxed" if words.style == "boxed" else "Caption"
    room = words.frame[0] * _ROOM
    spoken = [cue for cue in words.cues if readable(cue.text).strip()]
    timed = [cue for cue in spoken if words.style == "karaoke" and cue.words and not runs_rightwards(cue.text)]
    for start, end, lines in pages([cue for cue in spoken if cue not in timed], words.length_ms, sizes.caption, room):
        yield clock.event(style, start, end, _lines(lines, CAPTION_FAMILY, sizes.caption))
    for start, end, sheet in sung(timed, words.length_ms, sizes.caption, room):
        yield clock.event("Karaoke", start, end, _karaoke(start, sheet, sizes.caption))


def _karaoke(start: int, sheet: Sequence[Sequence[Sung]], size: int) -> str:
    """Each word is lit when it is heard: its time in hundredths of a second, and the silence before it."""
    told: list[str] = []
    passed = 0
    for line in sheet:
        spelled = []
        for word, begins, ends in line:
            wait = max(0, round((begins - start) / 10) - passed)
            lasts = max(0, round((ends - start) / 10) - passed - wait)
            passed += wait + lasts
            spelled.append((f"{{\\k{wait}}}" if wait else "") + f"{{\\k{lasts}}}{_plain(word, CAPTION_FAMILY, size)}")
        told.append(" ".join(spelled))
    return "\\N".join(told)


def document(frame: tuple[int, int], written: Sequence[str]) -> str:
    """The whole file."""
    return "\n".join((*_head(frame), *_styles(frame), "", "[Events]", _EVENT_FORMAT, *written, ""))


_EVENT_FORMAT: Final = "Format: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text"


def _head(frame: tuple[int, int]) -> Iterator[str]:
    yield "[Script Info]"
    yield "ScriptType: v4.00+"
    yield f"PlayResX: {frame[0]}"
    yield f"PlayResY: {frame[1]}"
    yield "WrapStyle: 2"
    yield "ScaledBorderAndShadow: yes"
    yield "YCbCr Matrix: TV.709"
    yield ""


class _Sizes(Frozen):
    """Everything is measured by the shorter side, so that it reads as well upright as wide."""

    unit: int
    caption: int
    big: int
    name: int
    corner: int
    foot: int
    edge: int

    @classmethod
    def of(cls, frame: tuple[int, int]) -> "_Sizes":
        width, height = frame
        unit = min(width, height)
        return cls(
            unit=unit,
            caption=round(unit * 0.052),
            big=round(unit * 0.115),
            name=round(unit * 0.062),
            corner=max(11, round(unit * 0.026)),
            foot=round(height * (0.065 if width >= height else 0.14)),  # upright, the player's own signs stand below
            edge=round(max(unit * 0.045, width * 0.035)),
        )


def reach(frame: tuple[int, int]) -> float:
    """How far up captions of two lines stand: a part of the frame's height."""
    sizes = _Sizes.of(frame)
    return (sizes.foot + MAX_LINES * sizes.caption) / frame[1]


def free_corner(frame: tuple[int, int], mark: str) -> tuple[int, int]:
    """How far from the right and from the top something else may stand: where a mark is, or would be, or below it."""
    sizes = _Sizes.of(frame)
    return sizes.edge, sizes.edge + (round(sizes.corner * 1.6) if mark.strip() else 0)


def _styles(frame: tuple[int, int]) -> Iterator[str]:
    at = _Sizes.of(frame)
    unit, edge, foot = at.unit, at.edge, at.foot
    outline, shade = max(1.4, unit / 400), max(0.6, unit / 900)
    plain = "0,0,0,0,100,100"
    white = "&H00F7FAFC,&H00F7FAFC"
    caption = f"{CAPTION_FAMILY},{at.caption}"
    names = foot + round(at.caption * 2.9)  # clear of two lines of captions
    side = round(frame[0] * 0.07)
    yield "[V4+ Styles]"
    yield _STYLE_FORMAT
    sides = f"{edge},{edge},{foot},1"
    yield f"Style: Caption,{caption},{white},&H10140E0C,&H70000000,{plain},0,0,1,{outline:.2f},{shade:.2f},2,{sides}"
    yield f"Style: Boxed,{caption},{white},&H10140E0C,&H48100C0A,{plain},0,0,4,0,{unit / 90:.2f},2,{sides}"
    yield (
        f"Style: Karaoke,{caption},&H0046C8FF,&H00F7FAFC,&H10140E0C,&H70000000,{plain},0,0,1,{outline:.2f},"
        f"{shade:.2f},2,{sides}"
    )
    yield (
        f"Style: Title,{TITLE_FAMILY},{at.big},&H00F2F8FC,&H00F2F8FC,&H50140E0C,&H90000000,{plain},"
        f"{unit * 0.004:.1f},0,1,{outline * 0.8:.2f},{unit / 300:.2f},5,{edge},{edge},0,1"
    )
    yield (
        f"Style: Name,{TITLE_FAMILY},{at.name},&H00F2F8FC,&H00F2F8FC,&H30140E0C,&H50100C0A,{plain},"
        f"{unit * 0.002:.1f},0,4,0,{unit / 70:.2f},1,{side},{side},{names},1"
    )
    corner = f"{CAPTION_FAMILY},{at.corner},&H30F7FAFC,&H30F7FAFC,&H60140E0C,&H90000000,{plain}"
    yield f"Style: Slate,{corner},{unit * 0.0012:.2f},0,1,{outline * 0.6:.2f},0,7,{edge},{edge},{edge},1"
    yield f"Style: Mark,{corner},{unit * 0.0012:.2f},0,1,{outline * 0.6:.2f},0,9,{edge},{edge},{edge},1"


def _lines(lines: Sequence[str], family: str, size: float, back: str = "") -> str:
    return "\\N".join(_plain(line, family, size, back) for line in lines)


def _plain(line: str, family: str, size: float, back: str = "") -> str:
    """ASS knows \\N, {…} and \\{: a backslash is parted from what follows by an invisible joiner, braces escaped. What
    another font has to draw is set in that font, as large as the rest; then the style's own comes back, at its own size
    or at `back`."""
    told = []
    for each, piece in in_sight(runs(line, family)):
        safe = piece.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}")
        if each != family:
            other = f"{{\\fn{each}\\fs{size * em(family) / em(each):.1f}\\fsp0}}"  # letters apart would not be joined
            safe = f"{other}{safe}{{\\fn\\fs{back}\\fsp}}"
        told.append(safe)
    return "".join(told)


class _Clock:
    """Times are put half a frame off the grid, so that no rounding can move a word by a frame."""

    def __init__(self, frame_ms: float, at: int) -> None:
        self._frame_ms, self._at = frame_ms, at

    def event(self, style: str, start_ms: int, end_ms: int, text: str) -> str:
        return f"Dialogue: 0,{self._time(start_ms)},{self._time(end_ms)},{style},,0,0,0,,{text}"

    def frame(self, ms: int) -> int:
        """The first one at or after this moment."""
        return round(ms / self._frame_ms) + self._at

    def _time(self, ms: int) -> str:
        frame = self.frame(ms)
        hundredths = max(0, round((frame - 0.5) * self._frame_ms / 10))
        minutes, rest = divmod(hundredths, 6000)
        return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


__all__ = ["NAME_MS", "VERSION", "Cue", "Name", "Words", "document", "events", "free_corner", "reach", "standing"]
