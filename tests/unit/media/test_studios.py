"""Paid voices over a real wire: parts that are small enough, words in time, one request for each part, and somebody
who speaks whatever happens."""

import base64
import io
import re
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from functions.audio_generator.agent import Busy, Spoken
from functions.audio_generator.studios import Declined, Hired, Studio
from functions.audio_generator.studios.elevenlabs import ElevenVoices
from functions.audio_generator.studios.google import GoogleVoices
from functions.audio_generator.studios.parts import parts
from functions.audio_generator.voices.alignment import Said
from shared.media.sound import WavWriter, wav_ms
from tests.unit.media.props import a_line
from tests.unit.media.stations import Asked, Reply, Station, station, told

HZ = 24_000
WORD_S = 0.3


def hum(words: int, rate: int) -> bytes:
    """A tone for each word, a little silence between."""
    at = np.arange(round(words * WORD_S * rate)) / rate
    loud = (at % WORD_S) < WORD_S - 0.06
    return (8000 * loud * np.sin(at * 900)).astype("<i2").tobytes()


def google(asked: Asked) -> Reply:
    ssml = asked.body["input"].get("ssml", "")
    count = len(re.findall("<mark", ssml)) or len(asked.body["input"]["text"].split())
    rate = asked.body["audioConfig"]["sampleRateHertz"]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(hum(count, rate))
    points = [{"markName": str(number), "timeSeconds": number * WORD_S} for number in range(count)] if ssml else []
    return told({"audioContent": base64.b64encode(out.getvalue()).decode(), "timepoints": points})


def eleven(asked: Asked) -> Reply:
    if asked.path == "/v1/voices":
        return told({"voices": [
            {"voice_id": "v1", "name": "Ada", "labels": {"gender": "female"}},
            {"voice_id": "v/2", "name": "Ben", "labels": {"gender": "male"}}, {"name": "nobody"},
        ]})  # fmt: skip
    text = asked.body["text"]
    starts, number = [], 0
    for char in text:
        starts.append(number * WORD_S)
        number += char == " "
    sound = base64.b64encode(hum(len(text.split()), HZ)).decode()
    ends = [start + WORD_S - 0.06 for start in starts]
    return told({"audio_base64": sound, "alignment": {
        "characters": list(text), "character_start_times_seconds": starts, "character_end_times_seconds": ends,
    }})  # fmt: skip


class Purse:
    """`settled`: what was held for, and whether it was billed; None where nobody knows."""

    def __init__(self, letters: int = 10_000) -> None:
        self.left, self.held = letters, dict[str, int]()
        self.settled = list[tuple[int, bool | None]]()
        self.shelf = dict[str, Said]()

    def bought(self, what: str) -> Said | None:
        return self.shelf.get(what)

    def hold(self, what: str, studio: Studio, letters: int) -> None:
        if letters > self.left:
            raise Declined("There is no money.")
        self.held[what] = letters

    def settle(self, what: str, said: Said | None, *, known: bool) -> None:
        letters = self.held.pop(what)
        billed = None if not known else said is not None
        self.left -= letters if billed is not False else 0
        self.settled.append((letters, billed))
        if said is not None:
            self.shelf[what] = said


class Here:
    """The voice of this machine."""

    version = "here"

    def speak(self, line: Any, language: str, voice: str, seed: int, to: Path) -> Spoken:
        with WavWriter(to, 1) as out:
            out.silence(4800)
        return Spoken(100, "here")


def opened(kind: str, here: Station) -> Any:
    return GoogleVoices("k3y", home=here.home) if kind == "google" else ElevenVoices("k3y", home=here.home)


