"""Captions, titles, names and marks in every style: hostile words are drawn as words, and nothing is carried out."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.post_processor import segment
from functions.post_processor.cutting import Cut, cut_of, first_words
from shared.media import ffmpeg, lettering
from shared.media.captions import Cue, Name, Words, document, events
from shared.model.joints import Joint
from tests.unit.media.props import FPS, a_line, a_picture, a_scene, a_shot, a_storyboard, options

FRAMES = [(640, 360), (360, 640), (360, 360), (360, 450)]
STYLES = ["classic", "boxed", "karaoke"]
HOSTILE = [
    "'\":\\%{}[]",
    "{\\alpha&HFF&}{\\p1}m 0 0 l 9 9",
    "\\N\\n\\h{\\fad(9,9)}",
    "drawtext=text='x':enable=1,movie=/etc/passwd[out];[in]null",
    "%{pts} ${HOME} `id` $(id)",
    "\u202eمرحبا بالعالم\u202c שלום",
    "W" * 300,
    "a\nb\r\nc\x00d",
    "😀👩\u200d👩\u200d👧 ok",
]


def pixels(words: Words, folder: Path, *, at: int = 6) -> NDArray[Any]:
    paper, raw = folder / "words.ass", bytearray()
    paper.write_text(document(words.frame, events(words, FPS)), encoding="utf-8")
    width, height = words.frame
    ffmpeg.run(
        ["-f", "lavfi", "-i", f"color=c=0x303030:s={width}x{height}:d=2:r={FPS}",
         "-vf", f"ass=filename={paper}:fontsdir={lettering.FONTS},trim=start_frame={at}:end_frame={at + 1}",
         "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"],
        timeout_s=60, sink=raw.extend,
    )  # fmt: skip
    return np.frombuffer(bytes(raw), np.uint8).reshape(height, width, 3).astype(np.int32)


def written(text: str, style: str = "classic", frame: tuple[int, int] = (640, 360), **more: Any) -> Words:
    timed = tuple((word, 100 * at, 100 * at + 100) for at, word in enumerate(text.split()))
    cue = Cue(start_ms=0, end_ms=2000, text=text, words=timed)
    return Words.model_validate({"frame": frame, "length_ms": 2000, "cues": (cue,), "style": style, **more})


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_are_seen_and_stay_in_the_picture(tmp_path: Path, style: str, text: str) -> None:
    picture = pixels(written(text, style), tmp_path)
    lit = picture.max(axis=2) > 150
    assert lit.sum() > 20, "something is read"
    assert not lit[:, :8].any()
    assert not lit[:, -8:].any()
    assert not lit[: 360 // 2].any(), "captions stay in the lower half"


@pytest.mark.parametrize("style", STYLES)
def test_no_sign_of_the_writer_reaches_the_format(style: str) -> None:
    for text in HOSTILE:
        names = (Name(start_ms=0, text=text),)
        everywhere: dict[str, Any] = {"title": text, "slate": text, "mark": text, "names": names}
        for line in events(written(text, style, **everywhere), FPS):
            said = re.sub(
                r"\{\\(?:k\d+|fad\(\d+,\d+\)|fs\d+|fn(?:[A-Za-z0-9 ]+)?\\fs[0-9.]*\\fsp0?)\}", "", line.split(",", 9)[9]
            )
            rest = re.sub(r"\\[{}N\u2060]", "", said)
            assert not set(rest) & set("{}\\\n\r"), (text, line)


@pytest.mark.parametrize("frame", FRAMES)
def test_words_keep_clear_of_the_edges_in_every_shape(tmp_path: Path, frame: tuple[int, int]) -> None:
    words = written("Here is a sentence that needs two lines in any shape of picture, surely.", frame=frame)
    words = words.model_copy(update={"names": (Name(start_ms=0, text="Mara"),), "mark": "© Us", "slate": "1.1 KITCHEN"})
    lit = np.argwhere(pixels(words, tmp_path, at=12).max(axis=2) > 150)
    (top, left), (bottom, right) = lit.min(0), lit.max(0)
    width, height = frame
    assert left > 0.03 * width
    assert right < 0.97 * width
    assert top > 0.02 * height
    assert bottom < (0.96 if width >= height else 0.9) * height


def test_karaoke_lights_one_word_after_another(tmp_path: Path) -> None:
    def gold(at: int) -> int:
        red, _, blue = (pixels(written("one two three four", "karaoke"), tmp_path, at=at)[..., n] for n in range(3))
        return int(((red > 180) & (blue < 110)).sum())

    shares = [gold(at) for at in (1, 4, 7, 12)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[1] < shares[2] < shares[3]


def test_without_word_times_karaoke_is_a_plain_caption(tmp_path: Path) -> None:
    cue = Cue(start_ms=0, end_ms=2000, text="no times here")
    plain = Words(frame=(640, 360), length_ms=2000, cues=(cue,))
    assert events(plain.model_copy(update={"style": "karaoke"}), FPS) == events(plain, FPS)


def test_a_box_darkens_what_lies_behind_the_words(tmp_path: Path) -> None:
    boxed, plain = (pixels(written("read me", style), tmp_path) for style in ("boxed", "classic"))
    assert (boxed.max(axis=2) < 34).sum() > 2 * (plain.max(axis=2) < 34).sum()


def test_captions_can_be_left_out() -> None:
    assert events(written("nothing", "none"), FPS) == []


def test_somebody_is_named_once_where_they_first_speak() -> None:
    first, second = a_line(name="l1"), a_line(name="l2")
    board = a_storyboard(a_scene(a_shot(lines=(first,)), a_shot("s01-b", lines=(second, a_line("Ah.", "", name="l3")))))
    assert first_words(board) == {"l1": "Mara"}
    cut = cut_of(board.shots[0], board.scenes[0], options(), {"l1": {"ms": 500}}, named=first_words(board))
    assert [name.text for name in cut.names] == ["Mara"]


def test_an_edit_of_one_shot_changes_no_other_cut() -> None:
    """The key of a segment: what stands in it, and nothing of its neighbours but where they meet."""
    one, two = a_shot("s01-a", lines=(a_line(),)), a_shot("s01-b")
    spoken = {"l1": {"ms": 400}}
    before = cut_of(two, a_scene(one, two), options(), spoken)
    after = cut_of(two, a_scene(one.model_copy(update={"picture": "Another."}), two), options(), spoken)
    assert before == after
    joint = Joint(left="s01-a", right="s01-b", kind="dissolve", half=5)
    assert cut_of(two, a_scene(one, two), options(), spoken, (joint, None)) != before


@pytest.mark.parametrize("kind", ["still", "clip"])
def test_grades_colour_stills_and_clips_alike(tmp_path: Path, kind: str) -> None:
    still = a_picture(tmp_path / "p.png")
    take = still
    if kind == "clip":
        take = tmp_path / "p.mp4"
        ffmpeg.run(["-loop", "1", "-i", still, "-t", "1", "-r", str(FPS), "-vf",
                    "crop=320:180,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-c:v", "libx264", "-crf",
                    "8", take], timeout_s=60)  # fmt: skip

    def colours(grade: str) -> NDArray[Any]:
        cut = Cut.model_validate({"frame": (320, 180), "fps": FPS, "frames": 4, "grade": grade})
        made, raw = segment.body(take, tmp_path / f"{grade}.mp4", cut), bytearray()
        ffmpeg.run(["-i", made, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"], timeout_s=60,
                   sink=raw.extend)  # fmt: skip
        values = np.frombuffer(bytes(raw), np.uint8).astype(np.float32)
        return np.array([part.mean() for part in np.split(values, [320 * 180, 320 * 180 * 5 // 4])])

    natural, warm, cold, noir = (colours(grade) for grade in ("natural", "warm", "cold", "noir"))
    assert warm[2] > natural[2] + 3 > cold[2] + 6
    assert cold[1] > natural[1] + 4 > warm[1] + 8
    assert abs(noir[1:] - 128).max() < 1.5
