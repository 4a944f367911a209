"""What Google says of a clip: the states of an operation and of an interaction.

The one rule: filtered for its content is never tried again and may have been billed; an operation that ends in an
error made nothing, and nothing made is not billed.
"""

from typing import Any, Final

from functions.render_executor.backends.wire import Failed, Ready, Underway

_AGAIN: Final = (4, 8, 10, 13, 14)  # deadline, exhausted, aborted, internal, unavailable
_CONTENT: Final = ("safety", "policy", "policies", "guideline", "responsible ai", "sensitive", "prohibited", "blocked")


def state_of_operation(said: dict[str, Any]) -> Underway | Ready | Failed:
    if said.get("done") is not True:
        return Underway("Google: running")
    error = said.get("error")
    if isinstance(error, dict):
        return _failed(str(error.get("message") or "no reason given"), error.get("code"))
    response = said.get("response")
    response = response if isinstance(response, dict) else {}
    for video in response.get("videos") or ():
        where = video.get("gcsUri") if isinstance(video, dict) else None
        if isinstance(where, str) and where:
            return Ready(where)
    if response.get("raiMediaFilteredCount") or response.get("raiMediaFilteredReasons"):
        reasons = ", ".join(str(reason) for reason in response.get("raiMediaFilteredReasons") or ())
        return Failed(f"Google filtered the clip for its content: {reasons or 'no reason given'}."[:400], billed=None)
    return Underway("Google says that the clip is finished, and does not say where it is.")


def state_of_interaction(said: dict[str, Any]) -> Underway | Ready | Failed:
    status = said.get("status")
    if status == "completed":
        where = _video(said)
        if where:
            return Ready(where)
        return Underway("Google says that the clip is finished, and does not say where it is.")
    if status == "cancelled":
        return Failed("Google's interaction was cancelled.", billed=None)
    if status in ("failed", "incomplete", "budget_exceeded", "requires_action", "requires_continuation"):
        code, words = _trouble(said)
        failed = _failed(words or f"it ended as {status}", code)
        return Failed(
            failed.sentence, billed=0 if status == "failed" and failed.billed == 0 else None, again=failed.again
        )
    return Underway(f"Google: {status}")


def _failed(words: str, code: Any) -> Failed:
    words = " ".join(words.split())[:300].rstrip(".")
    if any(word in words.lower() for word in _CONTENT):
        return Failed(f"Google refused the shot for its content: {words}.", billed=None)
    return Failed(f"Google could not make the clip: {words}.", billed=0, again=code in _AGAIN)


def _video(said: dict[str, Any]) -> str:
    for step in said.get("steps") or ():
        for content in (step.get("content") if isinstance(step, dict) else None) or ():
            if isinstance(content, dict) and content.get("type") == "video" and isinstance(content.get("uri"), str):
                return str(content["uri"])
    return ""


def _trouble(said: dict[str, Any]) -> tuple[Any, str]:
    for step in reversed(said.get("steps") or ()):
        error = step.get("error") if isinstance(step, dict) else None
        if isinstance(error, dict):
            return error.get("code"), str(error.get("message") or "")
    for error in said.get("errors") or ():
        if isinstance(error, dict):
            return error.get("code"), str(error.get("message") or "")
    return None, ""
