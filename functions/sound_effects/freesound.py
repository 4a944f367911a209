"""Recorded sounds from freesound.org, for whoever has a key there: searched by the writer's words, credited by name.

The one rule: only what is public domain (CC0) or free for a credit (CC BY) is taken, whatever the search was asked for;
and a sound that cannot be had is no fault of the film: it is synthesised as ever.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from shared.model.credits import Credit
from shared.model.storyboard import SoundCue
from shared.telemetry import log

VERSION: Final = "freesound-1"
HOME: Final = "https://freesound.org"
LARGEST: Final = 4 * 1024 * 1024
_HOSTS: Final = (".freesound.org", "freesound.org")
_PATIENCE_S: Final = 10.0
_CHOICES: Final = 3  # another seed may take another of the best
_FIELDS: Final = "id,name,license,username,url,duration,previews"

_FREE: Final = re.compile(
    r"https?://creativecommons\.org/(?:publicdomain/(zero)/|licenses/(by)/)([\d.]+)/?(?:deed\.\w+)?"
)
_DULL: Final = frozenset(
    "the a an and of in on at to from with into over under his her their its is are it he she they by for as that this "
    "un une des les du de la le et en au aux sur dans sous son sa ses leur leurs est sont il elle ils elles par pour "
    "que".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound that somebody made and lets others use."""

    preview: str
    credit: Credit


class Freesound:
    """One conversation: it gives up for good at the first trouble, so that a scene waits once."""

    def __init__(self, key: str, *, home: str = HOME, seed: int = 0) -> None:
        self._key, self._home, self._seed = key, home, seed
        self._silent = False

    def bring(self, cue: SoundCue, to: Path) -> Credit | None:
        """An MP3 of a cue, and whom to thank. None where there is none, or nobody answers."""
        words = query(cue)
        if self._silent or not words:
            return None
        try:
            found = list(self._found(words))
            if not found:
                return None
            chosen = found[self._seed % min(_CHOICES, len(found))]
            to.write_bytes(self._asked(chosen.preview, {}, LARGEST))
        except (URLError, OSError, HTTPException, ValueError) as error:
            self._silent = True
            log.warning("freesound does not help; sounds are synthesised", error=type(error).__name__)
            return None
        return chosen.credit

    def _found(self, words: str) -> Iterator[Recording]:
        asked = {
            "query": words,
            "filter": 'duration:[0.2 TO 12] license:("Creative Commons 0" OR "Attribution")',
            "sort": "rating_desc",
            "page_size": "15",
            "fields": _FIELDS,
        }
        url = f"{self._home}/apiv2/search/?{urlencode(asked)}"
        told = json.loads(self._asked(url, {"Authorization": f"Token {self._key}"}, 1_000_000))
        for each in told.get("results", []) if isinstance(told, dict) else []:
            recording = self._read(each) if isinstance(each, dict) else None
            if recording is not None:
                yield recording

    def _asked(self, url: str, headers: Mapping[str, str], most: int) -> bytes:
        with _opener().open(Request(url, headers=dict(headers)), timeout=_PATIENCE_S) as answer:  # noqa: S310 (ours)
            content: bytes = answer.read(most + 1)
        if len(content) > most:
            raise ValueError("too large")
        return content

    def _read(self, told: Mapping[str, Any]) -> Recording | None:
        """What is not plainly free is not there; a search that lies changes nothing."""
        licence = _FREE.fullmatch(str(told.get("license", "")))
        previews = told.get("previews")
        preview = str(previews.get("preview-hq-mp3", "")) if isinstance(previews, dict) else ""
        name, author = str(told.get("name", "")).strip(), str(told.get("username", "")).strip()
        if licence is None or not self._ours(preview) or not name or not author:
            return None
        return Recording(
            preview,
            Credit(
                what="effect",
                title=name[:120],
                author=author[:80],
                licence=f"CC0-{licence[3]}" if licence[1] else f"CC-BY-{licence[3]}",
                url=str(told.get("url", ""))[:200],
                change="Shortened and levelled",
            ),
        )

    def _ours(self, url: str) -> bool:
        """Over https from freesound's own hosts; a base that a setting names is a host of its own."""
        parts, home = urlsplit(url), urlsplit(self._home)
        if (parts.scheme, parts.netloc) == (home.scheme, home.netloc):
            return True
        here = parts.hostname or ""
        return parts.scheme == "https" and "@" not in parts.netloc and parts.port in (None, 443) and any(
            here == host or (host.startswith(".") and here.endswith(host)) for host in _HOSTS
        )  # fmt: skip


class _StayHere(HTTPRedirectHandler):
    """A key and a download go to the address that was looked at, and nowhere else: a redirect is an error."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _opener() -> OpenerDirector:
    return build_opener(_StayHere, ProxyHandler({}))


def query(cue: SoundCue) -> str:
    """The words of a cue that say what is heard: letters only, so that nothing in them can be an operator."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", cue.words.casefold()) if word not in _DULL]
    return " ".join(words[:5])
