"""Lyria on Vertex AI: thirty seconds of music for one answer.

The one rule: a prompt that its filter refuses is a refusal and no music; the next maker is asked.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from functions.music_composer.makers import Brief, Pending, Track
from shared.media.wire import Unanswered, Unheard, asked
from shared.model.credits import Credit

NAME: Final = "Lyria"
PLACE: Final = "us-central1"


def of_this_machine() -> str:
    """An access token of the account that this machine works in."""
    import google.auth
    from google.auth.exceptions import GoogleAuthError
    from google.auth.transport.requests import Request

    try:
        account, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
        account.refresh(Request())  # type: ignore[no-untyped-call]
    except GoogleAuthError:
        raise Unheard(f"{NAME} cannot be asked: no credentials were found, or they were not accepted.") from None
    return str(account.token)


class Lyria:
    """`token` gives a fresh access token of the project's own account."""

    name = NAME

    def __init__(self, token: Callable[[], str], project: str, place: str = PLACE, model: str = "lyria-002",
                 home: str = "") -> None:  # fmt: skip
        self._token, self._model = token, model
        home = home or f"https://{place}-aiplatform.googleapis.com"
        path = f"v1/projects/{quote(project, safe='')}/locations/{quote(place, safe='')}/publishers/google/models"
        self._url = f"{home}/{path}/{quote(model, safe='')}:predict"

    @property
    def tariff(self) -> str:
        return self._model

    def order(self, brief: Brief) -> Track:
        body = {
            "instances": [{"prompt": brief.words, "negative_prompt": "vocals, singing, speech", "seed": brief.seed}],
            "parameters": {},
        }
        told = asked(NAME, self._url, {"Authorization": f"Bearer {self._token()}"}, body, timeout_s=120).told()
        pieces = told.get("predictions")
        if not isinstance(pieces, list) or not pieces or not isinstance(pieces[0], dict):
            raise Unheard(f"{NAME} has no music for these words.")
        try:
            content = base64.b64decode(pieces[0].get("bytesBase64Encoded") or pieces[0]["audioContent"], validate=True)
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Unanswered(f"{NAME} answered something that is no sound.") from None
        credit = Credit(what="music", title=self._model, author=f"Google {NAME}", licence="by contract with its user")
        return Track(content=content, maker=NAME, credit=credit)

    def look(self, pending: Pending) -> Track:
        raise Unheard(f"{NAME} answers at once and keeps no orders.")
