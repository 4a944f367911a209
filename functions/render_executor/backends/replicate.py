"""Replicate: a prediction for each clip. It can list, so what nobody heard of can be found again.

The one rule: the result is copied at once, for it is gone within the hour; and what the account is billed is not said
here, so the price book says it.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from functions.render_executor.backends.fetch import fetch
from functions.render_executor.backends.json_of import thing, words
from functions.render_executor.backends.once import PATIENCE, Patience, line
from functions.render_executor.backends.replicate_input import body_of, family, model_of
from functions.render_executor.backends.verdict import verdict
from functions.render_executor.backends.wire import Failed, Order, Ready, Submitted, Underway
from shared.model.base import Instant

HOSTS: Final = ("replicate.delivery", ".replicate.delivery", "api.replicate.com")
_PAGES: Final = 20
_CONTENT: Final = ("nsfw", "sensitive", "safety", "moderation", "e005")
_CLOCKS_DIFFER_MS: Final = 120_000


class Replicate:
    def __init__(self, token: str, base_url: str = "", patience: Patience = PATIENCE) -> None:
        self._token = token
        self._base_url = base_url
        self._patience = patience

    def submit(self, order: Order, reference: Path | None) -> Submitted:
        with line(self._patience) as (wire, _):
            error: Exception | None = None
            try:
                predictions = self._sdk(wire).predictions
                predictions.create(**_named(order), input=body_of(order, reference))
            except Exception as raised:
                error = raised
            # The SDK cannot read every answer that names its task; the task is what counts.
            task = wire.said().get("id") if wire.status in (200, 201, 202) else None
            if not isinstance(task, str) or not task:
                raise verdict("Replicate", wire, error) from error
            return Submitted(task)

    def look(self, task: str, order: Order) -> Underway | Ready | Failed:
        with line(self._patience) as (wire, _):
            try:
                self._sdk(wire).predictions.get(task)
            except Exception as error:
                if wire.status != 200:
                    why = f"Replicate was asked and did not say ({type(error).__name__}: {error})."
                    return Underway(why, heard=False, busy=wire.status == 429)
            return _state(wire.said())

    def fetch(self, ready: Ready, to: Path, most_bytes: int) -> None:
        fetch("Replicate", ready.where, to, most_bytes, HOSTS, base_url=self._base_url)

    def tasks_since(self, order: Order, since: Instant) -> list[str] | None:
        """None when the list could not be read to its end: half a list proves nothing."""
        found: list[str] = []
        for listed in self._listed(since):
            if listed is None:
                return None
            if _may_be(order, listed):
                found.append(str(listed["id"]))
        return found

    def _listed(self, since: Instant) -> Iterator[dict[str, Any] | None]:
        """The account's predictions, newest first, as far back as `since`; None where it broke off."""
        cursor: str | None = None
        for _ in range(_PAGES):
            with line(self._patience) as (wire, _client):
                try:
                    predictions = self._sdk(wire).predictions
                    predictions.list(cursor) if cursor else predictions.list()
                except Exception:
                    if wire.status != 200:
                        yield None
                        return
                page = wire.said()
            results = page.get("results")
            if not isinstance(results, list):
                yield None
                return
            for each in results:
                if not isinstance(each, dict) or "id" not in each:
                    continue
                made = _instant(each.get("created_at"))
                if made is not None and made < since - _CLOCKS_DIFFER_MS:
                    return
                yield each
            following = page.get("next")
            if not following:
                return
            cursor = str(following)
        yield None

    def _sdk(self, wire: Any) -> Any:
        from replicate.client import Client

        return Client(
            api_token=self._token,
            base_url=self._base_url or None,
            timeout=self._patience.timeout(),
            transport=wire,
            trust_env=False,
        )


def _named(order: Order) -> dict[str, str]:
    """`owner/name` runs the model as its owner keeps it; `owner/name:version` runs that version of it."""
    _, _, version = order.choice.model.partition(":")
    return {"version": version} if version else {"model": order.choice.model}


def _state(said: dict[str, Any]) -> Underway | Ready | Failed:
    status = said.get("status")
    if status == "succeeded":
        output = said.get("output")
        where = output[0] if isinstance(output, list) and output else output
        if isinstance(where, str) and where:
            return Ready(where)
        return Underway("Replicate says that the clip is finished, and does not say where it is.")
    # What ran for a while may be billed; what never ran is not.
    billed = None if thing(said.get("metrics")).get("predict_time") else 0
    if status == "failed":
        why = words(said.get("error")) or "no reason given"
        if any(word in why.lower() for word in _CONTENT):
            return Failed(f"Replicate refused the shot for its content: {why}.", billed=None)
        return Failed(f"Replicate could not make the clip: {why}.", billed, again=True)
    if status in ("canceled", "aborted"):
        return Failed("Replicate's prediction was cancelled.", billed)
    return Underway(f"Replicate: {words(status)}")


def _may_be(order: Order, listed: dict[str, Any]) -> bool:
    """The same model, and an input in which nothing speaks against it. Inputs come back with defaults filled in, with
    addresses where pictures were, and not at all once Replicate has forgotten them (after an hour): to call our own
    task another's would give back money that is spent."""
    _, _, version = order.choice.model.partition(":")
    if listed.get("model") != model_of(order.choice.model) and not (version and listed.get("version") == version):
        return False
    mine, theirs = body_of(order, None), thing(listed.get("input"))
    pictures = family(order.choice.model).pictures
    return all(_alike(value, theirs[name]) for name, value in mine.items() if name in theirs and name not in pictures)


def _alike(one: Any, other: Any) -> bool:
    return bool(one == other) or str(one) == str(other)


def _instant(stamp: Any) -> Instant | None:
    try:
        return int(datetime.fromisoformat(str(stamp)).timestamp() * 1000)
    except ValueError:
        return None
