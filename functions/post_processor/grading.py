"""Grades: the colour that a whole film is given, as straight lines in luma and the two chromas.

The one rule: a still and a clip of the same film get the same grade, the one in its planes, the other in the graph.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared.model.job import Grade

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION: Final = "grade-1"

_LOW, _HIGH, _GREY = 16, 235, 128


@dataclass(frozen=True, slots=True)
class _Line:
    """`(value - pivot) * gain + pivot + lift`."""

    pivot: float = _GREY
    gain: float = 1.0
    lift: float = 0.0
    high: int = 240

    def at(self, value: float) -> float:
        return min(self.high, max(_LOW, (value - self.pivot) * self.gain + self.pivot + self.lift))

    def told(self) -> str:
        """The same in the filter's words: numbers of ours and nothing else."""
        return f"clip((val-{self.pivot:g})*{self.gain:g}+{self.pivot + self.lift:g},{_LOW},{self.high})"


def _luma(gain: float = 1.0, lift: float = 0.0) -> _Line:
    return _Line(118, gain, lift, _HIGH)


_GRADES: Final[dict[Grade, tuple[_Line, _Line, _Line]]] = {
    "warm": (_luma(1.03, 1), _Line(lift=-7), _Line(lift=6)),
    "cold": (_luma(1.03, -1), _Line(lift=8), _Line(lift=-6)),
    "noir": (_luma(1.28, -8), _Line(gain=0), _Line(gain=0)),
    "vivid": (_luma(1.08), _Line(gain=1.32), _Line(gain=1.32)),
}


def graded(planes: tuple[Any, Any, Any], grade: Grade) -> "tuple[NDArray[Any], NDArray[Any], NDArray[Any]]":
    """The planes of a still, looked up once."""
    import numpy as np

    if grade not in _GRADES:
        return planes
    tables = [np.array([round(line.at(value)) for value in range(256)], np.uint8) for line in _GRADES[grade]]
    return tables[0][planes[0]], tables[1][planes[1]], tables[2][planes[2]]


def in_graph(stream: Any, grade: Grade) -> Any:
    if grade not in _GRADES:
        return stream
    luma, blue, red = _GRADES[grade]
    return stream.filter("lutyuv", y=luma.told(), u=blue.told(), v=red.told())
