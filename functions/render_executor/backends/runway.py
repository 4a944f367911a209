"""Runway: a task for each clip, made from a text or from a first picture. A credit is a cent; the task says its price.

The one rule: what became of a task is read from its `status`, in the provider's words; the SDK's classes are its
guesses. SAFETY is never tried again and may be billed; INTERNAL is the provider's own trouble and may be.
"""

from decimal import ROUND_CEILING, Decimal
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

from functions.render_executor.backends.fetch import fetch
from functions.render_executor.backends.json_of import thing, words
from functions.render_executor.backends.once import PATIENCE, Line, Patience, line
from functions.render_executor.backends.reference import data_uri
from functions.render_executor.backends.verdict import verdict
from functions.render_executor.backends.wire import Failed, Order, Ready, Submitted, Underway, Unfit
from shared.model.base import Instant
from shared.model.money import Micros

HOSTS: Final = (".runwayml.com", ".cloudfront.net")
CREDIT: Final[Micros] = 10_000
_MOST_PICTURE: Final = 5_000_000  # characters of a data URI
_AGAIN: Final = ("INTERNAL", "THIRD_PARTY", "INPUT_PREPROCESSING.INTERNAL")


class Runway:
    def __init__(self, key: str, base_url: str = "", patience: Patience = PATIENCE) -> None:
        self._key = key
        self._base_url = base_url
        self._patience = patience

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        with line(self._patience) as (wire, http):
            try:
                sdk = self._sdk(http)
                door = sdk.image_to_video if reference else sdk.text_to_video
                create: Any = door.create  # its overloads are a fixed list of models; ours is the price book
                create(**_body(order, reference))
            except Exception as error:
                raise_unless_named(wire, error)
            return _submitted(wire)

    def look(self, task: str, order: Order) -> Underway | Ready | Failed:
        with line(self._patience) as (wire, http):
            try:
                self._sdk(http).tasks.retrieve(task)
            except Exception as error:
                if wire.status != 200:
                    why = f"Runway was asked and did not say ({type(error).__name__}: {error})."
                    return Underway(why, heard=False, busy=wire.status == 429)
            return _state(wire.said())

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        fetch("Runway", ready.where, to, most_bytes, HOSTS, base_url=self._base_url)

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        return None  # Runway lists no tasks

    def _sdk(self, http: Any) -> Any:
        from runwayml import RunwayML

        return RunwayML(
            api_key=self._key,
            base_url=self._base_url or None,
            max_retries=0,
            timeout=self._patience.timeout(),
            http_client=http,
        )


def raise_unless_named(wire: Line, error: Exception) -> None:
    """An answer that the SDK cannot read is an answer all the same when it names the task."""
    if not (wire.status == 200 and isinstance(wire.said().get("id"), str)):
        raise verdict("Runway", wire, error) from error


def _submitted(wire: Line) -> Submitted:
    said = wire.said()
    task = said.get("id")
    if not isinstance(task, str) or not task:
        raise verdict("Runway", wire)
    return Submitted(task, _cost(said.get("estimatedCost")))


def _body(order: Order, reference: Path | None) -> dict[str, Any]:
    known = _fields(order.choice.model, with_picture=reference is not None)
    body: dict[str, Any] = {"model": order.choice.model, "prompt_text": order.prompt, "duration": order.choice.seconds}
    if order.choice.ratio and (not known or "ratio" in known):
        body["ratio"] = order.choice.ratio
    if not known or "seed" in known:
        body["seed"] = order.seed % 2**32
    if "negative_prompt" in known and order.negative:
        body["negative_prompt"] = order.negative
    if "resolution" in known and order.choice.resolution:
        body["resolution"] = order.choice.resolution
    if "audio" in known:
        body["audio"] = False  # the film has its own voices and its own score, and silence is half the price
    if reference is not None:
        body["prompt_image"] = data_uri(reference, _MOST_PICTURE)
    return body


def _fields(model: str, *, with_picture: bool) -> frozenset[str]:
    """What the SDK's own types say this model takes; empty for a model that is newer than the SDK."""
    from runwayml.types import image_to_video_create_params, text_to_video_create_params

    by_picture = _shapes(image_to_video_create_params.ImageToVideoCreateParams)
    by_text = _shapes(text_to_video_create_params.TextToVideoCreateParams)
    if not with_picture and model in by_picture and model not in by_text:
        raise Unfit(f"Runway's {model} makes clips from a first picture only, and this shot has none.")
    return (by_picture if with_picture else by_text).get(model, frozenset())


def _shapes(params: Any) -> dict[str, frozenset[str]]:
    shapes: dict[str, frozenset[str]] = {}
    for shape in get_args(params):
        fields = get_type_hints(shape)
        for model in get_args(fields["model"]):
            shapes[model] = frozenset(fields)
    return shapes


def _state(said: dict[str, Any]) -> Underway | Ready | Failed:
    status, billed = said.get("status"), _cost(said.get("cost"))
    if status == "SUCCEEDED":
        output = said.get("output")
        if isinstance(output, list) and output and isinstance(output[0], str):
            return Ready(output[0], billed)
        return Underway("Runway says that the clip is finished, and does not say where it is.")
    if status == "CANCELLED":
        return Failed("Runway's task was cancelled.", billed)
    if status == "FAILED":
        return _failed(words(said.get("failureCode")), words(said.get("failure")), billed)
    return Underway(f"Runway: {words(status)}")


def _failed(code: str, why: str, billed: Micros | None) -> Failed:
    why = f"{why} ({code})" if why and code else why or code or "no reason given"
    if "SAFETY" in code:
        return Failed(f"Runway refused the shot for its content: {why}.", billed, again=False)
    again = any(code == each or code.startswith(each + ".") for each in _AGAIN)
    return Failed(f"Runway could not make the clip: {why}.", billed, again)


def _cost(cost: Any) -> Micros | None:
    count = thing(cost).get("credits")
    if isinstance(count, bool) or not isinstance(count, (int, float)) or not 0 <= count <= 1_000_000:
        return None
    return int((Decimal(str(count)) * CREDIT).to_integral_value(ROUND_CEILING))
