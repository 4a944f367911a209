"""Paid composers over a real wire: one order each, in their order, looked at again instead of waited for; and their
music fitted to the film."""

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from functions.music_composer.fitting import fitted
from functions.music_composer.makers import LONGEST_MS, Brief, Busy, Declined, Maker, Pending, Track, commissioned
from functions.music_composer.makers.elevenlabs import ElevenMusic
from functions.music_composer.makers.lyria import Lyria
from functions.music_composer.makers.tasks import Soundful, Suno
from shared.media import ffmpeg
from shared.media.sound import RATE, reading
from shared.model.errors import Permanent
from tests.unit.media.stations import Asked, Reply, station, told

BRIEF = Brief(mood="tense", moods=("tense", "sad", "tense"), ms=42_000, seed=5)


class Purse:
    """`settled`: by whom, and whether it was billed; None where nobody knows."""

    def __init__(self, *, closed: tuple[str, ...] = ()) -> None:
        self.closed, self.settled = closed, list[tuple[str, bool | None]]()
        self.kept = dict[str, Track | Pending]()

    def bought(self, maker: Maker, brief: Brief) -> Track | Pending | None:
        return self.kept.get(maker.name)

    def hold(self, maker: Maker, brief: Brief) -> None:
        if maker.name in self.closed:
            raise Declined("There is no money.")

    def settle(self, maker: Maker, brief: Brief, made: Track | Pending | None, *, known: bool) -> None:
        self.settled.append((maker.name, None if not known else made is not None))
        if made is not None:
            self.kept[maker.name] = made


def lyria(home: str) -> Lyria:
    return Lyria(lambda: "t0ken", "film-project", home=home)


def test_lyria_is_asked_in_the_words_of_vertex() -> None:
    sound = base64.b64encode(b"RIFFmusic").decode()
    with station(lambda asked: told({"predictions": [{"bytesBase64Encoded": sound}]})) as here:
        made, trouble = commissioned([lyria(here.home)], BRIEF, Purse())
    assert isinstance(made, Track)
    assert (made.content, made.credit.author, trouble) == (b"RIFFmusic", "Google Lyria", ())
    (asked,) = here.asked
    assert asked.path == ("/v1/projects/film-project/locations/us-central1/publishers/google/models/lyria-002:predict")
    assert asked.headers["authorization"] == "Bearer t0ken"
    assert asked.body["instances"][0]["seed"] == 5
    assert "tense, then sad" in asked.body["instances"][0]["prompt"]


def test_elevenlabs_makes_the_length_that_is_asked_for() -> None:
    with station(lambda asked: (200, b"ID3music")) as here:
        made, _ = commissioned([ElevenMusic("k3y", home=here.home)], BRIEF, Purse())
    assert isinstance(made, Track)
    assert made.content == b"ID3music"
    assert here.asked[0].body["music_length_ms"] == 42_000
    assert here.asked[0].body["force_instrumental"] is True


def suno(states: list[str]) -> Any:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/song.mp3":
            return 200, b"ID3song"
        if asked.method == "POST":
            return told({"code": 200, "msg": "ok", "data": {"taskId": "t 1"}})
        song = [{"audioUrl": f"http://{asked.headers['host']}/song.mp3"}]
        return told({"code": 200, "data": {"status": states.pop(0), "response": {"sunoData": song}}})

    return answer


def soundful(states: list[str]) -> Any:
    def answer(asked: Asked) -> Reply:
        if asked.path == "/song.mp3":
            return 200, b"ID3song"
        if asked.method == "POST":
            return told({"id": "t 1"})
        return told({"status": states.pop(0), "audio_url": f"http://{asked.headers['host']}/song.mp3"})

    return answer


@pytest.mark.parametrize(
    ("kind", "answers"), [(Suno, suno(["PENDING", "SUCCESS"])), (Soundful, soundful(["queued", "ready"]))]
)
def test_who_takes_his_time_is_looked_at_again_and_asked_once(kind: Any, answers: Any) -> None:
    purse = Purse()
    with station(answers) as here:
        maker = kind("k3y", here.home)
        ordered, _ = commissioned([maker], BRIEF, purse)
        assert isinstance(ordered, Pending)
        later, _ = commissioned([maker], BRIEF, purse)
        assert later == ordered
        made, _ = commissioned([maker], BRIEF, purse)
    assert isinstance(made, Track)
    assert made.content == b"ID3song"
    assert sum(asked.method == "POST" for asked in here.asked) == 1
    assert purse.settled == [(maker.name, True)]


def test_a_look_that_fails_says_nothing_of_the_music() -> None:
    purse = Purse()
    pending = purse.kept[Suno.name] = Pending(maker=Suno.name, task="t1")
    with station(lambda asked: told({}, 502)) as here:
        assert commissioned([Suno("k", here.home)], BRIEF, purse)[0] == pending


