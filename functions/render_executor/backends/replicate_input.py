"""How each family of models on Replicate wants to be asked: every one names its inputs differently.

The one rule: an input that a model does not know is an error there, so nothing is sent that its family does not list.
A model that belongs to no family is asked in the words that most of them use.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from functions.render_executor.backends.reference import data_uri
from functions.render_executor.backends.wire import Order, Unfit
from shared.model.plan import Choice

_MOST_PICTURE: Final = 256_000  # characters of a data URI that may stand in an input


@dataclass(frozen=True, slots=True)
class Family:
    """The names of a model's inputs; empty where it has none. `frames` is the rate of a model that counts frames."""

    prompt: str = "prompt"
    picture: str = ""
    seconds: str = "duration"
    resolution: str = ""
    ratio: str = ""
    size: str = ""  # one input for resolution and ratio: 1280*720
    negative: str = ""
    seed: str = "seed"
    audio: str = ""
    frames: int = 0
    must_have_picture: bool = False

    @property
    def pictures(self) -> tuple[str, ...]:
        return (self.picture,) if self.picture else ()


_COMMON: Final = Family(picture="image", resolution="resolution", ratio="aspect_ratio")

# The longest beginning that fits a model's name wins.
_FAMILIES: Final[dict[str, Family]] = {
    "bytedance/seedance-": _COMMON,
    "google/veo-3": Family(
        picture="image",
        resolution="resolution",
        ratio="aspect_ratio",
        negative="negative_prompt",
        audio="generate_audio",
    ),
    "kwaivgi/kling-": Family(picture="start_image", ratio="aspect_ratio", negative="negative_prompt", seed=""),
    "lightricks/ltx-": Family(picture="image", resolution="resolution", seed="", audio="generate_audio"),
    "luma/ray-": Family(picture="start_image_url", ratio="aspect_ratio", seed=""),
    "minimax/hailuo-": Family(picture="first_frame_image", resolution="resolution", seed=""),
    "pixverse/": Family(picture="image", resolution="quality", ratio="aspect_ratio", negative="negative_prompt"),
    "prunaai/p-video": _COMMON,
    "runwayml/gen-4.5": Family(picture="image", ratio="aspect_ratio"),
    "stability-ai/stable-video-diffusion": Family(prompt="", picture="input_image", seconds="", must_have_picture=True),
    "wan-video/wan-2.2-i2v": Family(
        picture="image", seconds="", resolution="resolution", frames=16, must_have_picture=True
    ),
    "wan-video/wan-2.2-t2v": Family(seconds="", resolution="resolution", ratio="aspect_ratio", frames=16),
    "wan-video/wan-2.5-i2v": Family(
        picture="image", resolution="resolution", negative="negative_prompt", must_have_picture=True
    ),
    "wan-video/wan-2.5-t2v": Family(size="size", negative="negative_prompt"),
    "wan-video/wan-2.7-t2v": Family(size="size", negative="negative_prompt"),
}


def model_of(model: str) -> str:
    return model.partition(":")[0]


def family(model: str) -> Family:
    name = model_of(model)
    fitting = [begin for begin in _FAMILIES if name.startswith(begin)]
    return _FAMILIES[max(fitting, key=len)] if fitting else _COMMON


def _size(choice: Choice) -> str:
    """1280*720: the shorter side is the resolution's lines, and the longer one counts in 32s: 832*480."""
    across, _, down = choice.ratio.partition(":")
    lines = choice.resolution.removesuffix("p")
    if not (across.isdigit() and down.isdigit() and lines.isdigit() and int(across) and int(down)):
        return ""
    long = int(lines) * max(int(across), int(down)) // min(int(across), int(down)) // 32 * 32
    return f"{long}*{lines}" if int(across) >= int(down) else f"{lines}*{long}"


def body_of(order: Order, reference: Path | None) -> dict[str, Any]:
    choice = order.choice
    ours = family(choice.model)
    if ours.must_have_picture and not (reference or order.reference):
        raise Unfit(f"{choice.model} makes clips from a first picture only, and this shot has none.")
    if not ours.picture and reference is not None:
        reference = None  # it makes clips from words alone
    wanted: dict[str, Any] = {
        ours.prompt: order.prompt,
        ours.seconds: choice.seconds,
        ours.resolution: choice.resolution,
        ours.ratio: choice.ratio,
        ours.size: _size(choice),
        ours.negative: order.negative,
        ours.seed: order.seed % 2**31,
    }
    body = {name: value for name, value in wanted.items() if name and value != ""}
    if ours.frames:
        body["num_frames"] = choice.seconds * ours.frames + 1
        body["frames_per_second"] = ours.frames
    if ours.audio:
        body[ours.audio] = False  # the film has its own voices and its own score
    if reference is not None:
        body[ours.picture] = data_uri(reference, _MOST_PICTURE)
    return body
