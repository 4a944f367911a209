"""A shot is a whole number of frames, and everything else of the film follows from those."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.model.joints import Joint
from shared.model.storyboard import Scene, Shot
from shared.model.timeline import BREATH_MS, LEAD_MS, Timeline, cut, frames_ms, frames_of, placed, speech_ms, to_frames
from tests.unit.core.builders import a_line, a_scene, a_shot

LENGTHS = {"l1": 1000, "l2": 500}
SPOKEN = {line: {"object": f"{line}.wav", "ms": ms} for line, ms in LENGTHS.items()}
TALK = a_shot("s01-a1", ms=4000, lines=(a_line("l1"), a_line("l2", "I never left.", "PAUL")))

fps = st.sampled_from([24, 25, 30])


def laid_out(scenes: Sequence[Scene], **parts: Any) -> Timeline:
    said = {"fps": 25, "spoken": SPOKEN, "beds": {}, "music": "", **parts}
    return cut("The Kettle", scenes, said["fps"], (640, 360), said["spoken"], said["beds"], said["music"])


@given(st.integers(1, 3_600_000), fps)
def test_frames_last_at_least_as_long_as_they_must_and_one_less_would_not_do(ms: int, fps: int) -> None:
    frames = to_frames(ms, fps)
    assert frames * 1000 >= ms * fps
    assert frames == 1 or (frames - 1) * 1000 < ms * fps


@given(st.integers(1, 100_000), fps)
def test_a_shot_that_was_fitted_to_frames_keeps_exactly_those_frames(frames: int, fps: int) -> None:
    assert frames_of(a_shot(ms=frames_ms(frames, fps)), fps) == frames


def test_a_shot_shorter_than_a_frame_is_still_a_frame() -> None:
    assert (frames_of(a_shot(ms=1), 24), to_frames(0, 24)) == (1, 1)


@pytest.mark.parametrize(
    ("shot", "needed"),
    [(a_shot(), 0), (a_shot(lines=(a_line("l1"),)), 1000 + 2 * BREATH_MS), (TALK, 1500 + 3 * BREATH_MS)],
    ids=["silent", "one line", "two lines"],
)
def test_speech_is_given_a_breath_before_between_and_after(shot: Shot, needed: int) -> None:
    assert speech_ms(shot, LENGTHS) == needed
    if shot.lines:
        assert placed(shot, LENGTHS)[-1][2] + BREATH_MS == needed


def test_lines_stand_one_after_another_with_a_breath_between_them() -> None:
    cues = [(line.id, start, end) for line, start, end in placed(TALK, LENGTHS)]
    assert cues == [("l1", 350, 1350), ("l2", 1700, 2200)]


def test_clips_follow_each_other_without_a_gap_and_the_film_is_as_long_as_they_are() -> None:
    timeline = laid_out([a_scene("s01", shots=2), a_scene("s02", shots=3)]).pictured({"s01-a1": "seg.mp4"}, {}, {})
    assert [clip.first_frame for clip in timeline.clips] == [0, 50, 100, 150, 200]
    assert [clip.picture for clip in timeline.clips] == ["seg.mp4", "", "", "", ""]
    assert (timeline.frames, timeline.ms) == (250, 10_000)


def test_captions_stand_where_the_voices_are_and_say_who_speaks() -> None:
    timeline = laid_out([a_scene("s01", shots=1), a_scene("s02", shots=[TALK])])
    assert [(caption.start_ms, caption.end_ms, caption.speaker) for caption in timeline.captions] == [
        (2350, 3350, "ANNA"),
        (3700, 4200, "PAUL"),
    ]
    assert [(sound.start_ms, sound.start_ms + sound.ms) for sound in timeline.voices] == [(2350, 3350), (3700, 4200)]
    assert [sound.source for sound in timeline.voices] == ["l1.wav", "l2.wav"]


def test_a_bed_lies_under_its_scene_and_the_score_under_everything() -> None:
    timeline = laid_out([a_scene("s01", shots=2), a_scene("s02", shots=1)], beds={"s02": "rain.wav"}, music="score.wav")
    assert [(sound.start_ms, sound.ms, sound.source) for sound in timeline.effects] == [(3880, 2120, "rain.wav")]
    assert [(sound.start_ms, sound.ms, sound.source) for sound in timeline.music] == [(0, 6000, "score.wav")]


def test_beds_go_over_into_each_other_with_the_picture_or_quickly_where_it_is_cut() -> None:
    scenes = [a_scene(f"s0{number}", shots=1) for number in (1, 2, 3)]
    shots = [scene.shots[0].id for scene in scenes]
    joint = Joint(left=shots[0], right=shots[1], kind="dissolve", half=10)
    beds = {scene.id: f"{scene.id}.wav" for scene in scenes}
    first, second, third = cut("x", scenes, 25, (640, 360), {}, beds, "", [joint]).effects
    assert (first.fade_in_ms, third.fade_out_ms) == (350, 350)
    assert first.fade_out_ms == second.fade_in_ms == 800 == first.start_ms + first.ms - second.start_ms
    assert second.fade_out_ms == third.fade_in_ms == 240 == second.start_ms + second.ms - third.start_ms
    for bed, begins in ((first, 0), (second, 2000), (third, 4000)):
        assert bed.start_ms - bed.offset_ms == begins - LEAD_MS, "what is heard in it stays at its place"


@pytest.mark.parametrize("ms", [42, 200, 1000, 60_000])
def test_a_bed_of_a_short_film_is_heard_all_the_same(ms: int) -> None:
    (bed,) = laid_out([a_scene(shots=[a_shot(ms=ms)])], beds={"s01": "bed.wav"}).effects
    assert bed.fade_in_ms + bed.fade_out_ms <= bed.ms / 2 + 1
    assert max(bed.fade_in_ms, bed.fade_out_ms) <= 350


def test_a_film_without_music_has_none() -> None:
    assert laid_out([a_scene()]).music == ()


@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=30), fps)
def test_nothing_is_heard_after_the_film_has_ended(lengths: list[int], fps: int) -> None:
    shots = [a_shot(f"s01-a{i}", ms=ms) for i, ms in enumerate(lengths)]
    timeline = laid_out([a_scene(shots=shots)], fps=fps, beds={"s01": "bed.wav"}, music="score.wav")
    for sound in (*timeline.effects, *timeline.music):
        assert sound.start_ms + sound.ms == timeline.ms
    assert timeline.frames == sum(frames_of(shot, fps) for shot in shots)
