"""Small pictures of every shot, drawn by the animatic.

The one rule: a thumbnail shows the middle of what the film shows: its camera has not moved yet.
"""

from typing import TYPE_CHECKING, Final

from functions.render_executor.animatic import picture
from shared.model.storyboard import Scene, Shot, Storyboard

if TYPE_CHECKING:
    from PIL.Image import Image

_AREA: Final = 384 * 216  # of a thumbnail, whatever its ratio


def frame_of(aspect: str, area: int = _AREA) -> tuple[int, int]:
    wide, high = (int(part) for part in aspect.split(":"))
    width = (area * wide / high) ** 0.5
    return 2 * round(width / 2), 2 * round(width * high / wide / 2)


def thumbnails(board: Storyboard, aspect: str, seed: int) -> "dict[str, Image]":
    """By the shot's id."""
    frame = frame_of(aspect)
    return {shot.id: _thumbnail(shot, scene, board, frame, seed) for scene in board.scenes for shot in scene.shots}


def _thumbnail(shot: Shot, scene: Scene, board: Storyboard, frame: tuple[int, int], seed: int) -> "Image":
    whole = picture(shot, scene, board.characters, frame, seed)
    left, top = (whole.width - frame[0]) // 2, (whole.height - frame[1]) // 2
    cut = whole.crop((left, top, left + frame[0], top + frame[1])).convert("RGB")
    return _lettered(cut, shot.title) if shot.title else cut


def _lettered(thumbnail: "Image", title: str) -> "Image":
    """The words on the screen, where a title of the film stands."""
    from PIL import ImageDraw

    from scripts.storyboard.type import fitted, wrapped

    room = round(thumbnail.width * 0.84)
    font = fitted(title, round(thumbnail.height * 0.11), room)
    pen = ImageDraw.Draw(thumbnail)
    lines = [line for part in title.split("\n") for line in wrapped(part, font, room, 4)][:6]
    high = font.size * 1.15
    top = thumbnail.height / 2 - high * len(lines) / 2
    for at, line in enumerate(lines):
        pen.text((thumbnail.width / 2, top + high * at), line, fill="#fbf7ee", font=font, anchor="ma")
    return thumbnail