ANSWERS = {"google": google, "elevenlabs": eleven}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_line_is_spoken_and_its_words_stand_where_they_are_heard(kind: str, tmp_path: Path) -> None:
    purse = Purse()
    with station(ANSWERS[kind]) as here:
        said = Hired([opened(kind, here)], purse, Here()).speak(
            a_line("Nobody answered the bell."), "en", "", 7, tmp_path / "a.wav"
        )
    assert (said.timed, said.warning) == ("engine", "")
    assert [word for word, _, _ in said.words] == ["Nobody", "answered", "the", "bell."]
    assert [abs(start - number * 300) < 30 for number, (_, start, _) in enumerate(said.words)] == [True] * 4
    assert abs(wav_ms(tmp_path / "a.wav") - said.milliseconds) <= 1
    assert purse.settled == [({"google": 41, "elevenlabs": 25}[kind], True)]  # Google bills its tags, too
    assert said.credits[0].author == said.engine
    posts = [asked for asked in here.asked if asked.method == "POST"]
    assert len(posts) == 1
    assert "k3y" in (posts[0].headers.get("x-goog-api-key"), posts[0].headers.get("xi-api-key"))


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_long_speech_is_parted_under_five_thousand_bytes_and_no_word_is_lost(kind: str, tmp_path: Path) -> None:
    text = " ".join(f"Été numéro {number}, où « rien » n'arriva." for number in range(260))
    with station(ANSWERS[kind]) as here:
        said = Hired([opened(kind, here)], Purse(100_000), Here()).speak(a_line(text), "fr", "", 7, tmp_path / "a.wav")
    posts = [asked.body for asked in here.asked if asked.method == "POST"]
    sizes = [len((body.get("text") or body["input"]["ssml"]).encode()) for body in posts]
    assert len(posts) > 1
    assert max(sizes) <= 5000
    assert [word for word, _, _ in said.words] == text.split()
    starts = [start for _, start, _ in said.words]
    assert starts == sorted(starts)


def test_a_word_without_end_is_halved_until_it_fits() -> None:
    assert "".join(parts("é" * 9000, 5000, lambda text: len(text.encode()))).replace(" ", "") == "é" * 9000
    assert all(len(part.encode()) <= 5000 for part in parts("é" * 9000, 5000, lambda text: len(text.encode())))


def test_what_the_script_says_is_text_in_the_request(tmp_path: Path) -> None:
    with station(google) as here:
        Hired([opened("google", here)], Purse(), Here()).speak(
            a_line('<break time="9s"/> & "quotes" </speak>'), "en", "", 7, tmp_path / "a.wav"
        )
    ssml = here.asked[0].body["input"]["ssml"]
    assert not re.sub(r'</?speak>|<mark name="\d+"/>', "", ssml).count("<")


def test_chirp_is_asked_in_plain_text_and_its_words_are_reckoned(tmp_path: Path) -> None:
    with station(google) as here:
        studio = GoogleVoices("k3y", family="Chirp3-HD", home=here.home)
        said = Hired([studio], Purse(), Here()).speak(a_line("One two three."), "fr", "", 7, tmp_path / "a.wav")
    assert said.timed == "letters"
    body = here.asked[0].body
    assert body["input"] == {"text": "One two three."}
    assert "pitch" not in body["audioConfig"]
    assert body["voice"]["name"].startswith("fr-FR-Chirp3-HD-")


def test_feeling_bends_pace_and_pitch(tmp_path: Path) -> None:
    def asked(manner: str) -> Any:
        with station(google) as here:
            Hired([opened("google", here)], Purse(), Here()).speak(
                a_line("Stop.", manner=manner), "en", "", 7, tmp_path / "a.wav"
            )
        return here.asked[0].body["audioConfig"]

    shouted, whispered = asked("shouting"), asked("whispering")
    assert shouted["speakingRate"] > 1 > whispered["speakingRate"]
    assert shouted["pitch"] > 0 > whispered["pitch"]


def test_people_keep_their_voices_and_two_have_two(tmp_path: Path) -> None:
    with station(google) as here:
        hired = Hired([opened("google", here)], Purse(), Here())
        for text, speaker in (("Yes.", "MARA"), ("Yes.", "ELIAS"), ("No.", "MARA")):
            hired.speak(a_line(text, speaker=speaker), "en", "", 7, tmp_path / "a.wav")
    first, second, third = (asked.body["voice"]["name"] for asked in here.asked)
    assert first == third != second


def test_without_money_nobody_is_asked(tmp_path: Path) -> None:
    with station(google) as here:
        said = Hired([opened("google", here)], Purse(3), Here()).speak(a_line(), "en", "", 7, tmp_path / "a.wav")
    assert said.engine == "here"
    assert "There is no money" in said.why
    assert here.asked == []


