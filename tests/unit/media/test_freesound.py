"""Recordings from freesound.org, over a real wire: what is free for a credit is taken, whatever else is offered."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from functions.sound_effects.agent import LocalFoley
from functions.sound_effects.freesound import Freesound, query
from shared.media import ffmpeg
from shared.media.sound import reading
from shared.model.storyboard import SoundCue
from tests.unit.media.props import a_scene, a_shot

OWL = SoundCue(category="nature", words="An owl calls.")
ZERO = "http://creativecommons.org/publicdomain/zero/1.0/"
BY = "https://creativecommons.org/licenses/by/4.0/"


class Library:
    """A freesound of this test: it says what it is told to, and remembers what it was asked."""

    def __init__(self, sound: bytes) -> None:
        self.results: list[dict[str, Any]] = []
        self.status, self.sound, self.elsewhere = 200, sound, ""
        self.asked: list[tuple[str, dict[str, list[str]], str]] = []
        library = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                library.asked.append((parts.path, parse_qs(parts.query), self.headers.get("Authorization", "")))
                if parts.path == "/apiv2/search/":
                    content = json.dumps({"count": len(library.results), "results": library.results}).encode()
                else:
                    content = library.sound
                moved = bool(library.elsewhere) and parts.path != "/apiv2/search/"
                self.send_response(302 if moved else library.status)
                if moved:
                    self.send_header("Location", library.elsewhere)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.home = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def offers(self, licence: str, name: str = "owl.wav", preview: str = "") -> None:
        self.results.append({
            "id": 1, "name": name, "license": licence, "username": "ana", "url": "https://freesound.org/s/1/",
            "duration": 2.0, "previews": {"preview-hq-mp3": preview or f"{self.home}/previews/1.mp3"},
        })  # fmt: skip


@pytest.fixture(scope="module")
def beep(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("sound") / "beep.mp3"
    ffmpeg.run(["-f", "lavfi", "-i", "sine=3000:d=1", "-af", "adelay=300", file], timeout_s=60)
    return file.read_bytes()


@pytest.fixture
def library(beep: bytes) -> Iterator[Library]:
    library = Library(beep)
    yield library
    library.server.shutdown()
    library.server.server_close()


def bring(library: Library, to: Path, cue: SoundCue = OWL, seed: int = 0) -> Any:
    return Freesound("secret", home=library.home, seed=seed).bring(cue, to / "x.mp3")


@pytest.mark.parametrize(("licence", "called"), [(ZERO, "CC0-1.0"), (BY, "CC-BY-4.0")])
def test_a_free_sound_is_brought_and_its_maker_credited(
    library: Library, tmp_path: Path, licence: str, called: str
) -> None:
    library.offers(licence)
    credit = bring(library, tmp_path)
    assert (credit.title, credit.author, credit.licence, credit.url) == (
        "owl.wav", "ana", called, "https://freesound.org/s/1/",
    )  # fmt: skip
    assert (tmp_path / "x.mp3").read_bytes() == library.sound
    (path, asked, key), (_, _, other) = library.asked
    assert (path, asked["query"], key, other) == ("/apiv2/search/", ["owl calls"], "Token secret", "")


@pytest.mark.parametrize(
    "licence",
    [
        "http://creativecommons.org/licenses/by-nc/4.0/", "http://creativecommons.org/licenses/by-sa/4.0/",
        "http://creativecommons.org/licenses/sampling+/1.0/", "", "Attribution",
        "https://evil.example/?creativecommons.org/licenses/by/4.0/",
    ],
)  # fmt: skip
def test_what_is_not_plainly_free_is_refused_even_if_it_is_offered(
    library: Library, tmp_path: Path, licence: str
) -> None:
    library.offers(licence)
    assert bring(library, tmp_path) is None
    library.offers(ZERO, name="free.wav")
    assert bring(library, tmp_path).title == "free.wav"


@pytest.mark.parametrize("preview", ["http://127.0.0.1:9/x.mp3", "file:///etc/passwd", "https://a@freesound.org/x.mp3"])
def test_nothing_is_fetched_from_anywhere_else(library: Library, tmp_path: Path, preview: str) -> None:
    library.offers(ZERO, preview=preview)
    assert bring(library, tmp_path) is None
    assert len(library.asked) == 1


def test_a_redirect_is_not_followed(library: Library, tmp_path: Path) -> None:
    library.offers(ZERO)
    library.elsewhere = f"{library.home}/secret"
    assert bring(library, tmp_path) is None
    assert [path for path, _, _ in library.asked] == ["/apiv2/search/", "/previews/1.mp3"]


def test_after_the_first_trouble_nobody_waits_again(library: Library, tmp_path: Path) -> None:
    library.status = 429
    talk = Freesound("secret", home=library.home)
    assert talk.bring(OWL, tmp_path / "x") is None
    assert talk.bring(OWL, tmp_path / "x") is None
    assert len(library.asked) == 1


def test_a_query_holds_words_and_no_operators() -> None:
    assert (
        query(SoundCue(category="x", words='The "door" -slams: license:NC (twice) +now'))
        == "door slams license twice now"
    )
    assert query(SoundCue(category="x", words="... !")) == ""


def the_scene() -> Any:
    return a_scene(a_shot(sounds=(OWL, SoundCue(category="impact", words="A door slams."))), name="s01")


def test_a_scene_is_heard_with_the_recording_in_it(library: Library, tmp_path: Path) -> None:
    library.offers(BY)
    scene = the_scene()
    owed = LocalFoley(library.home).perform(scene, 3, tmp_path / "with.wav", "secret")
    assert [credit.author for credit in owed] == ["ana"]
    LocalFoley().perform(scene, 3, tmp_path / "without.wav", "")
    loud = []
    for name in ("with.wav", "without.wav"):
        with reading(tmp_path / name) as heard:
            spectrum = np.abs(np.fft.rfft(heard.read(0, heard.samples)[:, 0], 48_000))
            loud.append(spectrum[2990:3010].max() / np.median(spectrum))
    assert loud[0] > 10 * loud[1]


@pytest.mark.parametrize("sound", [b"", b"no sound at all", b"\xff\xfb\x90\x00" * 40])
def test_a_recording_that_cannot_be_decoded_is_synthesised_instead(
    library: Library, tmp_path: Path, sound: bytes
) -> None:
    library.offers(ZERO)
    library.sound = sound
    assert LocalFoley(library.home).perform(the_scene(), 3, tmp_path / "a.wav", "secret") == ()
    LocalFoley().perform(the_scene(), 3, tmp_path / "b.wav", "")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
