"""A brand's logo on the picture: in its corner on every frame of every kind of segment, and nowhere else."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from functions.post_processor import segment
from functions.post_processor.agent import LocalRoom
from functions.post_processor.cutting import Cut
from functions.post_processor.logo import opened
from shared.media import ffmpeg
from shared.media.captions import Cue
from shared.media.probe import probe
from shared.model.errors import Permanent, Refused
from tests.unit.media.props import FPS

FRAMES = [(640, 360), (360, 640), (360, 360), (360, 450)]
GREY, RED = (60, 60, 60), (220, 30, 40)
HALF = 4
Way = Literal["held", "moved", "clip", "joint", "joint of clips"]
WAYS: tuple[Way, ...] = ("held", "moved", "clip", "joint", "joint of clips")
Pixels = NDArray[Any]


def a_logo(path: Path, size: tuple[int, int] = (300, 200), colour: tuple[int, ...] = (*RED, 255)) -> Path:
    Image.new("RGBA", size, colour).save(path)
    return path


def a_take(path: Path, frame: tuple[int, int], colour: tuple[int, int, int] = GREY) -> Path:
    if path.suffix == ".png":
        Image.new("RGB", frame, colour).save(path)
        return path
    source = "color=c=0x{:02x}{:02x}{:02x}:s={}x{}:r={}:d=2".format(*colour, *frame, FPS)
    encode = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-c:v", "libx264", "-crf", "4"]
    ffmpeg.run(["-f", "lavfi", "-i", source, *encode, path], timeout_s=30)
    return path


def a_cut(frame: tuple[int, int], **more: Any) -> Cut:
    return Cut.model_validate({"frame": frame, "fps": FPS, "frames": 12, **more})


def made(folder: Path, way: Way, frame: tuple[int, int], logo: Path | None, **more: Any) -> Path:
    """A segment of flat grey, with or without a logo; in `colour`, of another one."""
    folder.mkdir(exist_ok=True)
    colour = more.pop("colour", GREY)
    still, clip = a_take(folder / "p.png", frame, colour), a_take(folder / "p.mp4", frame, colour)
    if way.startswith("joint"):
        right = a_take(folder / "q.mp4", frame, colour) if way == "joint of clips" else still
        sides = (clip, a_cut(frame, leaves=HALF, **more)), (right, a_cut(frame, enters=HALF, **more))
        return segment.joint(*sides, "dissolve", folder / "s.mp4", logo=logo)
    move = "dolly_in" if way == "moved" else "static"
    return segment.body(clip if way == "clip" else still, folder / "s.mp4", a_cut(frame, move=move, **more), logo=logo)


def seen(film: Path, frame: tuple[int, int]) -> Pixels:
    raw = bytearray()
    ffmpeg.run(["-i", film, "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"], timeout_s=60, sink=raw.extend)
    return np.frombuffer(bytes(raw), np.uint8).reshape(-1, frame[1], frame[0], 3).astype(np.int32)


def box(one: Pixels, other: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what differs between two pictures."""
    differs = np.abs(one - other).max(axis=-1) > 30
    columns, rows = np.flatnonzero(differs.any(axis=0)), np.flatnonzero(differs.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def edge(frame: tuple[int, int]) -> float:
    return max(0.045 * min(frame), 0.035 * frame[0])


# --------------------------------------------------------------------------------------------- where and how it stands


@pytest.mark.parametrize("frame", FRAMES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("way", WAYS)
def test_it_stands_in_its_corner_of_every_frame_and_nothing_else_changes(
    tmp_path: Path, way: Way, frame: tuple[int, int]
) -> None:
    logo = a_logo(tmp_path / "logo.png")
    plain = seen(made(tmp_path / "plain", way, frame, None), frame)
    signed = seen(made(tmp_path / "signed", way, frame, logo), frame)
    assert len(signed) == len(plain) == (2 * HALF if way.startswith("joint") else 12)
    high = 0.07 * min(frame)
    corner = (frame[0] - edge(frame) - 1.5 * high, edge(frame), frame[0] - edge(frame), edge(frame) + high)
    for with_logo, without in zip(signed, plain, strict=True):
        assert box(with_logo, without) == pytest.approx(corner, abs=2.1)
    left, top, right, bottom = (round(side) for side in corner)
    inside = signed[:, top + 4 : bottom - 4, left + 4 : right - 4]
    mixed = [0.85 * red + 0.15 * grey for red, grey in zip(RED, GREY, strict=True)]
    assert np.abs(inside.mean(axis=(1, 2)) - mixed).max() < 5, "its own colours, a little transparent"
    away = np.abs(signed - plain)
    away[:, max(0, top - 10) : bottom + 10, left - 10 : right + 10] = 0
    assert away.max() <= 6


@pytest.mark.parametrize("frame", FRAMES, ids="{0[0]}x{0[1]}".format)
def test_it_stands_clear_of_the_mark_the_slate_and_the_words(tmp_path: Path, frame: tuple[int, int]) -> None:
    written = {
        "mark": "gypsum quartz Åy" * 9,
        "slate": "12.34 · THE KITCHEN OF THE LIGHTHOUSE AT THE END OF THE WORLD",
        "cues": (Cue(start_ms=0, end_ms=500, text="Nobody answered. " * 4),),
    }
    logo = a_logo(tmp_path / "logo.png")
    for names in (("slate", "cues"), ("mark", "slate", "cues")):
        words = {name: written[name] for name in names}
        plain, lettered, signed = (
            seen(made(tmp_path / "s", "held", frame, shown, **more), frame)[2]
            for shown, more in ((None, {}), (None, words), (logo, words))
        )
        left, top, right, bottom = box(signed, lettered)
        letters = np.abs(lettered - plain).max(axis=-1) > 30
        assert letters.any()
        assert not letters[top:bottom, left:right].any()
        assert (top > 1.5 * edge(frame)) == ("mark" in names), "below the mark, or where one would be"


@pytest.mark.parametrize("frames", [36, 11 * FPS])
def test_words_come_and_go_below_it_on_a_picture_that_stands(tmp_path: Path, frames: int) -> None:
    frame, logo, cue = FRAMES[0], a_logo(tmp_path / "logo.png"), Cue(start_ms=500, end_ms=800, text="Nobody answered.")
    take = a_take(tmp_path / "p.png", frame)
    cut = a_cut(frame, frames=frames, cues=(cue,))
    plain = seen(segment.body(take, tmp_path / "plain.mp4", cut), frame)
    signed = seen(segment.body(take, tmp_path / "signed.mp4", cut, logo=logo), frame)
    assert len(signed) == len(plain) == frames
    assert (np.abs(signed - plain)[:, :180].max(axis=(1, 2, 3)) > 100).all()
    assert np.abs(signed - plain)[:, 180:].max() < 40
    lit = (signed[:, 180:].max(axis=-1) > 200).any(axis=(1, 2))
    assert [*np.flatnonzero(lit)] == [*np.flatnonzero((plain[:, 180:].max(axis=-1) > 200).any(axis=(1, 2)))]
    assert 5 < lit.sum() < frames


@pytest.mark.parametrize(
    ("size", "wide", "high"), [((3000, 100), 0.18 * 640, 0.18 * 640 / 30), ((20, 400), 25.2 / 20, 25.2)], ids=str
)
def test_it_is_never_wider_or_higher_than_its_room(
    tmp_path: Path, size: tuple[int, int], wide: float, high: float
) -> None:
    frame = FRAMES[0]
    plain = seen(made(tmp_path / "plain", "held", frame, None), frame)[0]
    signed = seen(made(tmp_path / "signed", "held", frame, a_logo(tmp_path / "l.png", size)), frame)[0]
    left, top, right, bottom = box(signed, plain)
    assert (right - left, bottom - top) == pytest.approx((wide, high), abs=2.1)


def test_what_is_transparent_lets_the_picture_through(tmp_path: Path) -> None:
    """Opaque, a hole, half transparent: each a third."""
    frame, logo = FRAMES[0], Image.new("RGBA", (300, 200))
    logo.paste((*RED, 255), (0, 0, 100, 200))
    logo.paste((*RED, 128), (200, 0, 300, 200))
    logo.save(tmp_path / "logo.png")
    picture = seen(made(tmp_path / "s", "held", frame, tmp_path / "logo.png"), frame)[0]
    right, top = round(frame[0] - edge(frame)), round(edge(frame))
    thirds = [
        picture[top + 6 : top + 18, right - 38 + at : right - 38 + at + 4].mean(axis=(0, 1)) for at in (4, 17, 30)
    ]
    for third, part in zip(thirds, (0.85, 0.0, 0.85 * 128 / 255), strict=True):
        assert np.abs(third - [part * red + (1 - part) * grey for red, grey in zip(RED, GREY, strict=True)]).max() < 9


def test_its_edges_have_its_colour(tmp_path: Path) -> None:
    """On a ground of its own colour a disc is not seen: not even its rim, where it meets what is transparent."""
    frame, logo = FRAMES[0], Image.new("RGBA", (400, 400))
    ImageDraw.Draw(logo).ellipse((0, 0, 399, 399), fill=(*RED, 255))
    logo.save(tmp_path / "logo.png")
    picture = seen(made(tmp_path / "s", "held", frame, tmp_path / "logo.png", colour=RED), frame)[0]
    assert np.abs(picture - RED).max() < 9


def test_transparent_margins_do_not_make_it_smaller(tmp_path: Path) -> None:
    padded = Image.new("RGBA", (900, 900))
    padded.paste((*RED, 255), (300, 400, 600, 600))
    padded.save(tmp_path / "padded.png")
    one = made(tmp_path / "one", "held", FRAMES[0], tmp_path / "padded.png")
    assert one.read_bytes() == made(tmp_path / "two", "held", FRAMES[0], a_logo(tmp_path / "l.png")).read_bytes()


@pytest.mark.parametrize("way", ["held", "moved", "clip", "joint"])
def test_a_grade_is_the_films_and_not_the_logos(tmp_path: Path, way: Way) -> None:
    frame = FRAMES[0]
    film = seen(made(tmp_path / "s", way, frame, a_logo(tmp_path / "l.png"), grade="noir"), frame)
    x, y = round(frame[0] - edge(frame)) - 16, round(edge(frame)) + 12
    assert (film[:, y, x, 0] - film[:, y, x, 1] > 120).all(), "red in a film without colours"
    assert np.ptp(film[:, y + 80, x], axis=-1).max() < 8


@pytest.mark.parametrize("way", WAYS)
def test_equal_work_gives_equal_bytes(tmp_path: Path, way: Way) -> None:
    logo = a_logo(tmp_path / "logo.png")
    one, two = (made(tmp_path / name, way, FRAMES[2], logo, slate="1.1") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    facts = probe(one)
    assert (facts.fps, facts.pixel_format) == (FPS, "yuv420p")
    assert facts.duration_ms == pytest.approx(facts.frames * 1000 / FPS, abs=1)


def test_a_folder_full_of_signs_does_no_harm(tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] 100%d: odd; name, \\b"
    folder.mkdir()
    assert probe(made(folder, "held", FRAMES[0], a_logo(folder / "l%d,o'g:o.png"))).frames == 12


# -------------------------------------------------------------------------------------------------- what can be shown


def saved(image: Image.Image, form: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def moving() -> bytes:
    pages = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    return saved(pages[0], save_all=True, append_images=pages[1:])


def bomb(side: int) -> bytes:
    """A few bytes that claim to be enormous."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


RED_SQUARE = Image.new("RGB", (40, 40), RED)
UNFIT: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing but a beginning": (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 64, "logo_unreadable"),
    "cut short": (lambda: saved(Image.effect_noise((90, 90), 80))[:2000], "logo_unreadable"),
    "a JPEG cut short": (lambda: saved(RED_SQUARE, "JPEG")[:200], "logo_unreadable"),
    "another kind of picture": (lambda: saved(RED_SQUARE, "GIF"), "logo_unreadable"),
    "too wide": (lambda: saved(Image.new("L", (4097, 2))), "logo_too_large"),
    "too high": (lambda: saved(Image.new("L", (2, 4097))), "logo_too_large"),
    "a bomb": (lambda: bomb(5000), "logo_too_large"),
    "a larger bomb": (lambda: bomb(12_000), "logo_too_large"),
    "the largest bomb": (lambda: bomb(60_000), "logo_too_large"),
    "moving": (moving, "logo_moves"),
    "invisible": (lambda: saved(Image.new("RGBA", (40, 40))), "logo_unseen"),
}


@pytest.mark.parametrize("what", UNFIT)
def test_what_cannot_be_shown_is_refused_in_one_sentence(what: str) -> None:
    build, code = UNFIT[what]
    with pytest.raises(Refused) as refused:
        opened(io.BytesIO(build()))
    assert refused.value.code == code
    assert refused.value.remedy
    assert "logo" in refused.value.sentence


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA", "JPEG", "CMYK"])
def test_every_kind_of_png_and_jpeg_can_be_shown(mode: str) -> None:
    grey = Image.new("L", (30, 20), 255)
    if mode == "I;16":
        image = Image.fromarray(np.full((20, 30), 65_535, np.uint16))
    else:
        image = grey.convert("RGB" if mode == "JPEG" else mode)
    shown = opened(io.BytesIO(saved(image, "JPEG" if mode in ("JPEG", "CMYK") else "PNG")))
    assert (shown.mode, shown.size) == ("RGBA", (30, 20))
    assert shown.getpixel((15, 10)) == (255, 255, 255, 255)


def test_a_photograph_is_turned_as_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(io.BytesIO(saved(Image.new("RGB", (60, 20)), "JPEG", exif=exif))).size == (20, 60)


def test_a_logo_that_broke_in_the_store_ends_the_work_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    take, cut = a_take(tmp_path / "p.png", FRAMES[0]), a_cut(FRAMES[0], logo="references/anna/1.png")
    with pytest.raises(Permanent, match="logo cannot be read as a picture"):
        LocalRoom().segment(take, cut, tmp_path / "logo.png", tmp_path / "s.mp4", lambda: None)
