"""What scripts of others mean, from the tables beside them: one element a line.

The one rule: the tables are written from the syntax; nothing here asks our reader what it thinks.
"""

from pathlib import Path

from shared.model.script import Element

SAMPLES = Path(__file__).parents[2] / "samples"


def expected(folder: str) -> dict[str, list[str]]:
    """File by file, the lines of its table."""
    tables: dict[str, list[str]] = {}
    name = ""
    for row in (SAMPLES / folder / "expected.txt").read_text("utf-8").splitlines():
        if row.startswith("== "):
            name = row[3:]
            tables[name] = []
        elif name and row:
            tables[name].append(row)
    return tables


def told(element: Element) -> str:
    """An element as the tables write it."""
    marks = {
        element.speaker: element.speaker,
        element.extension: f"[{element.extension}]",
        element.manner: f"({element.manner})",
        element.scene_number: f"#{element.scene_number}#",
        str(element.level or ""): str(element.level),
        element.camera: f"<{element.camera}>",
        "^" if element.dual else "": "^",
    }
    words = [element.kind, *(mark for value, mark in marks.items() if value)]
    return f"{element.line} {' '.join(words)}: {element.text}".replace("\n", "\\n").rstrip()
