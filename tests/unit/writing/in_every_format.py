"""One script written down in every format that we read, by hand and without our own printer."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

import docx
import yaml
from hypothesis import strategies as st

NARRATOR: Final = ""


@dataclass(frozen=True)
class Turn:
    """Who says what, and what is seen before it."""

    name: str
    said: str
    extension: str = ""
    manner: str = ""
    action: str = ""


@dataclass(frozen=True)
class Scene:
    heading: str
    turns: tuple[Turn, ...]


Scenes = list[Scene]

NAMES = st.sampled_from(["ANNA", "ÉLOÏSE", "MR. HALE", "JEAN-PAUL", "R2D2", "D’ARTAGNAN", "O'NEIL", "MARIE CLAIRE"])
WORDS = st.sampled_from(
    "hello été l’amour don't 42 mais oui, non... why? « cœur » wait— yes! M. Dr. (no) ; : and the rest of it; sea cut "
    "TO: INT. FADE Noël; 3:45 ça SFX music: FIN œuf naïve No.1 A&B <3 50% c'est-à-dire “so” Mrs. end. ANNA".split()
)
LIKE_A_LABEL = re.compile(r"^Well(?: [^\Wa-z]\S*)+ ?:|SFX ?:")
"""Nobody could tell it from a speaker, `Well M. : then.`, or from a sound: `non... SFX : then.`"""

SAID = (
    st.lists(WORDS, min_size=0, max_size=45)
    .map(lambda words: " ".join(["Well", *words, "then."]))
    .filter(lambda said: not LIKE_A_LABEL.search(said))
)
ACTIONS = st.sampled_from(
    ["", "", "She runs to the sea.", "Il ouvre la porte. Dehors, la nuit.", "A letter lies on the table.", "Rain."]
)
TURNS = st.builds(
    Turn,
    name=st.one_of(NAMES, NAMES, NAMES, st.just(NARRATOR)),
    said=SAID,
    extension=st.sampled_from(["", "", "V.O.", "OFF", "HORS CHAMP"]),
    manner=st.sampled_from(["", "", "softly", "à voix basse"]),
    action=ACTIONS,
)
HEADINGS = st.sampled_from(
    ["INT. KITCHEN - NIGHT", "EXT. RUE DU FOUR – JOUR", "INT./EXT. CAR - DAY", "INTÉRIEUR. CAVE - NUIT"]
)
SCENES = st.lists(
    st.builds(Scene, heading=HEADINGS, turns=st.lists(TURNS, min_size=1, max_size=6).map(tuple)), min_size=1, max_size=4
)


def words_of(scenes: Scenes) -> list[tuple[str, str]]:
    return [(turn.name, word) for scene in scenes for turn in scene.turns for word in turn.said.split()]


def _cue(turn: Turn) -> str:
    return (turn.name or "NARRATOR") + (f" ({turn.extension})" if turn.extension else "")


def _screenplay(scenes: Scenes, name: Callable[[Turn], str] = _cue) -> bytes:
    rows: list[str] = []
    for scene in scenes:
        rows += [scene.heading, ""]
        for turn in scene.turns:
            rows += [turn.action, ""] if turn.action else []
            rows += [name(turn), *([f"({turn.manner})"] if turn.manner else []), turn.said, ""]
    return "\n".join(rows).encode()


def _final_draft(scenes: Scenes) -> bytes:
    found: list[tuple[str, str]] = []
    for scene in scenes:
        found.append(("Scene Heading", scene.heading))
        for turn in scene.turns:
            found += [("Action", turn.action)] if turn.action else []
            found.append(("Character", _cue(turn)))
            found += [("Parenthetical", f"({turn.manner})")] if turn.manner else []
            found.append(("Dialogue", turn.said))
    body = "".join(f'<Paragraph Type="{kind}"><Text>{escape(text)}</Text></Paragraph>' for kind, text in found)
    return f'<?xml version="1.0" encoding="UTF-8"?><FinalDraft><Content>{body}</Content></FinalDraft>'.encode()


def _final_draft_in_pairs(scenes: Scenes) -> bytes:
    """Every two who speak in turn stand in a DualDialogue, side by side."""
    rows: list[str] = []

    def paragraph(kind: str, text: str) -> str:
        return f'<Paragraph Type="{kind}"><Text>{escape(text)}</Text></Paragraph>'

    for scene in scenes:
        rows.append(paragraph("Scene Heading", scene.heading))
        for at in range(0, len(scene.turns), 2):
            pair = "".join(
                paragraph("Character", _cue(turn)) + paragraph("Dialogue", turn.said)
                for turn in scene.turns[at : at + 2]
            )
            rows.append(f"<Paragraph><DualDialogue>{pair}</DualDialogue></Paragraph>")
    return f"<FinalDraft><Content>{''.join(rows)}</Content></FinalDraft>".encode()


def _labelled(scenes: Scenes) -> bytes:
    rows = ["Film", ""]
    for turn in (turn for scene in scenes for turn in scene.turns):
        rows += [f"VIDEO: {turn.action or 'A street at noon'}", f"AUDIO: {turn.name or 'NARRATOR'}: {turn.said}", ""]
    return "\n".join(rows).encode()


def _windows(scenes: Scenes) -> bytes:
    return _screenplay(scenes).decode().replace("\n", "\r\n").encode("utf-16")


def _in_markdown(said: str) -> str:
    return said.replace("<", "\\<").replace("&", "\\&")


def _av_table(scenes: Scenes) -> bytes:
    rows = ["# Film", "", "| Video | Audio |", "|---|---|"]
    for turn in (turn for scene in scenes for turn in scene.turns):
        cue = f"{_cue(turn)}: " if turn.name else ""
        rows.append(f"| {turn.action or 'A street at noon'} | {cue}{_in_markdown(turn.said)} |")
    return "\n".join(rows).encode()


def _av_cells(scenes: Scenes) -> bytes:
    """A row a scene: several people in one cell, and sounds between them."""
    rows = ["| Shot | Video | Audio |", "|:--|:--|--:|"]
    for number, scene in enumerate(scenes, 1):
        heard = "<br>".join(
            f"SFX: rain<br>{turn.name or 'NARRATOR'}: {_in_markdown(turn.said)}" for turn in scene.turns
        )
        rows.append(f"| {number} | WS: a field | {heard} |")
    return "\n".join(rows).encode()


def _markdown(scenes: Scenes) -> bytes:
    rows = ["---", "title: Film", "---", "", "# Film", ""]
    for scene in scenes:
        rows += [f"## {scene.heading}", ""]
        for turn in scene.turns:
            rows += [turn.action, ""] if turn.action else []
            rows += [f"**{_cue(turn)}**  ", _in_markdown(turn.said), ""]
    return "\n".join(rows).encode()


def _markdown_quotes(scenes: Scenes) -> bytes:
    rows = ["# Film", ""]
    for number, scene in enumerate(scenes, 1):
        rows += [f"## Scene {number}", ""]
        for turn in scene.turns:
            rows += [turn.action, ""] if turn.action else []
            rows += [f"**{_cue(turn)}**", "", f"> {_in_markdown(turn.said)}", ""]
    return "\n".join(rows).encode()


def _play(scenes: Scenes) -> bytes:
    rows: list[str] = []
    for number, scene in enumerate(scenes, 1):
        rows += [f"Scene {number}", ""]
        for turn in scene.turns:
            rows += [turn.action, ""] if turn.action else []
            rows += [f"{_cue(turn)}: {turn.said}", ""]
    return "\n".join(rows).encode()


def _french_play(scenes: Scenes) -> bytes:
    """As French theatre is printed: `MARIE, à voix basse. — Tu dors ?`"""
    rows: list[str] = []
    for number, scene in enumerate(scenes, 1):
        rows += [f"Scène {number}", ""]
        for turn in scene.turns:
            how = f", {turn.manner}" if turn.manner else ""
            rows += [turn.action, ""] if turn.action else []
            rows += [f"{turn.name or 'NARRATEUR'}{how}. — {turn.said}", ""]
    return "\n".join(rows).encode()


def _subtitles(scenes: Scenes) -> bytes:
    rows: list[str] = []
    for at, turn in enumerate(turn for scene in scenes for turn in scene.turns):
        minutes, seconds = divmod(at * 5, 60)
        rows += [str(at + 1), f"00:{minutes:02}:{seconds:02},000 --> 00:{minutes:02}:{seconds + 4:02},500"]
        rows += [f"{turn.name}: {turn.said}" if turn.name else turn.said, ""]
    return "\n".join(rows).encode()


def _word(scenes: Scenes, *, styled: bool) -> bytes:
    document = docx.Document()

    def put(style: str, words: str) -> None:
        if styled and style not in {known.name for known in document.styles}:
            document.styles.add_style(style, 1)
        document.add_paragraph(words, style=style if styled else "Normal")

    for scene in scenes:
        put("Scene Heading", scene.heading)
        for turn in scene.turns:
            if turn.action:
                put("Action", turn.action)
            put("Character", _cue(turn))
            if turn.manner and styled:
                put("Parenthetical", f"({turn.manner})")
            put("Dialogue", turn.said)
    return _saved(document)


def _word_table(scenes: Scenes) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    rows = [("Video", "Audio")]
    rows += [
        (turn.action or "A room", f"{turn.name or 'NARRATOR'}: {turn.said}") for one in scenes for turn in one.turns
    ]
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return _saved(document)


def _saved(document: "docx.document.Document") -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _tree(scenes: Scenes) -> object:
    return {
        "title": "Film",
        "scenes": [
            {
                "heading": scene.heading,
                "shots": [
                    {"picture": turn.action or "A room", "lines": [{"speaker": turn.name, "text": turn.said}]}
                    for turn in scene.turns
                ],
            }
            for scene in scenes
        ],
    }


FORMATS: Final[dict[str, tuple[str, Callable[[Scenes], bytes]]]] = {
    "fountain": ("x.fountain", _screenplay),
    "fountain with forced names": ("x.fountain", lambda scenes: _screenplay(scenes, lambda turn: f"@{_cue(turn)}")),
    "a screenplay as plain text": ("x.txt", _screenplay),
    "a play as plain text": ("x.txt", _play),
    "fountain from Windows": ("x.fountain", _windows),
    "a French play": ("x.txt", _french_play),
    "final draft": ("x.fdx", _final_draft),
    "final draft with dual dialogue": ("x.fdx", _final_draft_in_pairs),
    "an AV list with labels": ("x.txt", _labelled),
    "an AV table": ("x.md", _av_table),
    "an AV table with full cells": ("x.md", _av_cells),
    "headings and bold names": ("x.md", _markdown),
    "headings, names and quotes": ("x.md", _markdown_quotes),
    "subtitles": ("x.srt", _subtitles),
    "word with screenplay styles": ("x.docx", lambda scenes: _word(scenes, styled=True)),
    "word as it is typed": ("x.docx", lambda scenes: _word(scenes, styled=False)),
    "word with a table": ("x.docx", _word_table),
    "json": ("x.json", lambda scenes: json.dumps(_tree(scenes)).encode()),
    "yaml": ("x.yaml", lambda scenes: yaml.safe_dump(_tree(scenes), allow_unicode=True).encode()),
}
