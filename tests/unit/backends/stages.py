"""Every paid backend on a stage of its own: the official SDK, its fake provider over real HTTP, and an order that fits.

The one rule: what holds for one backend is tried on all of them, by the same table.
"""

import io
import json
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from functions.render_executor.backends.gemini import Account
from functions.render_executor.backends.once import PATIENCE, Patience
from functions.render_executor.backends.wire import Backend, Order
from shared.model.plan import Choice
from shared.platform.ports import Exists, Missing, Stored
from tests.fakes.providers.counter import Counter
from tests.fakes.providers.directory import PROVIDERS
from tests.fakes.providers.google import Google

HURRIED: Final = Patience(connect_s=2, quiet_s=0.7, whole_s=5)
"""For what hangs; everything else answers at once."""


class Shelf:
    """Objects that last as long as a test."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}

    def stat(self, name: str) -> Stored | None:
        return Stored(name, 1, len(self.found[name])) if name in self.found else None

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        if name not in self.found:
            raise Missing(name)
        return io.BytesIO(self.found[name])

    def write(
        self,
        name: str,
        source: BinaryIO | bytes,
        *,
        if_generation: int | None = None,
        content_type: str = "",
        metadata: Mapping[str, str] | None = None,
    ) -> Stored:
        if if_generation == 0 and name in self.found:
            raise Exists(name)
        self.found[name] = source if isinstance(source, bytes) else source.read()
        return Stored(name, 1, len(self.found[name]))

    def delete(self, name: str, *, if_generation: int | None = None) -> None:
        self.found.pop(name, None)

    def list(self, prefix: str) -> Iterator[Stored]:
        return (Stored(name, 1, len(found)) for name, found in self.found.items() if name.startswith(prefix))

    def link(self, name: str, seconds: int) -> str:
        return name


@dataclass
class Stage:
    name: str
    counter: Counter
    backend: Backend
    order: Order
    shelf: Shelf = field(default_factory=Shelf)
    reference: Path | None = None

    def behave(self, **told: Any) -> None:
        content = json.dumps(told).encode()
        request = urllib.request.Request(f"{self.counter.url}/_fake/behave", content, method="POST")
        with urllib.request.urlopen(request) as answer:
            answer.read()

    @property
    def bill(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.counter.url}/_fake/state") as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def another(self, **changed: Any) -> Order:
        return self.order.model_copy(update=changed)


def an_order(backend: str, model: str, **said: Any) -> Order:
    choice = {"backend": backend, "model": model, "seconds": 4, "resolution": "720p", "ratio": "16:9"}
    words = {"prompt": "A ferry leaves the harbour at dawn.", "seed": 7}
    return Order(
        choice=Choice(**{**choice, **{name: value for name, value in said.items() if name in Choice.model_fields}}),
        **{**words, **{name: value for name, value in said.items() if name not in Choice.model_fields}},
    )


def _runway(stage: Stage, patience: Patience) -> Stage:
    from functions.render_executor.backends.runway import Runway

    stage.backend = Runway("key", stage.counter.url, patience)
    stage.order = an_order("runway", "gen4.5", ratio="1280:720")
    return stage


def _runway_picture(stage: Stage, patience: Patience) -> Stage:
    _runway(stage, patience)
    stage.order = an_order("runway", "gen4_turbo", ratio="1280:720", reference="pictures/hero.png")
    stage.reference = _picture(stage.counter.provider.shelf / "hero.png")
    return stage


def _replicate(stage: Stage, patience: Patience) -> Stage:
    from functions.render_executor.backends.replicate import Replicate

    stage.backend = Replicate("token", stage.counter.url, patience)
    stage.order = an_order("replicate", "bytedance/seedance-1-lite")
    return stage


def _replicate_picture(stage: Stage, patience: Patience) -> Stage:
    _replicate(stage, patience)
    stage.order = an_order("replicate", "wan-video/wan-2.2-i2v-fast", reference="pictures/hero.png")
    stage.reference = _picture(stage.counter.provider.shelf / "hero.png")
    return stage


def _veo(stage: Stage, patience: Patience) -> Stage:
    from functions.render_executor.backends.veo import Veo

    stage.backend = Veo(_vertex(stage), stage.shelf, patience)
    stage.order = an_order("veo", "veo-3.1-fast-generate-001")
    return stage


def _omni_vertex(stage: Stage, patience: Patience) -> Stage:
    _veo(stage, patience)
    stage.order = an_order("veo", "gemini-omni-1.2-flash")
    return stage


def _omni(stage: Stage, patience: Patience) -> Stage:
    from functions.render_executor.backends.veo import Veo

    stage.backend = Veo(Account(key="key", base_url=stage.counter.url), stage.shelf, patience)
    stage.order = an_order("veo", "gemini-omni-1.2-flash")
    return stage


def _keyframe(stage: Stage, patience: Patience) -> Stage:
    from functions.render_executor.backends.keyframe import Keyframe

    stage.backend = Keyframe(Account(key="key", base_url=stage.counter.url), stage.shelf, patience)
    stage.order = an_order("keyframe", "gemini-3.1-flash-image", seconds=0, resolution="1K")
    return stage


def _keyframe_vertex(stage: Stage, patience: Patience) -> Stage:
    from functions.render_executor.backends.keyframe import Keyframe

    stage.backend = Keyframe(_vertex(stage), stage.shelf, patience)
    stage.order = an_order("keyframe", "gemini-3.1-flash-image", seconds=0, resolution="1K", reference="hero.png")
    stage.reference = _picture(stage.counter.provider.shelf / "hero.png")
    return stage


def _vertex(stage: Stage) -> Account:
    google = stage.counter.provider
    assert isinstance(google, Google)
    google.lay = lambda _, name, content: stage.shelf.found.update({name: content})
    return Account(project="p", location="us-central1", bucket="films", base_url=stage.counter.url)


def _picture(place: Path) -> Path:
    from PIL import Image

    place.parent.mkdir(parents=True, exist_ok=True)
    Image.linear_gradient("L").resize((1280, 720)).convert("RGB").save(place)
    return place


CLIPS: Final[Mapping[str, tuple[str, Callable[[Stage, Patience], Stage]]]] = {
    "runway": ("runway", _runway),
    "runway with a picture": ("runway", _runway_picture),
    "replicate": ("replicate", _replicate),
    "replicate with a picture": ("replicate", _replicate_picture),
    "veo": ("google", _veo),
    "omni on vertex": ("google", _omni_vertex),
    "omni": ("google", _omni),
}
STILLS: Final[Mapping[str, tuple[str, Callable[[Stage, Patience], Stage]]]] = {
    "keyframe": ("google", _keyframe),
    "keyframe on vertex with a picture": ("google", _keyframe_vertex),
}
ALL: Final = {**CLIPS, **STILLS}
BY_URL: Final = ("runway", "replicate", "omni")
"""Those whose result is fetched from the provider's own host."""


def set_up(name: str, home: Path, reels: Path, patience: Patience = PATIENCE) -> Stage:
    provider, build = ALL[name]
    counter = Counter(PROVIDERS[provider](home, reels))
    stage = build(Stage(name, counter, None, None), patience)  # type: ignore[arg-type]
    stage.behave(render_s=0, hang_s=1.5)
    return stage
