"""The contact sheet: every shot of the film on one piece of paper, scene by scene.

The one rule: a sheet is as wide as a screen whatever the film's length; a longer film has smaller pictures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scripts.storyboard.reading import Boarded
from scripts.storyboard.type import sans, serif, shortened, wrapped
from scripts.storyboard.words import (
    counted,
    framing_words,
    said_words,
    scene_name,
    scene_number,
    scene_words,
    seconds,
    seen_words,
)
from shared.model.storyboard import Scene, Shot

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH: Final = 1600
_MARGIN: Final = 56
_GAP: Final = 20
_PAPER: Final = "#faf8f3"
_INK: Final = "#26231e"
_GREY: Final = "#7b7468"
_VOICE: Final = "#9a4a2c"
_RULE: Final = "#ddd6c8"
_COLUMNS: Final = ((30, 4), (80, 5), (160, 7))  # up to so many shots, so many in a row
_MOST_COLUMNS: Final = 8
_LINES: Final = 4  # under a picture; what is said has half of them where something is seen as well


@dataclass(frozen=True)
class _Grid:
    columns: int
    cell: int
    picture: int  # the height of one
    size: int  # of the type under it

    @property
    def leading(self) -> int:
        return round(self.size * 1.45)

    def row(self, lines: int) -> int:
        return self.picture + self.leading * (lines + 1) + 22


def _grid(shots: int, aspect: tuple[int, int]) -> _Grid:
    columns = next((wide for most, wide in _COLUMNS if shots <= most), _MOST_COLUMNS)
    if aspect[1] > aspect[0]:  # upright pictures: twice as many in a row
        columns = min(_MOST_COLUMNS, 2 * columns - 1)
    cell = (WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    size = 15 if cell > 250 else 12 if cell > 160 else 10
    return _Grid(columns, cell, round(cell * aspect[1] / aspect[0]), size)


def contact_sheet(boarded: Boarded, pictures: "Mapping[str, Image]") -> "Image":
    from PIL import Image, ImageDraw

    board = boarded.storyboard
    grid = _grid(len(board.shots), next(iter(pictures.values())).size)
    head, scene_head = 132, 58
    captions = {shot.id: _caption(shot, grid) for shot in board.shots}
    rows = {scene.id: _rows(scene, grid) for scene in board.scenes}
    heights = [grid.row(max(len(captions[shot.id]) for shot in row)) for each in rows.values() for row in each]
    height = head + len(board.scenes) * scene_head + sum(heights) + _MARGIN
    sheet = Image.new("RGB", (WIDTH, height), _PAPER)
    pen = ImageDraw.Draw(sheet)
    _heading(pen, boarded)
    top = head
    deep = iter(heights)
    for scene in board.scenes:
        _scene(pen, scene, top)
        top += scene_head
        for row in rows[scene.id]:
            for at, shot in enumerate(row):
                left = _MARGIN + at * (grid.cell + _GAP)
                small = pictures[shot.id].resize((grid.cell, grid.picture), Image.Resampling.LANCZOS)
                sheet.paste(small, (left, top))
                pen.rectangle((left, top, left + grid.cell - 1, top + grid.picture - 1), outline=_RULE)
                _write(pen, shot, captions[shot.id], (left, top + grid.picture + 7), grid)
            top += next(deep)
    return sheet


def _rows(scene: Scene, grid: _Grid) -> list[tuple[Shot, ...]]:
    return [scene.shots[at : at + grid.columns] for at in range(0, len(scene.shots), grid.columns)]


def _heading(pen: "ImageDraw", boarded: Boarded) -> None:
    board = boarded.storyboard
    title = shortened(board.title or "Untitled", serif(46), WIDTH - 2 * _MARGIN)
    pen.text((_MARGIN, 30), title, fill=_INK, font=serif(46))
    facts = (
        counted(len(board.scenes), "scene"),
        counted(len(board.shots), "shot"),
        seconds(board.duration_ms),
        board.mood,
        f"complexity {boarded.complexity:.2f}",
        counted(len(boarded.notes), "warning") if boarded.notes else "no warnings",
    )
    pen.text((_MARGIN, 90), "   ·   ".join(facts), fill=_GREY, font=sans(15))


def _scene(pen: "ImageDraw", scene: Scene, top: int) -> None:
    pen.line((_MARGIN, top, WIDTH - _MARGIN, top), fill=_RULE)
    facts = scene_words(scene)
    room = WIDTH - 2 * _MARGIN - round(sans(13).getlength(facts)) - 60
    name = shortened(f"{scene_number(scene)}   {scene_name(scene)}", sans(17), room)
    pen.text((_MARGIN, top + 17), name, fill=_INK, font=sans(17))
    pen.text((WIDTH - _MARGIN, top + 20), facts, fill=_GREY, font=sans(13), anchor="ra")


def _caption(shot: Shot, grid: _Grid) -> list[tuple[str, str]]:
    """The lines under a picture with their colours: first what is seen, then what is said."""
    reading = serif(grid.size + 3)
    seen, said = (f"“{shot.title}”" if shot.title else seen_words(shot)), said_words(shot)
    spoken = wrapped(said, reading, grid.cell, _LINES // 2 if seen else _LINES)
    shown = wrapped(seen, reading, grid.cell, _LINES - len(spoken))
    return [*((line, _INK) for line in shown), *((line, _VOICE) for line in spoken)]


def _write(pen: "ImageDraw", shot: Shot, caption: list[tuple[str, str]], at: tuple[int, int], grid: _Grid) -> None:
    left, top = at
    font = sans(grid.size)
    length = seconds(shot.duration_ms)
    room = grid.cell - round(font.getlength(length)) - 8
    pen.text((left, top), shortened(f"{shot.number}  {framing_words(shot)}", font, room), fill=_GREY, font=font)
    pen.text((left + grid.cell, top), length, fill=_GREY, font=font, anchor="ra")
    for line, colour in caption:
        top += grid.leading
        pen.text((left, top), line, fill=colour, font=serif(grid.size + 3))
