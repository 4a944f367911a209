"""Words in time: each word of a line knows when it is heard, whatever an engine made of it."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from functions.audio_generator import voices
from functions.audio_generator.voices.alignment import Mark, placed
from functions.audio_generator.voices.casting import Voice
from functions.audio_generator.voices.delivery import directed
from shared.media.sound import reading
from shared.model.words import by_letters, onset_ms, words_of, written
from tests.unit.media.props import a_line

SPEAKING = sorted({voice.language for voice in voices.available()})


def marks(signs: str) -> list[Mark]:
    return [(sign, 100.0 * place, 100.0 * (place + 1)) for place, sign in enumerate(signs)]


ALONE = {"in": "ɪn", "the": "ðə", "end": "ɛnd", "42": "fɔtitu", "men": "mɛn", "—": ""}


def laid(text: str, signs: str) -> dict[str, tuple[int, int]]:
    words = text.split()
    found = placed(words, lambda word: ALONE[word], marks(signs))
    assert found is not None
    return dict(zip(words, found, strict=True))


def test_words_that_are_spoken_as_one_are_parted_by_their_own_sounds() -> None:
    assert laid("in the end", "ɪnðɪ ɛnd") == {"in": (0, 200), "the": (200, 400), "end": (500, 800)}


def test_figures_that_become_several_words_stay_one() -> None:
    assert laid("the 42 men", "ðə fɔti tu mɛn") == {"the": (0, 200), "42": (300, 1000), "men": (1100, 1400)}


def test_what_is_not_spoken_takes_no_time_and_shifts_nothing() -> None:
    assert laid("end — men", "ɛnd mɛn") == {"end": (0, 300), "—": (300, 300), "men": (400, 700)}


def test_without_any_sign_nobody_knows() -> None:
    assert placed(["end"], lambda word: "ɛnd", []) is None


def test_the_times_of_what_was_spoken_go_to_the_words_as_they_were_written() -> None:
    spoken = [("well", 100, 300), ("known", 320, 600), ("men", 700, 900)]
    assert written("“well_known” 😀 men…", spoken) == [("“well_known”", 100, 600), ("😀", 600, 600), ("men…", 700, 900)]


def test_letters_share_a_stretch_without_a_gap() -> None:
    shares = by_letters(["a", "seven", "of"], 1000, 2100)
    assert shares[0][0] == 1000
    assert shares[-1][1] == 2100
    assert all(one[1] == other[0] for one, other in pairwise(shares))


def test_the_onset_is_the_first_word_that_is_heard() -> None:
    voice = {"words": [["—", 0, 0], ["Nobody", 42, 500]]}
    assert onset_ms(voice) == 42
    assert words_of(voice)[1] == ("Nobody", 42, 500)
    assert onset_ms({"ms": 400}) == 0


TEXTS = {
    "en": "In the end, nobody answered. It was the 3rd of May.",
    "fr": "À la fin, personne ne répondit. C'était le trois mai.",
    "de": "Am Ende hat niemand geantwortet.",
}


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_every_engine_tells_when_its_words_are_heard(tmp_path: Path, language: str) -> None:
    if language not in SPEAKING:
        pytest.skip("the extra `voices` is not installed")
    spoken = voices.speak(a_line(TEXTS[language], ""), language, "", 7, tmp_path / "v.wav")
    assert spoken.timed == "engine"
    assert [word for word, _, _ in spoken.words] == TEXTS[language].split()
    edges = [edge for _, start, end in spoken.words for edge in (start, end)]
    assert edges == sorted(edges)
    assert 0 <= edges[0] < 120
    assert spoken.milliseconds - 200 < edges[-1] <= spoken.milliseconds
    with reading(tmp_path / "v.wav") as sound:  # between two sentences it is quiet, and the words know it
        for (_, _, end), (_, start, _) in pairwise(spoken.words):
            if start - end > 150:
                between = sound.read(round((end + 60) * 48), round((start - end - 100) * 48))
                assert np.sqrt((between**2).mean()) < 0.02


@pytest.mark.parametrize(("manner", "than"), [("laughing", "sadly"), ("shouting", "whispering")])
def test_a_feeling_bends_pitch_and_pace(manner: str, than: str) -> None:
    assert directed(manner).pitch > directed(than).pitch
    assert directed(manner).pace > directed(than).pace


def test_who_made_a_voice_is_named_with_its_licence(tmp_path: Path) -> None:
    for name, licence in (("piper", "CC0-1.0"), ("kokoro", "Apache-2.0"), ("espeak", "GPL-3.0-or-later")):
        assert voices._CREDITS[name].licence == licence
    assert {voice.engine for voice in voices.available()} <= set(voices._CREDITS)


def test_an_engine_that_tells_nothing_is_timed_by_letters_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tone = np.sin(np.arange(48_000) / 20).astype(np.float32) * 0.3
    mute = Voice(name="mute", language="en", engine="espeak", model="en+m3", gender="m")
    monkeypatch.setitem(voices._ENGINES, "espeak", lambda *_: voices.alignment.Said(tone))
    ms, words, timed = voices.say("One two.", mute, directed(""), 0, tmp_path / "v.wav")
    assert timed == "letters"
    assert words[0][1] < words[0][2] == words[1][1] < words[1][2] <= ms
