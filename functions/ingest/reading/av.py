"""Two-column scripts: what is seen on the left, what is heard on the right, in step.

The one rule: a row is one shot; its words belong to its picture.
"""

import re
from typing import Final

from functions.ingest.reading.blocks import Block
from functions.ingest.reading.camera_words import camera_in, seconds_in
from functions.ingest.reading.cues import label_of
from functions.ingest.reading.heard import heard
from shared.model.script import Element
from shared.writing.words import flat, fold

Row = tuple[int, list[list[str]]]

_COLUMNS: Final = (
    ("seconds", re.compile(r"^(?:time|timing|temps|duree|duration|length|tc|time ?code|secs?|seconds|secondes)\b")),
    ("number", re.compile(r"^(?:#|no\.?|n°|nr|number|numero|shot ?#|scene ?#|plan ?#|shot no.*|id)$")),
    ("heading", re.compile(r"^(?:scene|sequence|location|lieu|setting|decor)\b")),
    (
        "camera",
        re.compile(
            r"^(?:camera|framing|cadrage|shot type|shot size|type|type de plan|valeur|mouvement|"
            r"movement)\b"
        ),
    ),
    ("title", re.compile(r"^(?:on.?screen|text|texte|super|title|titre|caption|carton|graphics?)\b")),
    ("sound", re.compile(r"^(?:sfx|sound effects?|bruitages?|music|musique|effets)\b")),
    (
        "picture",
        re.compile(
            r"^(?:video|visuals?|visuel|image|picture|shot|plan|action|description|vu|seen|footage|"
            r"ecran)\b"
        ),
    ),
    (
        "voice",
        re.compile(
            r"^(?:audio|sound|son|narration|voice|voix|vo\b|dialogue|dialogues|script|text spoken|"
            r"commentaire|"
            r"entendu|heard|paroles|v\.o)"
        ),
    ),
)


def rows_as_blocks(rows: list[Row]) -> list[Block]:
    """A table as blocks, each row read already. A table whose head names no columns that we know has pictures on the
    left and sound on the right."""
    if not rows:
        return []
    head, body = rows[0], rows[1:]
    roles = _roles([flat(" ".join(cell)) for cell in head[1]])
    if roles is None:
        roles = ["picture", "voice", *["note"] * (len(head[1]) - 2)] if len(head[1]) > 1 else ["picture"]
        body = [row for row in rows if any(any(cell) for cell in row[1])]
    blocks: list[Block] = []
    for line, cells in body:
        if elements := _row(line, dict(zip(_distinct(roles), cells, strict=False))):
            blocks.append(Block("row", (), elements=tuple(elements)))
    return blocks


def names_columns(heads: list[str]) -> bool:
    """Whether a head says which column is seen and which is heard."""
    roles = _roles([flat(head) for head in heads])
    return roles is not None and "voice" in roles and "picture" in roles


def _roles(heads: list[str]) -> list[str] | None:
    roles = [next((role for role, form in _COLUMNS if form.match(fold(head))), "note") for head in heads]
    if "picture" not in roles and "voice" in roles and "heading" in roles and len(roles) > 1:
        roles[roles.index("heading")] = "picture"  # | Scene | Audio |
    return roles if "picture" in roles or "voice" in roles else None


def _distinct(roles: list[str]) -> list[str]:
    return [role if role not in roles[:at] else f"{role}{at}" for at, role in enumerate(roles)]


def _row(line: int, cells: dict[str, list[str]]) -> list[Element]:
    elements: list[Element] = []
    if heading := flat(" ".join(cells.get("heading", []))):
        elements.append(Element(kind="heading", text=heading, line=line))
    camera, picture = camera_in("\n".join(cells.get("picture", [])))
    camera = flat(" ".join([camera, *cells.get("camera", [])]))
    seconds = seconds_in(" ".join(cells.get("seconds", [])))
    picture, lettered = _lettered(picture)
    if picture or camera:
        elements.append(Element(kind="picture", text=picture or camera, line=line, camera=camera, seconds=seconds))
        seconds = None
    if title := flat(" ".join([*lettered, *cells.get("title", [])])):
        elements.append(Element(kind="centered", text=title.strip(' "“”«»'), line=line, seconds=seconds))
    for role, cell in cells.items():
        if role.startswith("voice"):
            elements.extend(heard(cell, line))
        elif role.startswith("sound"):
            elements.extend(Element(kind="sound", text=said, line=line) for said in cell if said.strip(" -–—"))
        elif role.startswith("picture") and role != "picture":
            elements.extend(Element(kind="picture", text=said, line=line) for said in cell if said)
        elif role.startswith("note") and any(cell):
            elements.append(Element(kind="note", text=flat(" ".join(cell)), line=line))
    return elements


def _lettered(picture: str) -> tuple[str, list[str]]:
    """What is seen, and the words on the screen that stand among it: SUPER: Power, on time."""
    seen: list[str] = []
    words: list[str] = []
    for row in picture.split("\n"):
        label, colon, rest = row.partition(":")
        on_screen = bool(colon and rest.strip()) and label_of(label) == "centered"
        (words if on_screen else seen).append(rest.strip() if on_screen else row)
    return "\n".join(seen).strip(), words
