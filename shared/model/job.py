"""A job: one person's wish to have one script made into one film, and the options that go with it.

The one rule: a job's id is a hash of who asks, the script's bytes and the options, so that the same wish finds the
same job.
"""

import hashlib
from typing import Final, Literal

from pydantic import Field, field_validator

from shared.model.base import Frozen, Id
from shared.model.money import Micros

Aspect = Literal["16:9", "9:16", "1:1", "4:5"]
Captions = Literal["classic", "boxed", "karaoke", "none"]
Grade = Literal["natural", "warm", "cold", "noir", "vivid"]
Voices = Literal["local", "google", "elevenlabs"]
Score = Literal["local", "lyria", "elevenlabs", "suno", "soundful"]


class Preset(Frozen):
    """A kind of film: what it looks like by default and what it may take."""

    name: str
    summary: str
    aspect: Aspect
    max_ms: int | None
    quality: float  # the least that the supervisor approves
    backend: str
    approval: bool
    budget: Micros
    preparation: Micros = 0  # the most that may be spent on reading the script, before the film has a price
    sounds: Micros = 0  # the most that paid voices and a paid score may take of the budget, where they are asked for


PRESETS: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        Preset(
            name="animatic", summary="A free preview of any script, any length.", aspect="16:9", max_ms=None,
            quality=0.0, backend="animatic", approval=False, budget=0, sounds=2_000_000,
        ),
        Preset(
            name="quick_social", summary="Fast and upright, thirty seconds at most.", aspect="9:16", max_ms=30_000,
            quality=0.6, backend="auto", approval=False, budget=5_000_000, preparation=150_000,
            sounds=1_000_000,
        ),
        Preset(
            name="brand_campaign", summary="Two minutes at most, with approval and a look that is kept.",
            aspect="16:9", max_ms=120_000, quality=0.8, backend="auto", approval=True, budget=50_000_000,
            preparation=500_000, sounds=4_000_000,
        ),
        Preset(
            name="premium_spot", summary="Three minutes at most, the best that the budget can buy.",
            aspect="16:9", max_ms=180_000, quality=0.9, backend="auto", approval=True, budget=150_000_000,
            preparation=1_000_000, sounds=10_000_000,
        ),
    )
}  # fmt: skip

MOST_EDITS: Final = 500
"""Of one job, all revisions together: they live in its document."""

SIZES: Final[dict[str, dict[str, tuple[int, int]]]] = {
    "360p": {"16:9": (640, 360), "9:16": (360, 640), "1:1": (360, 360), "4:5": (360, 450)},
    "720p": {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (720, 720), "4:5": (720, 900)},
    "1080p": {"16:9": (1920, 1080), "9:16": (1080, 1920), "1:1": (1080, 1080), "4:5": (1080, 1350)},
}


class Options(Frozen):
    """Everything a person can ask for. What they leave out comes from the preset."""

    preset: Literal["animatic", "quick_social", "brand_campaign", "premium_spot"] = "animatic"
    backend: str = ""
    aspect: Aspect | None = None
    size: Literal["360p", "720p", "1080p"] = "720p"
    fps: Literal[24, 25, 30] = 24
    language: str = ""  # "" asks the script
    voice: str = ""
    voices: Voices = "local"  # who speaks; anybody else than this machine wants to be paid
    score: Score = "local"  # who composes
    loudness: Literal["web", "broadcast"] = "web"  # -16 or -23 LUFS
    captions: Captions = "classic"
    grade: Grade = "natural"
    names: bool = False  # who somebody is, where they first speak
    slate: bool | None = None  # shot and place in a corner; left open: in the animatic
    mark: str = Field(default="", max_length=40)  # a watermark
    end_card: bool = False  # the film ends on its title and who wrote it
    seed: int = Field(default=0, ge=0, lt=2**31)
    budget: Micros | None = Field(default=None, ge=0)
    approval: bool | None = None
    webhook: str = Field(default="", max_length=2000)
    brand: str = ""
    stars: tuple[Id, ...] = Field(default=(), max_length=200)  # the shots that count most, by their numbers: 3.2

    @field_validator("language", "voice", "brand", "backend")
    @classmethod
    def _short(cls, text: str) -> str:
        if len(text) > 64 or not all(char.isalnum() or char in " ._:-" for char in text):
            raise ValueError("may hold letters, digits, spaces and ._:- only, 64 at most")
        return text

    def settled(self) -> "Options":
        """The same wish with nothing left open."""
        preset = PRESETS[self.preset]
        return self.model_copy(
            update={
                "backend": self.backend or preset.backend,
                "aspect": self.aspect or preset.aspect,
                "budget": preset.budget if self.budget is None else self.budget,
                "approval": preset.approval if self.approval is None else self.approval,
            }
        )

    @property
    def frame(self) -> tuple[int, int]:
        return SIZES[self.size][self.aspect or PRESETS[self.preset].aspect]


def job_id(owner: str, script: bytes, name: str, options: Options) -> str:
    """The same owner, script, kind of file and options always give the same job. Only what was asked for counts: what
    was left open is for the script to say, so asking for the preset's own aspect is another wish than leaving it."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    wish = hashlib.sha256()
    for part in (owner.encode(), suffix.encode(), options.model_dump_json(exclude_unset=True).encode(), script):
        wish.update(len(part).to_bytes(8, "big"))
        wish.update(part)
    return "j" + wish.hexdigest()[:20]
