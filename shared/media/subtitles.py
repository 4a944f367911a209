"""Captions as files of their own, for players and editors: SubRip and WebVTT.

The one rule: every word that is spoken is in them, whatever signs it is made of.
"""

from collections.abc import Sequence

from shared.model.timeline import Caption


def as_srt(captions: Sequence[Caption]) -> bytes:
    """SubRip, for players and editors. An empty line would end a cue, so there is none."""
    cues = (
        f"{number}\n{_timecode(cue.start_ms, ',')} --> {_timecode(cue.end_ms, ',')}\n{_spoken_by(cue)}\n"
        for number, cue in enumerate(captions, 1)
    )
    return "\n".join(cues).encode()


def as_vtt(captions: Sequence[Caption]) -> bytes:
    """WebVTT, for the web, where `<` and `&` would be markup."""
    cues = []
    for cue in captions:
        text = _spoken_by(cue).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        cues.append(f"{_timecode(cue.start_ms, '.')} --> {_timecode(cue.end_ms, '.')}\n{text}\n")
    return "\n".join(["WEBVTT\n", *cues]).encode()


def _spoken_by(cue: Caption) -> str:
    return (
        "\n".join(" ".join(line.split()) for line in cue.text.splitlines() if line.strip()) or "\N{HORIZONTAL ELLIPSIS}"
    )


def _timecode(ms: int, mark: str) -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{rest:03d}"
