"""Lines become speech: the same every time, one voice a person, and silence where there is nothing to say."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.audio_generator import voices
from functions.audio_generator.voices.casting import Voice, cast
from functions.audio_generator.voices.delivery import LEVEL, LONGEST, directed, leveled, sentences, speakable, trimmed
from shared.media.sound import RATE, reading, resampled, wav_ms
from shared.model.errors import Permanent
from tests.unit.media.props import a_line

SPEAKING = sorted({voice.language for voice in voices.available()})
needs_voices = pytest.mark.skipif(not SPEAKING, reason="the extra `voices` is not installed")

TROUPE = (
    Voice(name="joe", language="en", engine="piper", model="joe", gender="m", quality=2),
    Voice(name="joe-light", language="en", engine="piper", model="joe", gender="f", pitch=1.1, quality=2),
    Voice(name="joe-deep", language="en", engine="piper", model="joe", gender="m", pitch=0.9, quality=2),
    Voice(name="heart", language="en", engine="kokoro", model="af_heart:en-us", gender="f", quality=1),
    Voice(name="espeak-en-m3", language="en", engine="espeak", model="en+m3", gender="m", quality=0),
    Voice(name="siwis", language="fr", engine="kokoro", model="ff_siwis:fr", gender="f", quality=2),
)


def heard(path: Path) -> NDArray[Any]:
    with reading(path) as sound:
        return sound.read(0, sound.samples)[:, 0]


def test_the_narrator_gets_the_voice_that_was_wished_for() -> None:
    chosen = cast(TROUPE, "en", "heart", "")
    assert chosen is not None
    assert chosen.name == "heart"


def test_everyone_keeps_a_voice_that_is_not_the_narrators() -> None:
    narrator = cast(TROUPE, "en-GB", "", "")
    mara, elias = cast(TROUPE, "en", "", "MARA"), cast(TROUPE, "en", "", "Elias")
    assert narrator is not None
    assert mara is not None
    assert elias is not None
    assert len({narrator.name, mara.name, elias.name}) == 3
    assert (mara.gender, elias.gender) == ("f", "m")
    assert cast(TROUPE, "en", "", "mara") == mara


def test_a_language_without_a_voice_has_none() -> None:
    assert cast(TROUPE, "tlh", "", "") is None
    assert cast((), "en", "", "") is None


def test_without_any_engine_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "available", lambda: ())
    with pytest.raises(Permanent, match="voices") as caught:
        voices.speak(a_line("Hello."), "en", "", 0, tmp_path / "v.wav")
    assert caught.value.code == "no_voice"


@pytest.mark.parametrize("text", ["", "…", " 😀 ", "?!?", "---"])
def test_what_cannot_be_spoken_is_a_short_silence(tmp_path: Path, text: str) -> None:
    spoken = voices.speak(a_line(text), "en", "", 0, tmp_path / "v.wav")
    assert not speakable(text)
    assert spoken.milliseconds == wav_ms(tmp_path / "v.wav") == voices.SILENCE_MS
    assert not heard(tmp_path / "v.wav").any()


def test_long_texts_are_parted_where_one_breathes_and_no_word_is_lost() -> None:
    text = "He came, he saw; he left. " * 40 + "word " * 200 + "x" * 700
    parts = sentences(text)
    assert max(map(len, parts)) <= LONGEST
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_speech_has_one_level_and_soft_ends() -> None:
    time = np.arange(RATE) / RATE
    for loud in (0.01, 0.9):
        wave = np.pad((np.sin(2000 * time) * loud).astype(np.float32), RATE)
        out = leveled(trimmed(wave), directed(""))
        assert len(out) < 1.2 * RATE
        assert abs(out[0]) < 0.01 > abs(out[-1])
        assert 0.8 * LEVEL < np.sqrt((out[2400:-4800] ** 2).mean()) < 1.25 * LEVEL
        assert np.abs(leveled(trimmed(wave), directed("(shouting)"))).max() < 0.9


def test_the_script_says_how_a_line_is_said() -> None:
    assert directed("whispering").gain < 1 < directed("shouting").gain
    assert directed("vite").pace > 1 > directed("lentement").pace
    assert directed("on the phone").phone


def test_another_rate_keeps_the_tone() -> None:
    wave = np.sin(np.arange(22_050) / 22_050 * 440 * 2 * np.pi).astype(np.float32)
    out = resampled(wave, RATE / 22_050)
    assert len(out) == RATE
    spectrum = np.abs(np.fft.rfft(out))
    assert int(spectrum.argmax()) == 440


WORDS = {"en": "Nobody answered.", "fr": "Personne ne répondit.", "de": "Niemand antwortete."}
ELSEWHERE = """
import sys
from pathlib import Path
from functions.audio_generator import voices
from shared.model.storyboard import Line
for language, text in reversed(eval(sys.argv[2]).items()):
    voices.speak(Line(id="l", speaker="", text=text), language, "", 7, Path(sys.argv[1]) / f"{language}.there")
"""


@needs_voices
def test_the_same_line_gives_the_same_samples_in_every_process_and_order(tmp_path: Path) -> None:
    words = {language: text for language, text in WORDS.items() if language in SPEAKING}
    subprocess.run([sys.executable, "-c", ELSEWHERE, tmp_path, repr(words)], check=True, cwd=Path(__file__).parents[3])
    for language, text in words.items():
        here = tmp_path / f"{language}.wav"
        spoken = voices.speak(a_line(text, ""), language, "", 7, here)
        assert here.read_bytes() == (tmp_path / f"{language}.there").read_bytes()
        assert 500 < spoken.milliseconds == wav_ms(here) < 4000
        assert np.sqrt((heard(here) ** 2).mean()) > 0.03


@pytest.mark.skipif("en" not in SPEAKING, reason="the extra `voices` is not installed")
def test_two_people_sound_different_and_another_seed_is_another_take(tmp_path: Path) -> None:
    takes = []
    for number, (speaker, seed) in enumerate((("MARA", 1), ("ELIAS", 1), ("MARA", 2))):
        voices.speak(a_line("Nobody answered.", speaker), "en", "", seed, tmp_path / f"{number}.wav")
        takes.append((tmp_path / f"{number}.wav").read_bytes())
    assert len(set(takes)) == 3
