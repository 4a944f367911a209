"""Recorded sounds from freesound.org, for whoever has a key there: searched by the writer's words, credited by name.

The one rule: only what is public domain (CC0) or free for a credit (CC BY) is taken, whatever the search was asked for;
and a sound that cannot be had is no fault of the film: it is synthesised as ever.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from shared.media.wire import Unanswered, Unheard, asked
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
            to.write_bytes(asked("Freesound", chosen.preview, {}, timeout_s=_PATIENCE_S, most=LARGEST).content)
        except (Unheard, Unanswered) as error:
            self._silent = True
            log.warning("freesound does not help; sounds are synthesised", error=error.sentence)
            return None
        return chosen.credit

    def _found(self, words: str) -> Iterator[Recording]:
        wish = {
            "query": words,
            "filter": 'duration:[0.2 TO 12] license:("Creative Commons 0" OR "Attribution")',
            "sort": "rating_desc",
            "page_size": "15",
            "fields": _FIELDS,
        }
        url = f"{self._home}/apiv2/search/?{urlencode(wish)}"
        headers = {"Authorization": f"Token {self._key}"}
        results = asked("Freesound", url, headers, timeout_s=_PATIENCE_S, most=1_000_000).told().get("results")
        for each in results if isinstance(results, list) else []:
            recording = self._read(each) if isinstance(each, dict) else None
            if recording is not None:
                yield recording

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


def query(cue: SoundCue) -> str:
    """The words of a cue that say what is heard: letters only, so that nothing in them can be an operator."""
    words = [word for word in re.findall(r"[^\W\d_]{3,}", cue.words.casefold()) if word not in _DULL]
    return " ".join(words[:5])
