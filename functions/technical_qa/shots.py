"""Whether every shot is in the film, at its place: the first picture of each, laid along the pictures of the film.

The one rule: a shot that is gone is found where it should have been, and those after it are looked for where they are.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from functions.technical_qa.wanted import Planned

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "shots-1"

SMALL: Final = (16, 9)
_WIDE: Final = 320
_ALIKE: Final = 6.0
"""Mean difference of grey levels between a picture and the same one, encoded again at worst."""

_CUT: Final = 9.0
"""Mean difference from one picture to the next that is no movement."""


def look(piece: Path) -> str:
    """The first picture of a shot's own frames."""
    import av
    from av.video.reformatter import Interpolation

    with av.open(str(piece)) as container:
        for frame in container.decode(video=0):
            high = max(2, round(frame.height * _WIDE / frame.width / 2) * 2)
            small = frame.reformat(_WIDE, high, "yuv420p", interpolation=Interpolation.FAST_BILINEAR)
            grey = small.reformat(*SMALL, "gray", interpolation=Interpolation.AREA).to_ndarray()
            return grey.tobytes().hex()
    return ""


def missing(planned: Sequence[Planned], film: "NDArray[Any]") -> list[Planned]:
    """The shots that are not in the film. `film`: a row of grey points for each of its pictures."""
    told = [shot for shot in planned if shot.look]
    gone: list[Planned] = []
    shift = place = 0
    while place < len(told):
        shot = told[place]
        if _seen(film, shot, shift):
            place += 1
            continue
        after = _after(film, told, place, shift)
        gone += told[place:after]
        if after < len(told) and _gap(shot, told[after]) and not _seen(film, told[after], shift):
            shift -= _gap(shot, told[after])
        place = after
    return gone


def _after(film: "NDArray[Any]", told: Sequence[Planned], place: int, shift: int) -> int:
    """The next shot that is there: where it belongs, or as much earlier as all between would have lasted."""
    for later in range(place + 1, len(told)):
        earlier = shift - _gap(told[place], told[later])
        if _seen(film, told[later], shift) or _seen(film, told[later], earlier):
            return later
    return len(told)


def _gap(one: Planned, other: Planned) -> int:
    return other.first_frame - one.first_frame


def _seen(film: "NDArray[Any]", shot: Planned, shift: int) -> bool:
    import numpy as np

    own = shot.own if shot.own >= 0 else shot.first_frame
    first = own + shift
    near = film[max(0, first - 1) : max(0, first + 2)]
    if not len(near):
        return False
    wanted = np.frombuffer(bytes.fromhex(shot.look), np.uint8).astype(np.float32)
    return bool(np.abs(near.astype(np.float32) - wanted).mean(axis=1).min() <= _ALIKE)


def counted(film: "NDArray[Any]") -> int:
    """How many shots a film seems to have: its hard cuts, and one more."""
    return 1 + sum(1 for _ in _cuts(film)) if len(film) else 0


def _cuts(film: "NDArray[Any]") -> Iterator[int]:
    import numpy as np

    change = np.array(
        [np.abs(film[at].astype(np.float32) - film[at - 1]).mean() for at in range(1, len(film))], np.float32
    )
    for at, much in enumerate(change):
        around = np.concatenate([change[max(0, at - 6) : at], change[at + 1 : at + 7]])
        if much > _CUT and (not len(around) or much > 3 * float(np.median(around))):
            yield at + 1
