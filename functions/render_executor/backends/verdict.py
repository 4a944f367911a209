"""What a submission that brought no task means: refused for certain, or nobody knows.

The one rule: NotTaken only when the request never left, or when the provider itself answered that it refused.
Whatever else happens, whoever says it, is Silence.

    never left (no connection, no credentials, arguments that the SDK refuses)      NotTaken
    400, 413, 415, 422                 the order is refused                         Unfit
    400 about credit or billing        so is everybody's                            NotTaken
    400 or 422 about the model, 404, 410                                            Retired
    401, 402, 403, 405, 406, 409, 411, 412, 431, 451                                NotTaken
    429                                                                             Busy
    503 in the provider's own words    it sheds load, and says so                   NotTaken
    no answer, half an answer, an answer without a task, anything else              Silence
"""

import math
from typing import Final

from functions.render_executor.backends.once import Line
from functions.render_executor.backends.wire import Busy, NotTaken, Retired, Silence, Unfit

_ORDER: Final = (400, 413, 415, 422)
_REFUSED: Final = (401, 402, 403, 405, 406, 409, 411, 412, 431, 451)
_ACCOUNT: Final = ("credit", "billing")
_GONE: Final = (404, 410)
_WAIT_S: Final = 15.0
_LONGEST_WAIT_S: Final = 3600.0
_WHY: Final = {
    401: "the key is not valid",
    402: "the account has no credit left",
    403: "the key is not allowed to do this",
}


def verdict(provider: str, line: Line, error: Exception | None = None) -> NotTaken | Silence:
    if not line.used and isinstance(error, NotTaken):
        return error  # our own adapter saw that the order does not fit
    if not line.used:
        return NotTaken(f"{provider} was not asked: {_plainly(error)}.")
    if not line.left:
        return NotTaken(f"{provider} cannot be reached ({_plainly(line.trouble or error)}).")
    status = line.status
    if status is None:
        return Silence(f"{provider} was asked and did not answer ({_plainly(line.trouble or error)}).")
    words = spoken(line)
    told = f"{provider} answered {status}" + (f": {words}" if words else "")
    if status == 429:
        return Busy(told + ".", _retry_after(line))
    if status in _GONE or (status in _ORDER and _about_model(line)):
        return Retired(told + ".")
    if status in _ORDER and not any(word in words.lower() for word in _ACCOUNT):
        return Unfit(told + ".")
    if status in _REFUSED or status in _ORDER:
        return NotTaken(told + (f" ({_WHY[status]})." if status in _WHY else "."))
    if status == 503 and words:
        return NotTaken(told + ".")
    return Silence(told + "; whether it took the order is not known.")


def spoken(line: Line) -> str:
    """The provider's own sentence about what is wrong, short; empty when the answer is not in its words."""
    said = line.said()
    inner = said.get("error")
    found = inner.get("message") if isinstance(inner, dict) else inner
    for each in (found, said.get("detail"), said.get("title"), said.get("message")):
        if isinstance(each, str) and each.strip():
            return " ".join(each.split())[:300].rstrip(".")
    return ""


def _about_model(line: Line) -> bool:
    """Runway answers 400 to a model it does not know, and names the field in `issues`."""
    issues = line.said().get("issues")
    return isinstance(issues, list) and any(
        isinstance(issue, dict) and issue.get("path") == ["model"] for issue in issues
    )


def _retry_after(line: Line) -> float:
    assert line.answer is not None, "it answered 429"
    try:
        seconds = float(line.answer.headers.get("retry-after", _WAIT_S))
    except ValueError:  # a date: seldom, and not worth trusting another clock for
        return _WAIT_S
    return min(max(seconds, 1.0), _LONGEST_WAIT_S) if math.isfinite(seconds) else _WAIT_S


def _plainly(error: Exception | None) -> str:
    return f"{type(error).__name__}: {error}".rstrip(".: ")[:300] if error else "its answer names no task"
