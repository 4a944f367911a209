"""Looks at what a backend delivered, before it is settled and before anybody else sees it.

The one rule: it is watched, frame by frame, never believed from its name, its index or its size; and what is wrong is
said in words that a person can read under the shot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from functions.render_executor.backends.wire import Unusable
from shared.model.plan import Choice

_SHORTER_S: Final = 0.4  # encoders cut to whole groups of frames; that much is no fault
_OTHER_SHAPE: Final = 0.06  # 832x480 is sold as 16:9
_SMALLER: Final = 0.9
_DARK: Final = 34  # luma: the brightest hundredth of a black frame stays under it
_FLAT: Final = 1.5
_STILL: Final = 6  # no spot of two pictures differs by more when they are the same but for the encoder
_LOOKS_A_SECOND: Final = 4
_SIDE: Final = 96
_LINES: Final = {
    "360p": 360,
    "480p": 480,
    "512p": 512,
    "576p": 576,
    "720p": 720,
    "768p": 768,
    "1080p": 1080,
    "4k": 2160,
}
_STILL_SIDES: Final = {"1k": 768, "2k": 1536, "4k": 3072}


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a picture that moves, or of one that does not."""

    width: int
    height: int
    frames: int = 1
    seconds: float = 0.0  # to the end of the last frame that could be shown
    black: bool = False  # nearly every frame
    flat: bool = False  # one colour and nothing on it
    frozen: bool = False  # one picture from beginning to end


def check(path: Path, choice: Choice) -> None:
    """Raises Unusable with every reason there is."""
    reasons = faults(path, choice)
    if reasons:
        raise Unusable("What was delivered cannot be used: " + "; ".join(reasons) + ".")


def faults(path: Path, choice: Choice) -> list[str]:
    wants_clip = choice.seconds > 0
    try:
        seen = watch(path) if wants_clip else view(path)
    except Unusable as error:
        return [str(error)]
    return [*_content(seen, wants_clip=wants_clip), *_length(seen, choice), *_size(seen, choice)]


def watch(path: Path) -> Seen:
    """Decodes every frame of a clip and looks at four of them a second."""
    import av

    try:
        with av.open(str(path), metadata_errors="replace") as container:
            if not container.streams.video:
                raise _unusable("there is no picture in it")
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            return _seen(container.decode(stream), float(stream.average_rate or 24))
    except (av.FFmpegError, OSError, ValueError) as error:
        raise Unusable(f"it is not a video that can be played ({_short(error)})") from error


def view(path: Path) -> Seen:
    import numpy as np
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.load()
            width, height = image.size
            small = np.asarray(image.convert("L").resize((_SIDE, _SIDE)), dtype=np.float32)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unusable(f"it is not a picture that can be shown ({_short(error)})") from error
    return Seen(width, height, black=_is_dark(small), flat=float(small.std()) < _FLAT)


def _seen(frames: Iterator[Any], rate: float) -> Seen:
    import numpy as np

    count, width, height, end, next_look = 0, 0, 0, 0.0, 0.0
    dark, flat, moved, first = 0, 0, 0.0, None
    looks = 0
    for frame in frames:
        at = float(frame.time) if frame.time is not None else count / rate
        count, end = count + 1, max(end, at + 1 / rate)
        width, height = frame.width, frame.height
        if at + 1e-6 < next_look:
            continue
        next_look = at + 1 / _LOOKS_A_SECOND
        small = frame.reformat(_SIDE, _SIDE, "gray").to_ndarray().astype(np.float32)
        looks += 1
        dark += _is_dark(small)
        flat += float(small.std()) < _FLAT
        first = small if first is None else first
        moved = max(moved, float(np.abs(small - first).max()))
    if count == 0:
        raise _unusable("not one frame of it can be shown")
    frozen = looks > 1 and moved < _STILL
    return Seen(width, height, count, end, dark >= 0.9 * looks, flat == looks, frozen)


def _is_dark(luma: Any) -> bool:
    import numpy as np

    return bool(np.percentile(luma, 99) < _DARK)


def _content(seen: Seen, *, wants_clip: bool) -> list[str]:
    if seen.black:
        return ["it is black"]
    if seen.flat:
        return ["it shows one colour and nothing else"]
    if wants_clip and (seen.frames < 2 or seen.frozen):
        return ["nothing moves in it: it is one picture from beginning to end"]
    return []


def _length(seen: Seen, choice: Choice) -> list[str]:
    if choice.seconds and seen.seconds < choice.seconds - _SHORTER_S:
        return [f"it plays {seen.seconds:.1f} s, and {choice.seconds} s were ordered"]
    return []


def _size(seen: Seen, choice: Choice) -> list[str]:
    reasons = []
    width, height = _numbers(choice.ratio)
    if width and height and abs(seen.width * height / (seen.height * width) - 1) > _OTHER_SHAPE:
        shape = f"{width}:{height}"
        reasons.append(f"its shape is {seen.width}x{seen.height}, and {shape} was ordered")
    least = _least(choice)
    if min(seen.width, seen.height) < least * _SMALLER:
        reasons.append(f"it is {seen.width}x{seen.height}, and at least {least} lines were ordered")
    return reasons


def _least(choice: Choice) -> int:
    """Of the shorter side. A ratio that counts pixels (1280:720) says it, else the resolution does."""
    width, height = _numbers(choice.ratio)
    if min(width, height) > 100:
        return min(width, height)
    lines = _STILL_SIDES if not choice.seconds else _LINES
    return lines.get(choice.resolution.lower(), 0)


def _numbers(ratio: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,5})[:*x](\d{1,5})", ratio)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _unusable(reason: str) -> Unusable:
    return Unusable(reason)


def _short(error: Exception) -> str:
    """Without the name of our own file."""
    words = getattr(error, "strerror", None) or str(error).partition("'")[0]
    return " ".join(words.split())[:120] or type(error).__name__
