"""Veo and its successor Omni: an operation (or an interaction) for each clip, laid straight into our bucket by Vertex.

The one rule: all that is kept of a task is its name, and it is asked for by that name alone. Models that Google calls
veo-… are asked for operations, which Vertex alone has; every other one for interactions.
"""

import base64
from pathlib import Path
from typing import Any, Final

from functions.render_executor.backends.bucket import copied, folder_of, in_bucket
from functions.render_executor.backends.fetch import fetch
from functions.render_executor.backends.gemini import GEMINI, HOSTS, Account, client
from functions.render_executor.backends.once import PATIENCE, Patience, line
from functions.render_executor.backends.reference import fitted
from functions.render_executor.backends.veo_answers import state_of_interaction, state_of_operation
from functions.render_executor.backends.verdict import verdict
from functions.render_executor.backends.wire import Failed, NotTaken, Order, Ready, Submitted, Underway
from shared.model.base import Instant
from shared.platform.ports import Objects

_MOST_PICTURE: Final = 7_000_000


class Veo:
    def __init__(self, account: Account, objects: Objects, patience: Patience = PATIENCE) -> None:
        self._account = account
        self._objects = objects
        self._patience = patience

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        operation = _is_operation(order)
        if operation and not self._account.vertex:
            raise NotTaken(f"{order.choice.model} is offered by Vertex only, and no project and region of it are set.")
        with line(self._patience) as (wire, http):
            error: Exception | None = None
            try:
                sdk = client(self._account, http, self._patience)
                self._generate(sdk, order, reference) if operation else self._interact(sdk, order, reference)
            except Exception as raised:
                error = raised
            task = wire.said().get("name" if operation else "id") if wire.status == 200 else None
            if not isinstance(task, str) or not task:
                raise verdict("Google", wire, error) from error
            return Submitted(task)

    def look(self, task: str, order: Order) -> Underway | Ready | Failed:
        operation = _is_operation(order)
        with line(self._patience) as (wire, http):
            try:
                if operation:
                    from google.genai import types

                    sdk = client(self._account, http, self._patience, _location(task))
                    sdk.operations.get(types.GenerateVideosOperation.model_validate({"name": task}))
                else:
                    client(self._account, http, self._patience).interactions.get(id=task)
            except Exception as error:
                if wire.status != 200:
                    why = wire.trouble or error
                    told = f"Google was asked and did not say ({type(why).__name__}: {why})."
                    return Underway(told[:300], heard=False, busy=wire.status == 429)
            said = wire.said()
        return state_of_operation(said) if operation else state_of_interaction(said)

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        name = in_bucket(ready.where, self._account.bucket)
        if name:
            copied(self._objects, name, to, most_bytes)
            return
        base, account = self._account.base_url, self._account
        ours = account.key and ready.where.startswith((base or GEMINI) + "/")
        headers = {"x-goog-api-key": account.key} if ours else None
        fetch("Google", ready.where, to, most_bytes, HOSTS, base_url=base, headers=headers)

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        return None  # neither operations nor interactions can be listed

    def _generate(self, sdk: Any, order: Order, reference: Path | None) -> None:
        from google.genai import types

        choice = order.choice
        picture = None
        if reference is not None:
            mime, content = fitted(reference, _MOST_PICTURE)
            picture = types.Image(image_bytes=content, mime_type=mime)
        config = types.GenerateVideosConfig(
            number_of_videos=1,
            duration_seconds=choice.seconds,
            aspect_ratio=choice.ratio or None,
            resolution=choice.resolution or None,
            generate_audio=False,  # the film has its own voices and its own score, and silence is half the price
            seed=order.seed % 2**31,
            negative_prompt=order.negative or None,
            output_gcs_uri=self._shelf(order),
        )
        source = types.GenerateVideosSource(prompt=order.prompt, image=picture)
        sdk.models.generate_videos(model=choice.model, source=source, config=config)

    def _interact(self, sdk: Any, order: Order, reference: Path | None) -> None:
        choice = order.choice
        wanted: dict[str, Any] = {"type": "video", "duration": f"{choice.seconds}s", "delivery": "uri"}
        if choice.ratio:
            wanted["aspect_ratio"] = choice.ratio
        if choice.resolution:
            wanted["resolution"] = choice.resolution
        if self._account.vertex:
            wanted["gcs_uri"] = self._shelf(order)
        given: Any = order.prompt
        if reference is not None:
            mime, content = fitted(reference, _MOST_PICTURE)
            picture = {"type": "image", "data": base64.b64encode(content).decode("ascii"), "mime_type": mime}
            given = [picture, {"type": "text", "text": order.prompt}]
        sdk.interactions.create(
            model=choice.model,
            input=given,
            background=True,  # and so never continued by the SDK, which would be a second, paid request
            response_format=wanted,
            generation_config={"seed": order.seed % 2**31},
        )

    def _shelf(self, order: Order) -> str:
        return f"gs://{self._account.bucket}/{folder_of(order)}"


def _is_operation(order: Order) -> bool:
    return order.choice.model.startswith("veo-")


def _location(task: str) -> str:
    parts = task.split("/")
    return parts[parts.index("locations") + 1] if "locations" in parts[:-1] else ""