@pytest.mark.parametrize(
    ("reply", "counted", "sentence"),
    [
        (told({"error": {}}, 429), [False], "too often"), (told({}, 401), [False], "does not know our key"),
        (told({}, 404), [False], "does not know what was asked for"), (told({}, 500), [None], "failed"),
        (told({}, 504), [None], "failed"), ((0, b""), [None], "did not answer"),
        (told({"audioContent": "bm8gc291bmQ="}), [None], "no sound"), ((200, b"<html>"), [None], "cannot be read"),
    ],
)  # fmt: skip
def test_whatever_a_studio_does_the_line_is_spoken_and_money_is_counted(
    tmp_path: Path, reply: Reply, counted: list[bool | None], sentence: str
) -> None:
    purse = Purse()
    with station(lambda asked: reply) as here:
        said = Hired([opened("google", here)], purse, Here()).speak(a_line(), "en", "", 7, tmp_path / "a.wav")
    assert said.engine == "here"
    assert sentence in said.why
    assert [billed for _, billed in purse.settled] == counted
    assert len(here.asked) == 1, "nobody is asked twice"


def test_who_has_failed_is_not_asked_again_for_the_scene_and_each_line_says_so(tmp_path: Path) -> None:
    with station(lambda asked: told({}, 503)) as here:
        hired = Hired([opened("google", here)], Purse(), Here())
        said = [hired.speak(a_line(text), "en", "", 7, tmp_path / "a.wav") for text in ("One.", "Two.")]
    assert len(here.asked) == 1
    assert all("may be billed" in each.why for each in said)


def test_a_line_that_cannot_be_said_stands_in_nobody_elses_way(tmp_path: Path) -> None:
    replies = [told({}, 400)]
    with station(lambda asked: replies.pop() if replies else google(asked)) as here:
        hired = Hired([opened("google", here)], Purse(), Here())
        said = [hired.speak(a_line(text), "en", "", 7, tmp_path / "a.wav") for text in ("One.", "Two.")]
    assert [each.engine for each in said] == ["here", "Google Text-to-Speech"]


def test_whoever_has_time_waits_for_a_studio_that_is_asked_too_often(tmp_path: Path) -> None:
    purse = Purse()
    with station(lambda asked: told({}, 429)) as here:
        hired = Hired([opened("google", here)], purse, Here(), patient=True)
        with pytest.raises(Busy):
            hired.speak(a_line(), "en", "", 7, tmp_path / "a.wav")
    assert purse.settled == [(32, False)]


def test_the_same_words_are_bought_once(tmp_path: Path) -> None:
    with station(google) as here:
        hired = Hired([opened("google", here)], Purse(), Here())
        said = [hired.speak(a_line("Yes."), "en", "", 7, tmp_path / "a.wav") for _ in range(3)]
        hired.speak(a_line("Yes.", manner="shouting"), "en", "", 7, tmp_path / "a.wav")
    assert len(here.asked) == 2
    assert said[0] == said[2]


@pytest.mark.parametrize(("language", "voice"), [("de", ""), ("en", "joe")])
def test_a_wish_that_a_studio_cannot_fulfil_is_told(language: str, voice: str, tmp_path: Path) -> None:
    with station(google) as here:
        line = a_line("Ja.", speaker="")
        said = Hired([opened("google", here)], Purse(), Here()).speak(line, language, voice, 7, tmp_path / "a.wav")
    assert (
        "no voice for the language 'de'" if language == "de" else "no voice called 'joe'"
    ) in said.warning + said.why


def test_voices_that_nobody_tells_are_nobodys_voices(tmp_path: Path) -> None:
    purse = Purse()
    with station(lambda asked: told({}, 502)) as here:
        said = Hired([opened("elevenlabs", here)], purse, Here()).speak(a_line(), "en", "", 7, tmp_path / "a.wav")
    assert (said.engine, purse.settled) == ("here", [])
    assert said.why
    assert "billed" not in said.why


def test_the_next_studio_helps_out(tmp_path: Path) -> None:
    with station(lambda asked: told({}, 403)) as closed, station(eleven) as open_:
        studios = [opened("google", closed), opened("elevenlabs", open_)]
        said = Hired(studios, Purse(), Here()).speak(a_line(), "en", "", 7, tmp_path / "a.wav")
    assert said.engine == "ElevenLabs"
    assert open_.asked[1].path.startswith("/v1/text-to-speech/v")
    assert "/2/" not in open_.asked[1].path


def test_letters_that_are_not_the_texts_tell_no_times(tmp_path: Path) -> None:
    def other(asked: Asked) -> Reply:
        status, content = eleven(asked)
        return status, content.replace(b'"characters": ["N"', b'"characters": ["X"')

    with station(other) as here:
        said = Hired([opened("elevenlabs", here)], Purse(), Here()).speak(a_line(), "en", "", 7, tmp_path / "a.wav")
    assert (said.engine, said.timed) == ("ElevenLabs", "letters")
