"""The storyboard as one HTML page: pictures, timing, words, sounds, warnings. Nothing is fetched, nothing runs.

The one rule: whatever the script says is text. Every word goes through `_text`, and the page forbids itself scripts.
"""

import base64
import io
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts.storyboard.reading import Boarded, Note
from scripts.storyboard.words import (
    counted,
    framing_words,
    plain,
    scene_name,
    scene_number,
    scene_words,
    seconds,
    seen_words,
)
from shared.model.storyboard import Character, Line, Scene, Shot

if TYPE_CHECKING:
    from PIL.Image import Image

_STYLE: Final = Path(__file__).with_name("style.css")
_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _text(words: str) -> str:
    return escape(_UNSAFE.sub("\ufffd", words), quote=True)


def page(boarded: Boarded, pictures: "Mapping[str, Image]") -> str:
    board = boarded.storyboard
    colours = {person.name: _colour(person.colour) for person in board.characters}
    upright = any(picture.height > picture.width for picture in pictures.values())
    return "\n".join(
        [
            f'<!doctype html>\n<html lang="{_text(board.language)}">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(board.title or 'Storyboard')}</title>",
            f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>",
            _heading(boarded),
            _notes(boarded.notes),
            _cast(board.characters),
            *(_scene(scene, pictures, colours, upright=upright) for scene in board.scenes),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _heading(boarded: Boarded) -> str:
    board = boarded.storyboard
    facts = (
        counted(len(board.scenes), "scene"),
        counted(len(board.shots), "shot"),
        seconds(board.duration_ms),
        board.language,
        f"mood: {board.mood}",
        f"preset {boarded.options.preset}",
        f"{boarded.options.aspect}",
    )
    kind = "" if boarded.fast else " film"
    route = "fast track" if boarded.fast else "full direction"
    parts = [
        f"<header>\n<h1>{_text(board.title or 'Untitled')}</h1>",
        f'<p class="facts">{_text(" · ".join(facts))}</p>',
        f'<p class="reasons">Complexity {boarded.complexity:.2f}',
        f'<span class="meter{kind}"><i style="width:{round(100 * boarded.complexity)}%"></i></span>',
        f"{route}: {_text('; '.join(boarded.reasons))}</p>",
        '<nav class="film bar" aria-label="Scenes by their length">',
    ]
    for scene in board.scenes:
        length = sum(shot.duration_ms for shot in scene.shots)
        name = f"{scene.heading or scene.place}, {seconds(length)}"
        parts.append(
            f'<a href="#{_text(scene.id)}" style="flex-grow:{length}" title="{_text(name)}">{_number(scene)}</a>'
        )
    return "\n".join([*parts, "</nav>\n</header>"])


def _notes(notes: tuple[Note, ...]) -> str:
    if not notes:
        return ""
    told = []
    for note in notes:
        quoted = f"<q>{_text(note.quoted)}</q>" if note.quoted else ""
        told.append(f"<li>{_text(note.words)}{quoted}</li>")
    return "\n".join(['<ul class="notes" aria-label="Warnings">', *told, "</ul>"])


def _cast(people: tuple[Character, ...]) -> str:
    if not people:
        return ""
    rows = [
        f'<li><i style="background:{_colour(person.colour)}"></i>{_text(person.name)} '
        f"<span>{_text(person.look)}</span></li>"
        for person in people
    ]
    return "\n".join(['<ul class="cast" aria-label="Characters">', *rows, "</ul>"])


def _scene(scene: Scene, pictures: "Mapping[str, Image]", colours: Mapping[str, str], *, upright: bool) -> str:
    bar = []
    for shot in scene.shots:
        kind = "title" if shot.title else "said" if shot.lines else "silent"
        name = f"{shot.number}: {framing_words(shot)}, {seconds(shot.duration_ms)}"
        label = shot.number.partition(".")[2]
        bar.append(
            f'<a class="{kind}" href="#{_text(shot.id)}" style="flex-grow:{shot.duration_ms}" title="{_text(name)}">'
            f"{_text(label)}</a>"
        )
    name = _text(scene_name(scene))
    return "\n".join(
        [
            f'<section id="{_text(scene.id)}">\n<h2><span class="number">{_number(scene)}</span>{name}</h2>',
            f'<p class="facts">{_text(scene_words(scene))}{_where(scene.source_line)}</p>',
            '<div class="bar" aria-label="Shots by their length">',
            *bar,
            f'</div>\n<ol class="shots{" upright" if upright else ""}">',
            *(_shot(shot, pictures[shot.id], colours) for shot in scene.shots),
            "</ol>\n</section>",
        ]
    )


def _shot(shot: Shot, picture: "Image", colours: Mapping[str, str]) -> str:
    shown = shot.title or shot.picture
    parts = [
        f'<li id="{_text(shot.id)}"><figure>',
        f'<img src="{_data(picture)}" width="{picture.width}" height="{picture.height}" alt="{_text(shown)}">',
        "<figcaption>",
        f'<p class="framing"><span><b>{_text(shot.number)}</b>{_text(framing_words(shot))}</span>',
        f"<span>{seconds(shot.duration_ms)}</span></p>",
    ]
    if seen := seen_words(shot):
        parts.append(f'<p class="seen">{_text(seen)}</p>')
    if shot.title:
        parts.append(f'<p class="seen">On the screen: “{_text(shot.title)}”</p>')
    parts += [_line(line, colours) for line in shot.lines]
    if shot.sounds:
        cues = "".join(f"<li><b>{_text(plain(cue.category))}</b> {_text(cue.words)}</li>" for cue in shot.sounds)
        parts.append(f'<ul class="cues" aria-label="Sounds">{cues}</ul>')
    parts.append(f'<p class="where">{_text(", ".join(shot.characters))}{_where(shot.source_line)}</p>')
    return "\n".join([*parts, "</figcaption></figure></li>"])


def _line(line: Line, colours: Mapping[str, str]) -> str:
    manner = f'<span class="manner">({_text(line.manner)})</span>' if line.manner else ""
    colour = colours.get(line.speaker, "#6f685c")
    return (
        f'<p class="line" style="border-color:{colour}"><b>{_text(line.speaker or "Narrator")}</b>{manner}'
        f"{_text(line.text)}</p>"
    )


def _where(line: int) -> str:
    return f' <span class="where">line {line}</span>' if line else ""


def _number(scene: Scene) -> str:
    return _text(scene_number(scene))


def _colour(written: str) -> str:
    return written if _COLOUR.fullmatch(written) else "#6f685c"


def _data(picture: "Image") -> str:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