def test_who_never_delivers_is_not_waited_for() -> None:
    purse = Purse()
    purse.kept[Suno.name] = Pending(maker=Suno.name, task="t1", since=5)
    with station(lambda asked: told({})) as here:
        made, trouble = commissioned([Suno("k", here.home)], BRIEF, purse, now=LONGEST_MS + 5)
    assert (made, here.asked) == (None, [])
    assert "did not deliver in time" in trouble[0]


def test_whoever_has_time_waits_for_a_maker_who_is_asked_too_often() -> None:
    purse = Purse()
    with station(lambda asked: told({}, 429)) as here, pytest.raises(Busy):
        commissioned([Suno("k", here.home)], BRIEF, purse, patient=True)
    assert purse.settled == [(Suno.name, False)]


def test_a_failed_order_goes_to_the_next_maker_and_stays_paid() -> None:
    purse = Purse()
    purse.kept[Suno.name] = Pending(maker=Suno.name, task="t1")
    with station(suno(["GENERATE_AUDIO_FAILED"])) as one, station(lambda asked: told({"id": "x"})) as two:
        makers: list[Maker] = [Suno("k", one.home), Soundful("k", two.home)]
        made, trouble = commissioned(makers, BRIEF, purse)
    assert made == Pending(maker=Soundful.name, task="x", why=trouble)
    assert "could not make" in trouble[0]
    assert purse.settled == [(Soundful.name, True)]


@pytest.mark.parametrize(
    "where", ["http://127.0.0.1:9/x.mp3", "file:///etc/passwd", "https://a@b.example/x.mp3", "ftp://x/y"]
)
def test_a_result_is_not_fetched_from_just_anywhere(where: str) -> None:
    purse = Purse()
    purse.kept[Soundful.name] = Pending(maker=Soundful.name, task="t")
    with station(lambda asked: told({"status": "ready", "audio_url": where})) as here:
        made, trouble = commissioned([Soundful("k", here.home)], BRIEF, purse)
    assert made is None
    assert "do not follow" in trouble[0]


@pytest.mark.parametrize(
    ("reply", "settled"),
    [
        (told({"code": 429, "msg": "no credits"}), False), (told({}, 401), False), (told({}, 503), None),
        ((0, b""), None), (told({"code": 200, "data": {}}), None),
    ],
)  # fmt: skip
def test_what_may_be_billed_counts_as_spent_and_this_machine_plays(reply: Reply, settled: bool | None) -> None:
    purse = Purse()
    with station(lambda asked: reply) as here:
        made, trouble = commissioned([Suno("k", here.home)], BRIEF, purse)
    assert made is None
    assert len(trouble) == len(here.asked) == 1
    assert purse.settled == [(Suno.name, settled)]


def test_without_money_nobody_is_asked() -> None:
    with station(lambda asked: told({})) as here:
        made, trouble = commissioned([Suno("k", here.home)], BRIEF, Purse(closed=(Suno.name,)))
    assert (made, trouble, here.asked) == (None, ("There is no money.",), [])


@pytest.fixture(scope="module")
def track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("track") / "t.mp3"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=440:d=5", "-ac", "2", file], timeout_s=60)
    return file


def level(samples: Any) -> float:
    return float(np.sqrt((samples**2).mean()))


@pytest.mark.parametrize("ms", [1_500, 5_000, 17_040])
def test_a_track_is_as_long_as_the_film_and_ends_with_it(track: Path, tmp_path: Path, ms: int) -> None:
    fitted(track, [(ms, True)], tmp_path / "score.wav", tmp_path)
    with reading(tmp_path / "score.wav") as heard:
        assert heard.samples == ms * RATE // 1000
        samples = heard.read(0, heard.samples)
    middle = len(samples) // 2
    assert level(samples[middle - 2400 : middle + 2400]) > 0.05
    assert abs(samples[-1]).max() < 0.001


def test_a_repeated_track_has_no_hole(track: Path, tmp_path: Path) -> None:
    fitted(track, [(17_000, True)], tmp_path / "score.wav", tmp_path)
    with reading(tmp_path / "score.wav") as heard:
        blocks = [level(heard.read(at, RATE // 4)) for at in range(RATE, 13 * RATE, RATE // 4)]
    assert min(blocks) > 0.4 * max(blocks)


def test_silence_is_left_where_it_is_asked_for(track: Path, tmp_path: Path) -> None:
    fitted(track, [(4_000, True), (3_000, False), (4_000, True)], tmp_path / "score.wav", tmp_path)
    with reading(tmp_path / "score.wav") as heard:
        assert level(heard.read(round(4.1 * RATE), round(2.8 * RATE))) == 0
        assert level(heard.read(2 * RATE, RATE)) > 0.05 < level(heard.read(8 * RATE, RATE // 2))


def test_what_is_no_music_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.mp3").write_bytes(b"<html>")
    with pytest.raises(Permanent):
        fitted(tmp_path / "x.mp3", [(1000, True)], tmp_path / "score.wav", tmp_path)
