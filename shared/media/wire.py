"""One question to somebody else's server, asked once: no redirects, no repeats, no more bytes than were bargained for.

The one rule: whoever asks learns whether they were heard. `Unheard` means that nothing was accepted and nothing can be
billed; `Unanswered` means that nobody knows.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

MOST: Final = 64 * 1024 * 1024


class Unheard(Exception):
    """They could not be reached, or said no before they did anything."""

    def __init__(self, sentence: str, status: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.status = sentence, status


class Unanswered(Exception):
    """The question was sent, and what became of it is not known."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Answer:
    content: bytes

    def told(self) -> dict[str, Any]:
        """The JSON object that they said."""
        try:
            told = json.loads(self.content)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise Unanswered("They answered something that cannot be read.")
        return told


def asked(
    who: str, url: str, headers: Mapping[str, str], body: Mapping[str, Any] | None = None, *, timeout_s: float = 60,
    most: int = MOST,
) -> Answer:  # fmt: skip
    """GET, or POST where there is a body. `who` is how a person calls them; no key and no word of theirs is told on."""
    posted = None if body is None else json.dumps(body).encode()
    sent = {**headers, **({"Content-Type": "application/json"} if posted is not None else {})}
    request = Request(url, data=posted, headers=sent)  # noqa: S310 (the address is ours or was looked at)
    try:
        with _opener().open(request, timeout=timeout_s) as answer:
            content: bytes = answer.read(most + 1)
    except HTTPError as error:
        error.close()
        raise refused(who, error.code) from None
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            raise Unheard(f"{who} could not be reached.") from None
        raise Unanswered(f"{who} did not answer.") from None
    except (OSError, HTTPException):
        raise Unanswered(f"{who} did not answer.") from None
    if len(content) > most:
        raise Unanswered(f"{who} answered more than can be taken.")
    return Answer(content)


def refused(who: str, code: int) -> Unheard | Unanswered:
    """What a status says to whoever asked. Who ran into a time limit may have been worked for."""
    if code >= 500 or code in (0, 408, 499):
        return Unanswered(f"{who} failed ({code}).")
    return Unheard(_REFUSED.get(code, "{who} refused ({code}).").format(who=who, code=code), code)


_REFUSED: Final = {
    401: "{who} does not know our key.",
    402: "{who} wants to be paid first.",
    403: "{who} does not let our key do this.",
    404: "{who} does not know what was asked for.",
    429: "{who} is asked too often just now.",
}


class _StayHere(HTTPRedirectHandler):
    """A key goes to the address that was looked at, and nowhere else: a redirect is a refusal."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener() -> OpenerDirector:
    return build_opener(_StayHere, ProxyHandler({}))
