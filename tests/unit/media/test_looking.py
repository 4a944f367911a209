"""A long film is looked through in two halves, and nothing is seen otherwise than in one."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from functions.technical_qa import looking
from functions.technical_qa.looking import Looked, look
from shared.media import ffmpeg
from shared.media.probe import Probe, probe

SIZE = "320x180"
FPS = 10


def a_film(to: Path, parts: Sequence[tuple[str, float]], *more: str) -> Path:
    """Moving, black or standing still for so many seconds; a key picture every two seconds."""
    kinds = {
        "moving": f"testsrc2=s={SIZE}:r={FPS}", "black": f"color=black:s={SIZE}:r={FPS}",
        "still": f"color=gray:s={SIZE}:r={FPS}",
    }  # fmt: skip
    arguments: list[str | Path] = []
    for kind, seconds in parts:
        arguments += ["-f", "lavfi", "-t", f"{seconds}", "-i", kinds[kind]]
    joined = "".join(f"[{at}:v]" for at in range(len(parts))) + f"concat=n={len(parts)},format=yuv420p"
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "20", *more]
    ffmpeg.run([*arguments, "-filter_complex", joined, *encode, to], timeout_s=60)
    return to


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> list[Looked]:
    """What each look through saw."""
    seen: list[Looked] = []
    through = looking._through

    def counted(film: Path, facts: Probe, part: looking._Part, small: Path, timeout_s: float) -> Looked:
        seen.append(through(film, facts, part, small, timeout_s))
        return seen[-1]

    monkeypatch.setattr(looking, "_through", counted)
    return seen


def whole(film: Path, monkeypatch: pytest.MonkeyPatch) -> Looked:
    with monkeypatch.context() as patched:
        patched.setattr(looking, "_WORTH_HALVING_MS", 10**9)
        return look(film, probe(film), timeout_s=60)


STORIES = {
    "moving": [("moving", 24.0)],
    "black at the middle": [("moving", 11.8), ("black", 0.4), ("moving", 11.8)],
    "black across it": [("moving", 9.0), ("black", 6.0), ("moving", 9.0)],
    "still, as long as it takes to be seen": [("moving", 11.2), ("still", 1.6), ("moving", 11.2)],
    "still from the first half into the last second": [("moving", 3.0), ("still", 20.0), ("moving", 1.0)],
    "still up to the end": [("moving", 10.0), ("still", 14.0)],
    "black to begin and to end with": [("black", 3.0), ("moving", 18.0), ("black", 3.0)],
}


@pytest.mark.parametrize("story", STORIES)
def test_two_halves_see_what_one_look_sees(
    tmp_path: Path, story: str, parts: list[Looked], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = a_film(tmp_path / "film.mp4", STORIES[story])
    halves, one = look(film, probe(film), timeout_s=60), whole(film, monkeypatch)
    assert len(parts) == 3, "two halves, and the one to compare with"
    assert (halves.damage, halves.uneven_ms, halves.frames) == ("", one.uneven_ms, 240)
    assert halves.pictures is not None
    assert one.pictures is not None
    assert np.array_equal(halves.pictures, one.pictures)
    for seen, wanted in ((halves.black, one.black), (halves.frozen, one.frozen)):
        assert len(seen) == len(wanted)
        assert np.allclose(seen, wanted, atol=1000 / FPS + 1), "a frame may be told to either side"


def test_a_short_film_and_one_without_a_place_to_part_are_looked_through_at_once(
    tmp_path: Path, parts: list[Looked]
) -> None:
    for name, film in (
        ("short", a_film(tmp_path / "short.mp4", [("moving", 12.0)])),
        ("one key", a_film(tmp_path / "one.mp4", [("moving", 24.0)], "-g", "9999")),
        ("pictures before their key", a_film(tmp_path / "open.mp4", [("moving", 24.0)], "-x264-params",
                                             "open-gop=1:bframes=3:scenecut=0:b-adapt=0:keyint=20")),
        ("later start", a_film(tmp_path / "late.mkv", [("moving", 24.0)], "-output_ts_offset", "3")),
    ):  # fmt: skip
        parts.clear()
        assert look(film, probe(film), timeout_s=60).frames in (120, 240), name
        assert len(parts) == 1, name


@pytest.mark.parametrize("where", [0.3, 0.8])
def test_what_is_broken_in_a_half_is_told_of_the_whole(tmp_path: Path, where: float, parts: list[Looked]) -> None:
    film = a_film(tmp_path / "film.mp4", [("moving", 24.0)])
    facts = probe(film)
    raw = bytearray(film.read_bytes())
    at = int(len(raw) * where)
    raw[at : at + 4000] = bytes(4000)
    film.write_bytes(raw)
    looked = look(film, facts, timeout_s=60)
    assert looked.damage
    assert len(parts) == 3
    assert looked.damage == parts[-1].damage
    assert looked.frames < 240


@pytest.mark.parametrize("left", [0.35, 0.6, 0.97])
def test_what_is_cut_short_is_told_as_by_one_look(
    tmp_path: Path, left: float, parts: list[Looked], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = a_film(tmp_path / "film.mp4", [("moving", 24.0)], "-movflags", "+faststart")
    facts = probe(film)
    film.write_bytes(film.read_bytes()[: int(film.stat().st_size * left)])
    looked = look(film, facts, timeout_s=60)
    with monkeypatch.context() as patched:
        patched.setattr(looking, "_WORTH_HALVING_MS", 10**9)
        one = look(film, facts, timeout_s=60)
    assert looked.damage
    assert (looked.damage, looked.frames) == (one.damage, one.frames)


def test_a_half_that_misses_pictures_is_not_believed(
    tmp_path: Path, parts: list[Looked], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = a_film(tmp_path / "film.mp4", [("moving", 24.0)])
    middle = looking._middle

    def shifted(told: Sequence[tuple[int, bool]], base: float) -> looking._Middle | None:
        found = middle(told, base)
        return found and looking._Middle(found.at_s + 0.25, found.before, found.all)

    monkeypatch.setattr(looking, "_middle", shifted)
    looked = look(film, probe(film), timeout_s=60)
    assert (looked.frames, len(parts)) == (240, 3)


def test_the_gaps_between_pictures_come_from_the_files_own_clock(tmp_path: Path) -> None:
    even = a_film(tmp_path / "even.mp4", [("moving", 3.0)])
    assert look(even, probe(even), timeout_s=60).uneven_ms < 0.1
    odd = tmp_path / "odd.mp4"
    ffmpeg.run(["-i", even, "-vf", "setpts=PTS+gte(N\\,15)*0.1/TB", "-fps_mode", "vfr", odd], timeout_s=60)
    assert look(odd, probe(odd), timeout_s=60).uneven_ms == pytest.approx(100, abs=1)


def test_stretches_never_overlap() -> None:
    united = looking._united([(5, 9), (0, 3), (9, 12), (2, 4), (20, 30), (21, 22)])
    assert united == [(0, 4), (5, 12), (20, 30)]
    assert all(one[1] < two[0] for one, two in pairwise(united))
