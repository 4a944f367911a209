"""Where a voice comes from: the extensions that say that its bearer is not in the picture.

The one rule: an extension that is not known keeps its speaker in the picture.
"""

import re
from typing import Final

from shared.writing.words import fold

_OFF: Final = re.compile(
    r"^(?:v\.?\s?o\.?|o\.?\s?s\.?|o\.?\s?c\.?|voice[ -]?over|off|off[ -]?screen|hors[ -]?champ|h\.?\s?c\.?|"
    r"voix[ -]?off|voix hors champ|pre-?lap|filtered|filtre|sur (?:la )?bande|"
    r"on (?:the )?(?:phone|radio|tv|television|speaker|screen|loudspeaker|tape|recording)|"
    r"(?:au|a la|a l') ?(?:telephone|radio|television|tele|interphone|haut-parleur)|"
    r"message vocal.*|voicemail.*|from (?:the |off|behind|inside|outside|another|upstairs|downstairs).*|through the .*)"
    r"(?![a-z]).*$"
)


def is_offscreen(extension: str) -> bool:
    return bool(extension) and _OFF.match(fold(extension)) is not None


_INNER: Final = re.compile(r"^(?:v\.?\s?o\b|voice[ -]?over|voix[ -]?off|off\b(?![ -]?screen)|pre-?lap)")


def is_elsewhere(extension: str) -> bool:
    """O.S., HORS CHAMP, on the phone: somebody who is near and not in the picture. A voice-over may lie on its own
    bearer."""
    return is_offscreen(extension) and _INNER.match(fold(extension)) is None
