"""Small scenes, pictures, sounds and films for the tests of the media engines."""

import math
from pathlib import Path
from typing import Final

import numpy as np

from functions.post_processor import film, mix, segment
from functions.post_processor.cutting import Cut
from functions.post_processor.tracks import Sounding
from shared.media.sound import RATE, WavWriter
from shared.model.job import Options
from shared.model.storyboard import Character, Line, Scene, Shot, Size, SoundCue, Storyboard

FRAME = (320, 180)
FPS: Final = 24

MARA = Character(name="MARA", look="a young woman in a red coat", colour="#b8433a")
ELIAS = Character(name="ELIAS", look="an old man with a white beard", colour="#3e6d8e")


def a_line(text: str = "Nobody answered.", speaker: str = "MARA", manner: str = "", name: str = "l1") -> Line:
    return Line(id=name, speaker=speaker, text=text, manner=manner)


def a_shot(
    name: str = "s01-a",
    size: Size = "wide",
    picture: str = "Mara walks to the door.",
    characters: tuple[str, ...] = ("MARA",),
    lines: tuple[Line, ...] = (),
    sounds: tuple[SoundCue, ...] = (),
    ms: int = 1000,
    title: str = "",
) -> Shot:
    return Shot(
        id=name, number="1.1", size=size, move="dolly_in", duration_ms=ms, picture=picture, characters=characters,
        lines=lines, sounds=sounds, title=title,
    )  # fmt: skip


def a_scene(*shots: Shot, name: str = "s01", place: str = "Kitchen", interior: bool | None = True, night: bool = False,
            weather: str = "", mood: str = "neutral") -> Scene:  # fmt: skip
    return Scene(
        id=name, heading=f"{'INT.' if interior else 'EXT.'} {place}", place=place, interior=interior,
        time_of_day="night" if night else "day", weather=weather, mood=mood, shots=shots or (a_shot(),),
    )  # fmt: skip


def a_storyboard(*scenes: Scene) -> Storyboard:
    return Storyboard(title="The Last Keeper", language="en", mood="tense", scenes=scenes or (a_scene(),))


def options() -> Options:
    return Options(preset="animatic", size="360p", fps=FPS, seed=7)


def a_picture(path: Path, frame: tuple[int, int] = FRAME, *, shade: int = 0) -> Path:
    """Soft stripes, so that a move of the camera shows."""
    from PIL import Image

    width, height = (2 * round(side * 1.08 / 2) for side in frame)
    y, x = np.mgrid[0:height, 0:width]
    red = 128 + 90 * np.sin(x / 17 + shade)
    green = 128 + 90 * np.cos(y / 13 + shade)
    pixels = np.dstack([red, green, np.full_like(red, 60 + 40 * (shade % 4))])
    Image.fromarray(pixels.astype(np.uint8)).save(path)
    return path


def a_tone(path: Path, ms: int, hertz: float = 330.0, level: float = 0.1, channels: int = 2) -> Path:
    """A tone that comes and goes, a little like speech."""
    time = np.arange(round(ms * RATE / 1000)) / RATE
    wave = np.sin(math.tau * hertz * time) * (0.6 + 0.4 * np.sin(math.tau * 3 * time)) * level * math.sqrt(2)
    with WavWriter(path, channels) as out:
        out.write(np.repeat(wave[:, None], channels, axis=1).astype(np.float32))
    return path


def placed(path: Path, start_ms: int, ms: int) -> Sounding:
    return Sounding(start_ms, ms, lambda: path, temporary=False)


def a_film(folder: Path, *, shots: int = 3, frames: int = 24, level: float = 0.1) -> Path:
    """A film of a few stills and a tone, made as every film is made."""
    segments = []
    for number in range(shots):
        cut = Cut(frame=FRAME, fps=FPS, frames=frames, move="dolly_in")
        picture = a_picture(folder / f"{number}.png", shade=number * 2)
        segments.append(segment.body(picture, folder / f"{number}.mp4", cut, scratch=folder))
    ms = shots * frames * 1000 // FPS
    voice = placed(a_tone(folder / "voice.wav", ms, level=level, channels=1), 0, ms)
    mix.mix([voice], [], [], shots * frames * RATE // FPS, folder / "mix.m4a", scratch=folder)
    film.splice(segments, folder / "mix.m4a", folder / "film.mp4", scratch=folder)
    return folder / "film.mp4"
