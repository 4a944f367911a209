"""What Google says of a clip: the states of an operation and of an interaction.

The one rule: filtered for its content is never tried again and may have been billed; an operation that ends in an
error made nothing, and nothing made is not billed.
"""

from typing import Any, Final

from functions.render_executor.backends.json_of import thing, things, words
from functions.render_executor.backends.wire import Failed, Ready, Underway

_AGAIN: Final = (4, 8, 10, 13, 14)  # deadline, exhausted, aborted, internal, unavailable
_CONTENT: Final = ("safety", "policy", "policies", "guideline", "responsible ai", "sensitive", "prohibited", "blocked")


def state_of_operation(said: dict[str, Any]) -> Underway | Ready | Failed:
    if said.get("done") is not True:
        return Underway("Google: running")
    if said.get("error"):
        error = thing(said["error"])
        return _failed(words(error.get("message")), error.get("code"))
    response = thing(said.get("response"))
    for video in things(response.get("videos")):
        if where := words(video.get("gcsUri")):
            return Ready(where)
    if response.get("raiMediaFilteredCount") or response.get("raiMediaFilteredReasons"):
        reasons = response.get("raiMediaFilteredReasons")
        why = ", ".join(words(reason) for reason in reasons) if isinstance(reasons, list) else ""
        return Failed(f"Google filtered the clip for its content: {why or 'no reason given'}.", billed=None)
    return Underway("Google says that the clip is finished, and does not say where it is.")


def state_of_interaction(said: dict[str, Any]) -> Underway | Ready | Failed:
    status = said.get("status")
    steps = things(said.get("steps"))
    if status == "completed":
        for content in (each for step in steps for each in things(step.get("content"))):
            where = words(content.get("uri"))
            if content.get("type") == "video" and where:
                return Ready(where)
        return Underway("Google says that the clip is finished, and does not say where it is.")
    if status == "cancelled":
        return Failed("Google's interaction was cancelled.", billed=None)
    if status in ("failed", "incomplete", "budget_exceeded", "requires_action", "requires_continuation"):
        errors = [*(thing(step.get("error")) for step in reversed(steps)), *things(said.get("errors"))]
        error = next((error for error in errors if error), {})
        failed = _failed(words(error.get("message")) or f"it ended as {status}", error.get("code"))
        return Failed(failed.sentence, failed.billed if status == "failed" else None, failed.again)
    return Underway(f"Google: {words(status)}")


def _failed(why: str, code: Any) -> Failed:
    if any(word in why.lower() for word in _CONTENT):
        return Failed(f"Google refused the shot for its content: {why}.", billed=None)
    again = isinstance(code, int) and code in _AGAIN
    return Failed(f"Google could not make the clip: {why or 'no reason given'}.", billed=0, again=again)
