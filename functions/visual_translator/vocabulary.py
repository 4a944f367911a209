"""The words of camera, lens, light and mood that picture models know.

The one rule: every word of the storyboard's own lists has its phrase here, for clips and for stills.
"""

from typing import Final

from shared.model.storyboard import Scene, Shot

SIZES: Final = {
    "extreme_wide": "Extreme wide shot, 18mm lens",
    "wide": "Wide shot, 24mm lens",
    "medium": "Medium shot, 35mm lens",
    "medium_close": "Medium close-up, 50mm lens",
    "close": "Close-up, 85mm lens, shallow focus",
    "insert": "Macro insert shot, 100mm lens, shallow focus",
    "over_shoulder": "Over-the-shoulder shot, 50mm lens",
    "pov": "Point-of-view shot, 35mm lens",
}
MOVES: Final = {
    "static": "static camera",
    "dolly_in": "dolly in",
    "dolly_out": "dolly out",
    "pan_left": "pan left",
    "pan_right": "pan right",
    "zoom_in": "zoom in",
    "zoom_out": "zoom out",
    "orbital": "orbital move around the subject",
}
PACES: Final = {"tense": "fast", "angry": "fast", "fearful": "creeping", "joyful": "fluid", "epic": "sweeping"}
ANGLES: Final = {"low": "low angle", "high": "high angle", "top": "seen from directly above", "dutch": "dutch angle"}
OUTSIDE: Final = {
    "dawn": "cool dawn light, long soft shadows",
    "day": "clear natural daylight",
    "golden": "warm golden-hour light",
    "dusk": "blue dusk, first lamps lit",
    "night": "night, pools of practical light, deep shadows",
    "unknown": "soft natural light",
}
INSIDE: Final = {
    "dawn": "cool dawn light through the windows",
    "day": "daylight through the windows, soft fill",
    "golden": "low golden light through the windows",
    "dusk": "blue dusk outside, warm lamps inside",
    "night": "night, warm practical lamps, deep shadows",
    "unknown": "soft practical light",
}
WEATHER: Final = {
    "storm": "heavy storm, lightning",
    "rain": "rain, wet reflections",
    "snow": "falling snow",
    "fog": "drifting fog",
    "wind": "strong wind",
    "cloud": "overcast sky",
    "clear": "clear sky",
}
MOODS: Final = {
    "joyful": "bright, playful mood",
    "tender": "tender, intimate mood",
    "sad": "melancholic mood, muted colours",
    "tense": "tense mood, hard contrast",
    "fearful": "dread, low-key lighting",
    "mysterious": "mysterious mood, veiled light",
    "epic": "epic mood, grand scale",
    "comic": "light comic mood",
    "angry": "harsh, restless mood",
    "calm": "calm mood",
}
NEGATIVE: Final = "text, captions, watermark, logo, extra fingers, deformed hands, duplicated people, flicker"
ALWAYS: Final = "Consistent characters and wardrobe, natural motion, no text in the picture."
ALWAYS_STILL: Final = "One photographic film frame, consistent characters and wardrobe, no text in the picture."


def camera(shot: Shot, scene: Scene, *, still: bool) -> str:
    """`Close-up, 85mm lens, shallow focus, low angle, slow dolly in`. A still has no move: our own camera makes it."""
    pace = "" if shot.move == "static" else f"{PACES.get(scene.mood, 'slow')} "
    move = "" if still else f"{pace}{MOVES[shot.move]}"
    return ", ".join(part for part in (SIZES[shot.size], ANGLES.get(shot.angle, ""), move) if part)


def light(scene: Scene) -> str:
    return (INSIDE if scene.interior else OUTSIDE)[scene.time_of_day]


def sky(scene: Scene) -> str:
    """What the weather does; inside, only what is seen and heard of it at the windows."""
    said = WEATHER.get(scene.weather, "")
    return f"{said} outside the windows" if said and scene.interior else said
